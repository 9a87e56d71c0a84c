import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { amount } from '@modosu/kernel'
import { checkMarketBooks } from '../src/check-market-books.ts'
import {
  AGENT,
  BUYER,
  buy,
  list,
  nextKey,
  nextSlip,
  OTHER,
  openScene,
  SELLER,
  scan,
  ship,
} from './market-scene.ts'
import { findingsOf, openTwoCompanies, type TwoCompanies, totalOf } from './two-companies.ts'

let two: TwoCompanies

before(async () => {
  two = await openTwoCompanies()
})
after(() => two.close())

const ROUNDS = 5
const WAIT_DEADLINE_MS = 10_000

/** Returns once so many other transactions wait for a lock. */
async function untilSomebodyWaits(waiting = 1): Promise<void> {
  const deadline = performance.now() + WAIT_DEADLINE_MS
  while (performance.now() < deadline) {
    const found = await two.furimaru.runtime.pool.query<{ waiting: bigint }>(
      `select count(*) as waiting from pg_stat_activity
       where datname = current_database() and wait_event_type = 'Lock'`,
    )
    if ((found.rows[0]?.waiting ?? 0n) >= waiting) return
  }
  throw new Error('nobody waits')
}

test('of eight buyers at the same moment one gets the listing, the others hear that it is sold', async () => {
  const { listingId } = (await list(two)).body
  const answers = await Promise.all(
    Array.from({ length: 8 }, (_, i) => buy(two, listingId, `member:mem_b${i}:ses_${i}:dev_${i}`)),
  )
  assert.equal(answers.filter(({ status }) => status === 201).length, 1)
  const refused = answers.filter(({ status }) => status !== 201)
  assert.ok(refused.every(({ body }) => body.type === 'market/already_sold'))
})

test('one buyer who sends his order five times at once has one order', async () => {
  const { listingId } = (await list(two)).body
  const key = nextKey()
  const answers = await Promise.all(
    Array.from({ length: 5 }, () => buy(two, listingId, BUYER, key)),
  )
  assert.equal(new Set(answers.map(({ body }) => body.orderId)).size, 1)
  assert.ok(answers.every(({ status }) => status === 201))
})

test('a hold against a shipment: shipped before it, or refused by it, never in between', async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const scene = await openScene(two)
    const [, shipped] = await Promise.all([two.claim(scene.request), ship(scene)])
    const order = await scene.read(SELLER)
    assert.equal(order.onHold, true)
    if (shipped.status === 200) {
      assert.deepEqual([order.state, order.shipment.flagged], ['shipped', false])
    } else {
      assert.equal(shipped.body.type, 'market/on_hold')
      assert.deepEqual([order.state, order.shipment], ['awaiting_shipment', null])
    }
  }
})

test('a shipment that comes while a hold is being written waits for it and is refused', async () => {
  const scene = await openScene(two)
  const account = `escrow:${scene.orderId}`
  const holding = {
    account,
    amount: amount(40_000n),
    caseNumber: '482-913-076',
    caseId: 'case_1',
    legId: 'leg_1',
  }
  const late = await two.furimaru.inContext(async (ctx) => {
    await two.holder.describeHolding(ctx, account)
    const shipped = ship(scene)
    await untilSomebodyWaits()
    await two.holder.onHeld(ctx, holding)
    return { shipped }
  })
  assert.equal((await late.shipped).body.type, 'market/on_hold')
  assert.equal((await scene.read(SELLER)).shipment, null)
  // No claim stands behind this hold: what it keeps still lies in the escrow.
  await two.furimaru.inContext((ctx) => two.holder.onReleased(ctx, holding))
})

test('a hold that comes while a shipment is being written finds it shipped', async () => {
  const scene = await openScene(two)
  const account = `escrow:${scene.orderId}`
  const held = await two.furimaru.inContext(async (ctx) => {
    await ctx.tx.query('select 1 from market.purchase where order_id = $1 for update', [
      scene.orderId,
    ])
    const shipped = ship(scene)
    await untilSomebodyWaits()
    const facts = two.furimaru.inContext((later) => two.holder.describeHolding(later, account))
    await untilSomebodyWaits(2)
    return { shipped, facts }
  })
  assert.equal((await held.shipped).body.state, 'shipped')
  assert.equal((await held.facts)?.kind, 'order_shipped')
})

