import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type OpenCarrier, openCarrier } from '@modosu/carrier'
import { checkMarketBooks } from '../src/check-market-books.ts'
import { type LossCase, type LossRow, lossTable } from '../src/holds/loss-table.ts'
import {
  AGENT,
  hoursFromNow,
  nextSlip,
  openScene,
  type Scene,
  SELLER,
  scan,
  ship,
} from './market-scene.ts'
import {
  findingsOf,
  openTwoCompanies,
  type TwoCompanies,
  totalOf,
  yamatoContract,
} from './two-companies.ts'

let two: TwoCompanies
let carrier: OpenCarrier

before(async () => {
  two = await openTwoCompanies()
  const [webhookSecret = ''] = yamatoContract.webhookSecrets
  const client = { token: yamatoContract.token, webhookSecret, webhookUrl: two.furimaruOrigin }
  carrier = await openCarrier({ port: 0, clients: { furimaru: client } })
  two.useCarrier(carrier.origin)
})
after(async () => {
  await carrier.close()
  await two.close()
})

const now = () => two.furimaru.clock.now()
const withMe = (scene: Scene) => scene.step(SELLER, 'acknowledgement', { answer: 'with_me' })
const answerShipped = (scene: Scene) =>
  scene.step(SELLER, 'acknowledgement', { answer: 'already_shipped' })

/** How each row comes about: what happens before the hold, under it, and after the decision. */
const plays: Readonly<Record<LossCase, (scene: Scene) => Promise<void>>> = {
  async before_dispatch(scene) {
    const caseId = await two.claim(scene.request)
    await withMe(scene)
    await two.confirm(caseId)
  },
  async label_made(scene) {
    await scene.step(SELLER, 'label', { carrier: 'yamato' })
    await two.settle()
    await plays.before_dispatch(scene)
  },
  async turned_round(scene) {
    const slip = nextSlip()
    await ship(scene, slip)
    await scan(two, slip, now())
    const caseId = await two.claim(scene.request)
    await answerShipped(scene)
    await scan(two, slip, now(), 'turned_round')
    await two.confirm(caseId)
    assert.equal((await scene.read(SELLER)).onHold, true, 'it is waited for')
    await scan(two, slip, now(), 'brought_back')
  },
  async delivered(scene) {
    const slip = nextSlip()
    await ship(scene, slip)
    await scan(two, slip, now())
    await scan(two, slip, now(), 'delivered')
    const caseId = await two.claim(scene.request)
    await answerShipped(scene)
    await two.confirm(caseId)
  },
  async silent_but_shipped(scene) {
    const slip = nextSlip()
    const caseId = await two.claim(scene.request)
    const seenAt = now()
    await two.confirm(caseId)
    await two.moveTo(hoursFromNow(two, 25))
    await ship(scene, slip, true)
    await scan(two, slip, seenAt)
  },
  async shipped_after_notice(scene) {
    const slip = nextSlip()
    const caseId = await two.claim(scene.request)
    await withMe(scene)
    await ship(scene, slip, true)
    await scan(two, slip, now())
    await two.confirm(caseId)
  },
  async nothing_sent(scene) {
    await ship(scene)
    const caseId = await two.claim(scene.request)
    await two.confirm(caseId)
    await two.moveTo(hoursFromNow(two, 25))
  },
}

const PRICE = 40_000n
const sellerGets: Readonly<Record<LossRow['seller'], bigint>> = {
  relists: 0n,
  relists_with_postage: 1_000n,
  price: PRICE,
  price_from_market: PRICE,
  withheld: 0n,
}
const marketLoses: Readonly<Record<LossRow['lossWith'], bigint[]>> = {
  nobody: [0n],
  payer_company: [0n],
  market_postage: [yamatoContract.postage, 1_000n],
  market_price: [PRICE],
}

for (const [name, row] of Object.entries(lossTable) as [LossCase, LossRow][]) {
  test(`${row.moment}: ${row.seller}, loss with ${row.lossWith}`, async () => {
    const scene = await openScene(two)
    const sales = await totalOf(two.furimaru, 'sales:mem_mikan')
    const issued = await lossesSoFar()
    await plays[name](scene)
    await two.settle()
    const order = await scene.read(SELLER)
    assert.equal(order.state, row.value === 'back' ? 'cancelled' : 'completed')
    assert.equal((await scene.listing()).state, row.listing)
    const owner = `points:mem_owner_${scene.request.paymentRequestId}`
    const waiting = await returnedTo(scene)
    assert.equal(waiting, row.value === 'back' ? PRICE : 0n, owner)
    assert.equal((await totalOf(two.furimaru, 'sales:mem_mikan')) - sales, sellerGets[row.seller])
    assert.ok(marketLoses[row.lossWith].includes((await lossesSoFar()) - issued))
    assert.equal(await totalOf(two.furimaru, `escrow:${scene.orderId}`), 0n)
    const rated = await scene.step(SELLER, 'rating', { score: 'bad' })
    assert.equal(rated.status, row.value === 'back' ? 409 : 200, 'a fraud cancel has no rating')
    if (row.seller === 'withheld') await decideForSeller(scene, sales)
  })
}

/** What the market has put into its loss account so far. */
async function lossesSoFar(): Promise<bigint> {
  return await two.furimaru.inContext(async (ctx) => {
    const found = await ctx.tx.query<{ lost: bigint }>(
      `select coalesce(sum(amount), 0)::bigint as lost from ledger.entries
       where to_code = 'loss:yen'`,
    )
    return found.rows[0]?.lost ?? 0n
  })
}

/** What is back at the payer's company for the owner of this payment, usable or not yet. */
async function returnedTo(scene: Scene): Promise<bigint> {
  const [caseId] = await two.furimaru.inContext(async (ctx) => {
    const found = await ctx.tx.query<{ case_id: string }>(
      'select case_id from market.order_hold where order_id = $1',
      [scene.orderId],
    )
    return found.rows.map((row) => row.case_id)
  })
  const owner = `points:mem_owner_${scene.request.paymentRequestId}`
  return (await totalOf(two.hinata, owner)) + (await totalOf(two.hinata, `returned:${caseId}:pt`))
}

/** A person looks at what was withheld, and the seller had done nothing wrong. */
async function decideForSeller(scene: Scene, sales: bigint): Promise<void> {
  const path = `/market/v1/staff/orders/${scene.orderId}/withheld`
  const body = { pay: true, reason: '集荷が先だった' }
  const alone = await two.furimaru.call('POST', path, { as: AGENT, body })
  assert.equal(alone.status, 403)
  const as = 'staff:staff_super:supervisor'
  assert.equal((await two.furimaru.call('POST', path, { as, body })).body.decided, 'paid')
  assert.equal((await totalOf(two.furimaru, 'sales:mem_mikan')) - sales, PRICE)
}

test('the books are sound after every row', async () => {
  assert.deepEqual(await findingsOf(two.furimaru), [])
  assert.deepEqual(await two.furimaru.inContext(checkMarketBooks), [])
  assert.deepEqual(await findingsOf(two.hinata), [])
})
