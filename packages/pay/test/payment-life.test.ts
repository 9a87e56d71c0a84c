import assert from 'node:assert/strict'
import { after, afterEach, before, test } from 'node:test'
import { openClaim, readClaim, recallPolicyDefault, withdrawClaim } from '@modosu/recall'
import { payHolder } from '../src/index.ts'
import { directoryOf } from './neighbour-keys.ts'
import { openPayCompany, type PayCompany, people } from './pay-company.ts'
import { openPayments } from './payment-life.ts'

const START = new Date('2017-09-14T00:00:00+09:00')
const later = { capture: 'by_merchant' }
let pay: PayCompany
let life: ReturnType<typeof openPayments>

before(async () => {
  pay = await openPayCompany(START)
  life = openPayments(pay, 'a')
})
after(() => pay.close())
afterEach(async () => assert.deepEqual(await life.books(), []))

test('a payment is made of points and money; a part refund gives back the money first', async () => {
  await life.fill('mem_a', { points: 1_000n, wallet: 500n })
  const id = await life.request(1_200n)
  assert.equal(
    (await life.approve(id, 'mem_a', { points: 1_201n })).body.type,
    'pay/points_exceed_amount',
  )
  assert.equal((await life.approve(id, 'mem_a', { points: 600n })).body.usable, '500')
  const paid = await life.approve(id, 'mem_a', { points: 800n })
  assert.equal(paid.body.state, 'approved')
  assert.deepEqual(await life.balances('mem_a'), { points: 200, wallet: 100, sales: 0 })
  await life.refund(id, paid.body.transferId, 300n)
  assert.equal((await life.status(id)).refunded, '300')
  // What had been points before it was money is points again: nobody makes cash of points.
  assert.deepEqual(await life.balances('mem_a'), { points: 500, wallet: 100, sales: 0 })
  await life.refund(id, paid.body.transferId)
  const { state, refunded } = await life.status(id)
  assert.deepEqual([state, refunded], ['refunded', '1200'])
  assert.deepEqual(await life.balances('mem_a'), { points: 1_400, wallet: 100, sales: 0 })
})

test('the kinds of money are used in the order that their owner sets, and go back as what they were', async () => {
  await life.fill('mem_b', { wallet: 1_000n, sales: 1_000n })
  const as = life.as('mem_b')
  const order = (kinds: string[]) =>
    pay.company.call('PUT', '/pay/v1/use-order', { as, body: { kinds } })
  assert.equal((await order(['sales', 'sales', 'points'])).body.type, 'pay/use_order_wrong')
  assert.equal((await order(['sales', 'charged', 'points'])).status, 200)
  const shown = (await pay.company.call('GET', '/pay/v1/wallet', { as })).body
  assert.deepEqual(
    [shown.balance, shown.lots.map((lot: { kind: string }) => lot.kind)],
    ['2000', ['sales', 'points']],
  )
  const id = await life.request(1_300n)
  const { transferId } = (await life.approve(id, 'mem_b')).body
  assert.deepEqual(await life.balances('mem_b'), { points: 0, wallet: 700, sales: 0 })
  await life.refund(id, transferId)
  assert.deepEqual(await life.balances('mem_b'), { points: 300, wallet: 700, sales: 1_000 })
})

test('a merchant captures in parts, points first, and the rest goes back', async () => {
  await life.fill('mem_c', { points: 400n, wallet: 600n })
  const id = await life.request(1_000n, later)
  const approved = await life.approve(id, 'mem_c', { points: 400n })
  assert.deepEqual([approved.body.state, approved.body.transferId], ['authorised', null])
  assert.deepEqual(await life.balances('mem_c'), { points: 0, wallet: 0, sales: 0 })
  assert.equal((await life.capture(id, 1, 1_001n)).code, 'pay/capture_too_large')
  const first = await life.capture(id, 2, 500n)
  assert.deepEqual(
    await life.capture(id, 2, 500n),
    first,
    'a replayed capture gets the first answer',
  )
  assert.equal((await life.capture(id, 2, 501n)).code, 'pay/contradiction')
  assert.equal((await life.status(id)).state, 'authorised')
  assert.ok((await life.capture(id, 3, 200n, true)).ok)
  assert.equal((await life.capture(id, 4, 1n)).code, 'pay/not_authorised')
  const { state, captured } = await life.status(id)
  assert.deepEqual([state, captured], ['approved', '700'])
  assert.deepEqual(await life.balances('mem_c'), { points: 0, wallet: 300, sales: 0 })
  assert.ok(first.ok)
  // The first part was 400 points and 100 of money made of points.
  await life.refund(id, first.value.transferId ?? '', 250n)
  assert.deepEqual(await life.balances('mem_c'), { points: 250, wallet: 300, sales: 0 })
})

test('what a merchant gives up, or forgets for a month, goes back to the very lots', async () => {
  await life.fill('mem_d', { points: 300n, wallet: 300n })
  const [given, forgotten] = [await life.request(300n, later), await life.request(300n, later)]
  await life.approve(given, 'mem_d', { points: 300n })
  await life.approve(forgotten, 'mem_d')
  for (let i = 0; i < 2; i++) assert.ok((await life.void(given)).ok)
  assert.equal((await life.capture(given, 'd', 1n)).code, 'pay/not_authorised')
  assert.deepEqual(await life.balances('mem_d'), { points: 300, wallet: 0, sales: 0 })
  await pay.moveTo(new Date('2017-10-15T00:00:00+09:00'))
  assert.equal((await life.status(forgotten)).state, 'voided')
  assert.deepEqual(await life.balances('mem_d'), { points: 300, wallet: 300, sales: 0 })
  await pay.moveTo(START)
})

