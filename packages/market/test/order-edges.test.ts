import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { checkMarketBooks } from '../src/check-market-books.ts'
import { furimaruProfile } from '../src/profiles/furimaru-profile.ts'
import { kawamaruProfile } from '../src/profiles/kawamaru-profile.ts'
import {
  AGENT,
  BUYER,
  hoursFromNow,
  nextSlip,
  openScene,
  type Scene,
  SELLER,
  scan,
  ship,
} from './market-scene.ts'
import { findingsOf, openTwoCompanies, type TwoCompanies, totalOf } from './two-companies.ts'

/** Ways of an order with its money, over HTTP and over the wire; `order-walk.test.ts` walks them all. */
let two: TwoCompanies

before(async () => {
  two = await openTwoCompanies()
})
after(() => two.close())

const now = () => new Date(two.furimaru.clock.now())
const later = (hours: number) => two.moveTo(hoursFromNow(two, hours))
const agree = (scene: Scene, agreed: boolean) =>
  scene.step(BUYER, 'cancel-request/consent', { agree: agreed })
const askCancel = (scene: Scene, as = SELLER) =>
  scene.step(as, 'cancel-request', { reason: '品物に傷を見つけました' })
const withMe = (scene: Scene) => scene.step(SELLER, 'acknowledgement', { answer: 'with_me' })
const escrow = (scene: Scene) => totalOf(two.furimaru, `escrow:${scene.orderId}`)

async function expectState(scene: Scene, state: string) {
  const order = await scene.read(BUYER)
  assert.equal(order.state, state)
  return order
}

/** Cancelled without a claim: nothing in escrow, the listing in its place. */
async function expectUndone(scene: Scene, ending: string) {
  const order = await expectState(scene, 'cancelled')
  assert.equal(order.ending, ending)
  await two.settle()
  assert.equal(await escrow(scene), 0n)
  assert.equal((await scene.listing()).state, 'listed')
}

test('a payment that does not come by the due day and its grace ends the order', async () => {
  const scene = await openScene(two, { paid: false })
  const { payBy } = await scene.read(BUYER)
  await two.moveTo(new Date(new Date(payBy).getTime() + 14 * 60_000))
  await expectState(scene, 'awaiting_payment')
  await two.moveTo(new Date(new Date(payBy).getTime() + 16 * 60_000))
  await expectUndone(scene, 'unpaid')
})

test('a payment that the pay company refuses to ask for ends the order', async () => {
  two.refuseRequests(true)
  await assert.rejects(openScene(two, { paid: false }))
  two.refuseRequests(false)
  const found = await two.furimaru.call('GET', '/market/v1/orders?role=buyer', { as: BUYER })
  assert.equal(found.body.orders[0].state, 'cancelled')
})

test('the office cancels an order that is not paid, and a late payment is refused for ever', async () => {
  const scene = await openScene(two, { paid: false })
  assert.equal((await scene.step(AGENT, 'cancel', { reason: 'asked for' })).status, 200)
  await expectUndone(scene, 'office')
  const transferId = await two.pay(scene.request)
  await expectState(scene, 'cancelled')
  assert.equal(await escrow(scene), 0n)
  const owner = `points:mem_owner_${scene.request.paymentRequestId}`
  assert.equal(await totalOf(two.hinata, owner), 40_000n, transferId)
})

test('the seller asks to cancel and the buyer agrees', async () => {
  const scene = await openScene(two)
  assert.equal((await askCancel(scene)).body.state, 'cancel_requested')
  assert.equal((await agree(scene, true)).body.state, 'cancelled')
  await expectUndone(scene, 'agreed')
  const owner = `points:mem_owner_${scene.request.paymentRequestId}`
  assert.equal(await totalOf(two.hinata, owner), 40_000n)
})

test('the buyer does not agree and the order goes on', async () => {
  const scene = await openScene(two)
  await askCancel(scene)
  assert.equal((await agree(scene, false)).body.state, 'awaiting_shipment')
  await later(25)
  await expectState(scene, 'awaiting_shipment')
})

test('silence of 24 hours on a request to cancel is consent', async () => {
  const scene = await openScene(two)
  await askCancel(scene)
  await later(23)
  await expectState(scene, 'cancel_requested')
  await later(2)
  await expectUndone(scene, 'silence')
})