test('a hold against a payout: the seller is paid or the money is held, to the yen', async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const scene = await openScene(two)
    const slip = nextSlip()
    await ship(scene, slip)
    await scan(two, slip, two.furimaru.clock.now())
    const before = await totalOf(two.furimaru, 'sales:mem_mikan')
    const [caseId, receipt] = await Promise.all([
      two.claim(scene.request),
      scene.step(BUYER, 'receipt'),
    ])
    const paid = (await totalOf(two.furimaru, 'sales:mem_mikan')) - before
    const held = await totalOf(two.furimaru, `held:${caseId}:yen`)
    assert.equal(paid + held, 40_000n)
    assert.equal(receipt.status, paid === 0n ? 409 : 200)
  }
})

test('a cancel against a shipment: one of them wins and the money follows it', async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const scene = await openScene(two)
    const [cancelled, shipped] = await Promise.all([
      scene.step(AGENT, 'cancel', { reason: 'asked for' }),
      ship(scene),
    ])
    assert.equal([cancelled.status, shipped.status].filter((status) => status === 200).length, 1)
    await two.settle()
    const escrow = await totalOf(two.furimaru, `escrow:${scene.orderId}`)
    assert.equal(escrow, cancelled.status === 200 ? 0n : 40_000n)
  }
})

test('cancelling five times at once refunds once', async () => {
  const scene = await openScene(two)
  const answers = await Promise.all(
    Array.from({ length: 5 }, () => scene.step(AGENT, 'cancel', { reason: 'asked for' })),
  )
  assert.equal(answers.filter(({ status }) => status === 200).length, 1)
  const others = answers.filter(({ status }) => status !== 200)
  assert.ok(others.every(({ body }) => body.type === 'market/already_cancelled'))
  await two.settle()
  const owner = `points:mem_owner_${scene.request.paymentRequestId}`
  assert.equal(await totalOf(two.hinata, owner), 40_000n)
})

test('a hold against a cancel: the money is at the payer or in the case, never twice', async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const scene = await openScene(two)
    const [caseId, cancelled] = await Promise.all([
      two.claim(scene.request),
      scene.step(AGENT, 'cancel', { reason: 'asked for' }),
    ])
    await two.settle()
    const held = await totalOf(two.furimaru, `held:${caseId}:yen`)
    assert.equal(held, cancelled.status === 200 ? 0n : 40_000n)
    assert.equal(await totalOf(two.furimaru, `escrow:${scene.orderId}`), 0n)
  }
})

test('the same slip named for two orders at once proves one shipment', async () => {
  const [first, second] = [await openScene(two), await openScene(two)]
  const slip = nextSlip()
  const answers = await Promise.all([ship(first, slip), ship(second, slip)])
  assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 409])
  const refused = answers.find(({ status }) => status === 409)
  assert.equal(refused?.body.type, 'market/tracking_number_used')
})

test('a like is one however often it is sent', async () => {
  const { listingId } = (await list(two)).body
  const path = `/market/v1/listings/${listingId}/like`
  await Promise.all(Array.from({ length: 4 }, () => two.furimaru.call('PUT', path, { as: OTHER })))
  assert.equal((await two.furimaru.call('PUT', path, { as: OTHER })).body.likes, 1)
  assert.equal((await two.furimaru.call('DELETE', path, { as: OTHER })).body.likes, 0)
  assert.equal((await two.furimaru.call('DELETE', path, { as: OTHER })).body.likes, 0)
})

test('both ledgers are sound after the races', async () => {
  await two.settle()
  assert.deepEqual(await findingsOf(two.furimaru), [])
  assert.deepEqual(await two.furimaru.inContext(checkMarketBooks), [])
  assert.deepEqual(await findingsOf(two.hinata), [])
})