test('the merchant hears of every change, signed, and knows the payer by a name of its own', async () => {
  await life.fill('mem_e', { wallet: 600n })
  const ids = [
    await life.request(100n, { notifies: true }),
    await life.request(200n, { notifies: true, ...later }),
  ]
  const [now, soon] = ids as [string, string]
  await life.approve(now, 'mem_e')
  await life.approve(soon, 'mem_e')
  await life.capture(soon, 'e', 200n, true)
  await pay.settle()
  const heard = pay.notices.map((one) => [ids.indexOf(one.paymentRequestId), one.state])
  assert.deepEqual(heard.at(-1), [1, 'approved'])
  assert.ok(heard.some(([at, state]) => at === 0 && state === 'approved'))
  const names = new Set(pay.notices.map((one) => one.payerId))
  assert.equal(names.size, 1)
  assert.doesNotMatch([...names][0], /mem_e/)
  const stranger = await pay.company.call('GET', '/pay/v1/use-order', { as: life.as('mem_e') })
  assert.doesNotMatch(JSON.stringify(stranger.body), /pyr_/, 'a member has no use for it')
})

test('a payment that is approved after its expiry is not paid', async () => {
  await life.fill('mem_f', { wallet: 100n })
  const id = await life.request(100n)
  await pay.moveTo(new Date('2017-09-14T01:00:01+09:00'))
  assert.equal((await life.approve(id, 'mem_f')).body.type, 'pay/expired')
  assert.equal((await life.status(id)).state, 'expired')
  assert.deepEqual(await life.balances('mem_f'), { points: 0, wallet: 100, sales: 0 })
  await pay.moveTo(START)
})

test('two payments at once cannot spend the same money', async () => {
  await life.fill('mem_g', { wallet: 150n })
  const ids = [await life.request(100n), await life.request(100n)]
  const done = await Promise.all(ids.map((id) => life.approve(id, 'mem_g')))
  assert.deepEqual(done.map(({ status }) => status).sort(), [200, 422])
  assert.deepEqual(await life.balances('mem_g'), { points: 0, wallet: 50, sales: 0 })
})

test('a claim stops what waits for its capture, for good, and what is not claimed goes back', async () => {
  await life.fill('mem_h', { wallet: 500n })
  const id = await life.request(500n, later)
  await life.approve(id, 'mem_h')
  const neighbours = directoryOf(pay.hinata, [pay.furimaru], {})
  const claims = { neighbours, holders: [payHolder(people)], policy: recallPolicyDefault }
  const caseId = 'case_00000000000000000000000h'
  const opened = {
    caseId,
    caseNumber: '111-222-777',
    ownerId: 'mem_h',
    evidence: 'machine',
  } as const
  await pay.company.inContext((ctx) =>
    openClaim(ctx, claims, { ...opened, sessionIds: ['ses_mem_h'] }),
  )
  const claim = await pay.company.inContext((ctx) => readClaim(ctx, { caseId }))
  assert.equal(claim?.held, 500n)
  assert.equal((await life.capture(id, 'h', 500n)).code, 'pay/not_authorised')
  assert.equal((await life.status(id)).state, 'voided')
  await pay.company.inContext((ctx) => withdrawClaim(ctx, claims, { caseId }))
  await pay.settle()
  assert.deepEqual(await life.balances('mem_h'), { points: 0, wallet: 500, sales: 0 })
})

test('a refund that races with a capture loses no money and makes none', async () => {
  await life.fill('mem_i', { wallet: 1_000n })
  const id = await life.request(1_000n, later)
  await life.approve(id, 'mem_i')
  const first = await life.capture(id, 'i1', 400n)
  assert.ok(first.ok)
  await pay.settle()
  const [second] = await Promise.all([
    life.capture(id, 'i2', 300n),
    life.refund(id, first.value.transferId ?? ''),
  ])
  assert.ok(second.ok)
  assert.ok((await life.void(id)).ok)
  await pay.settle()
  const { state, captured, refunded } = await life.status(id)
  assert.deepEqual([state, captured, refunded], ['approved', '700', '400'])
  const { points, wallet } = await life.balances('mem_i')
  assert.equal(points + wallet, 700)
})

test('a statement of the month adds up, kind by kind', async () => {
  await pay.moveTo(new Date('2017-11-10T12:00:00+09:00'))
  await life.fill('mem_j', { wallet: 900n, sales: 400n })
  const id = await life.request(600n)
  await life.approve(id, 'mem_j')
  const read = async (month: string) => {
    const call = { as: life.as('mem_j') }
    return await pay.company.call('GET', `/pay/v1/statements/${month}`, call)
  }
  const line = (
    kind: string,
    opening: string,
    cameIn: string,
    wentOut: string,
    closing: string,
  ) => ({
    kind,
    opening,
    cameIn,
    wentOut,
    closing,
  })
  assert.deepEqual((await read('2017-11')).body.lines, [
    line('points', '0', '900', '600', '300'),
    line('charged', '0', '0', '0', '0'),
    line('sales', '0', '400', '0', '400'),
  ])
  await pay.moveTo(new Date('2017-12-10T12:00:00+09:00'))
  assert.deepEqual((await read('2017-12')).body.lines[0], line('points', '300', '0', '0', '300'))
  assert.equal((await read('2017-13')).body.errors[0].pointer, '/path/month')
  await pay.moveTo(START)
})