for (const asked of [false, true]) {
  const state = asked ? 'cancel_requested' : 'awaiting_shipment'
  test(`the office cancels an order that is ${state}`, async () => {
    const scene = await openScene(two)
    if (asked) await askCancel(scene)
    assert.equal(
      (await scene.step(AGENT, 'cancel', { reason: 'asked for' })).body.state,
      'cancelled',
    )
    await expectUndone(scene, 'office')
  })
  test(`a parcel named under a hold is seen by the carrier when the order is ${state} and free`, async () => {
    const scene = await openScene(two)
    if (asked) await askCancel(scene)
    const caseId = await two.claim(scene.request)
    const slip = nextSlip()
    const told = await ship(scene, slip, true)
    assert.deepEqual([told.status, told.body], [200, { state, flagged: true }])
    await two.withdraw(caseId)
    assert.equal((await scan(two, slip, now())).body.state, state)
    if (asked) await agree(scene, false)
  })
}

test('the buyer may ask to cancel only after the shipping day, and only where the market lets him', async () => {
  const scene = await openScene(two)
  assert.equal((await askCancel(scene, BUYER)).body.type, 'market/seller_asks_cancel')
  two.useProfile(kawamaruProfile)
  const early = await askCancel(scene, BUYER)
  assert.equal(early.body.type, 'market/ship_by_not_passed')
  await later(5 * 24)
  assert.equal((await askCancel(scene, BUYER)).body.state, 'cancel_requested')
  assert.equal((await agree(scene, true)).body.type, 'market/own_request')
  assert.equal((await scene.step(SELLER, 'cancel-request/consent', { agree: true })).status, 200)
  await expectUndone(scene, 'agreed')
  two.useProfile(furimaruProfile)
})

test('a scanned parcel that has arrived pays the seller at once', async () => {
  const scene = await openScene(two)
  const slip = nextSlip()
  assert.equal((await ship(scene, slip)).body.state, 'shipped')
  assert.equal((await scan(two, slip, now())).body.state, 'shipped')
  const before = await totalOf(two.furimaru, 'sales:mem_mikan')
  assert.equal((await scene.step(BUYER, 'receipt')).body.state, 'completed')
  assert.equal((await totalOf(two.furimaru, 'sales:mem_mikan')) - before, 40_000n)
})

test('a rating alone pays nobody while the order is young; a scan does', async () => {
  const scene = await openScene(two)
  const slip = nextSlip()
  await ship(scene, slip)
  assert.equal((await scene.step(BUYER, 'receipt')).body.state, 'received')
  assert.equal(await escrow(scene), 40_000n)
  assert.equal((await scan(two, slip, now())).body.state, 'completed')
})

test('a rating alone pays when the order has left the risk window', async () => {
  const scene = await openScene(two)
  await ship(scene)
  await scene.step(BUYER, 'receipt')
  await later(73)
  await expectState(scene, 'completed')
  assert.equal(await escrow(scene), 0n)
})

test('a shipped order completes by itself on the ninth day at 13:00, if the carrier saw it', async () => {
  const scene = await openScene(two)
  const slip = nextSlip()
  await ship(scene, slip)
  await scan(two, slip, now())
  const order = await scene.read(BUYER)
  const due = order.deadlines.find(({ clock }: { clock: string }) => clock === 'auto_complete')
  assert.match(due.dueAt, /T04:00:00\.000Z$/)
  await two.moveTo(new Date(due.dueAt))
  await expectState(scene, 'completed')
})

test('without a scan it does not complete by itself; the days then count from the scan', async () => {
  const scene = await openScene(two)
  const slip = nextSlip()
  await ship(scene, slip)
  await later(10 * 24)
  await expectState(scene, 'shipped')
  await scan(two, slip, now())
  await later(8 * 24)
  await expectState(scene, 'shipped')
  await later(2 * 24)
  await expectState(scene, 'completed')
})

type Prepare = (scene: Scene, slip: string) => Promise<unknown>
const prepare: Readonly<Record<string, Prepare>> = {
  awaiting_shipment: async () => undefined,
  cancel_requested: (scene) => askCancel(scene),
  shipped: (scene, slip) => ship(scene, slip),
  received: async (scene, slip) => {
    await ship(scene, slip)
    await scene.step(BUYER, 'receipt')
  },
}

for (const [state, prepareState] of Object.entries(prepare)) {
  const named = state === 'shipped' || state === 'received'

  async function openHeld(slip = nextSlip()) {
    const scene = await openScene(two)
    await prepareState(scene, slip)
    await expectState(scene, state)
    const caseId = await two.claim(scene.request)
    assert.equal((await scene.read(BUYER)).onHold, true)
    return { scene, caseId, slip }
  }

  test(`${state}: a hold reminds, calls, reports daily, and ends with the state as it was`, async () => {
    const { scene, caseId } = await openHeld()
    await later(3)
    await later(4)
    await later(18)
    await two.withdraw(caseId)
    const order = await expectState(scene, state)
    assert.equal(order.onHold, false)
    assert.equal(await escrow(scene), 40_000n)
    if (state === 'cancel_requested') await agree(scene, false)
  })

  test(`${state}: "with me" and a confirmed claim return the money and the listing`, async () => {
    const { scene, caseId } = await openHeld()
    assert.equal((await withMe(scene)).body.state, state)
    await expectState(scene, state)
    await two.confirm(caseId)
    await expectUndone(scene, 'office')
  })

  test(`${state}: a parcel seen before the seller knew leaves him his money`, async () => {
    const { scene, caseId, slip } = await openHeld()
    const seenAt = now()
    const answer = { answer: 'already_shipped', ...(named ? {} : { trackingNumber: slip }) }
    assert.equal((await scene.step(SELLER, 'acknowledgement', answer)).body.state, state)
    await two.confirm(caseId)
    await expectState(scene, state)
    assert.equal((await scan(two, slip, seenAt)).body.state, state)
    await two.settle()
    const order = await expectState(scene, 'completed')
    assert.deepEqual([order.onHold, await escrow(scene)], [false, 0n])
  })

  test(`${state}: a parcel seen after the seller knew is bad faith, and the money returns`, async () => {
    const { scene, caseId, slip } = await openHeld()
    const answer = { answer: 'already_shipped', ...(named ? {} : { trackingNumber: slip }) }
    await scene.step(SELLER, 'acknowledgement', answer)
    await two.confirm(caseId)
    await scan(two, slip, now())
    await two.settle()
    await expectState(scene, 'cancelled')
    assert.equal((await scene.listing()).state, 'closed')
    assert.equal(await escrow(scene), 0n)
  })

  test(`${state}: no sign at all for the carrier's lag returns the money on silence`, async () => {
    const { scene, caseId, slip } = await openHeld()
    await two.confirm(caseId)
    await later(23)
    await expectState(scene, state)
    await later(2)
    await expectState(scene, 'cancelled')
    assert.equal((await scene.listing()).state, 'paused')
    if (named) return
    // The seller had shipped before he could know, and says so only now.
    const told = await ship(scene, slip, true)
    assert.deepEqual(told.body, { state: 'cancelled', flagged: true })
    const before = await totalOf(two.furimaru, 'sales:mem_mikan')
    const seen = now()
    for (const status of ['accepted', 'delivered', 'delivered']) await scan(two, slip, seen, status)
    assert.equal((await totalOf(two.furimaru, 'sales:mem_mikan')) - before, 40_000n)
    assert.equal((await scene.listing()).state, 'closed')
  })
}

test('a scan of a completed order changes nothing', async () => {
  const scene = await openScene(two)
  const slip = nextSlip()
  await ship(scene, slip)
  await scan(two, slip, now())
  await scene.step(BUYER, 'receipt')
  assert.equal((await scan(two, slip, now(), 'delivered')).body.state, 'completed')
})

test('two claims over one payment: the first ends the order, the second is let go or returned', async () => {
  for (const end of ['withdraw', 'confirm'] as const) {
    const scene = await openScene(two, { paid: false })
    await two.pay(scene.request, { bySecondSession: 30_000n })
    const first = await two.claim(scene.request, scene.request.session)
    const second = await two.claim(scene.request, `${scene.request.session}_b`)
    await two.confirm(first)
    await withMe(scene)
    await two.settle()
    await expectState(scene, 'cancelled')
    await two[end](second)
    await expectState(scene, 'cancelled')
    assert.equal(await escrow(scene), 0n)
  }
})

test('both ledgers are sound after all of it', async () => {
  assert.deepEqual(await findingsOf(two.furimaru), [])
  assert.deepEqual(await two.furimaru.inContext(checkMarketBooks), [])
  assert.deepEqual(await findingsOf(two.hinata), [])
})
