import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { BUYER, buy, hoursFromNow, list, openScene, SELLER, subjectsTo } from './market-scene.ts'
import { findingsOf, openTwoCompanies, type TwoCompanies, totalOf } from './two-companies.ts'

const ANSWER_DEADLINE_MS = 20_000

let two: TwoCompanies

before(async () => {
  two = await openTwoCompanies({
    profile: { fees: [{ from: new Date(0), permille: 35, taxPermille: 0 }] },
  })
})
after(() => two.close())

test('the pay company is asked for the price, until the end of the due day, and for no name', async () => {
  const scene = await openScene(two, { paid: false })
  const { session: _, ...asked } = scene.request
  assert.deepEqual(asked, {
    paymentRequestId: scene.request.paymentRequestId,
    amount: '40000',
    unit: 'yen',
    itemName: 'ケイタイゲーム機 本体 グレー 未使用',
    place: { ja: 'フリマル', en: 'Furimaru' },
    orderReference: scene.orderId,
    returnUrl: `https://furimaru.example/order/${scene.orderId}`,
    expiresAt: '2017-09-14T14:59:59.000Z',
  })
  const order = await scene.read(BUYER)
  assert.match(order.approvalUrl, /^https:\/\/hinata\.example\/pay\/approve\/prq_/)
  assert.equal((await scene.read(SELLER)).approvalUrl, null)
  assert.equal((await scene.read(SELLER)).deliverToHidden, 'not_paid')
})

test('a payment tells both sides, with the day to ship by', async () => {
  const scene = await openScene(two)
  const order = await scene.read(SELLER)
  assert.deepEqual([order.state, order.shipped, order.hold], ['awaiting_shipment', false, null])
  assert.match(subjectsTo(two, 'mem_mikan').at(-1) ?? '', /発送の用意をお願いします/)
  assert.match(subjectsTo(two, 'mem_buyer').at(-1) ?? '', /お支払いがすみました/)
  const mail = two.furimaru.mails('mem_mikan@example.com').at(-1)
  assert.match(mail?.text ?? '', /発送の期限: 9月16日\(土\) 0:00/)
})

for (const [what, amount] of [
  ['less than the price', 39_999n],
  ['more than the price', 40_001n],
] as const) {
  test(`a payment of ${what} is refused for ever and booked back`, async () => {
    const scene = await openScene(two, { paid: false })
    await two.pay(scene.request, { amount })
    assert.equal((await scene.read(BUYER)).state, 'awaiting_payment')
    assert.equal(await totalOf(two.furimaru, `escrow:${scene.orderId}`), 0n)
    const owner = `points:mem_owner_${scene.request.paymentRequestId}`
    assert.equal(await totalOf(two.hinata, owner), amount)
  })
}

test('a second payment of the same request is refused and booked back', async () => {
  const scene = await openScene(two)
  await two.pay(scene.request)
  assert.equal(await totalOf(two.furimaru, `escrow:${scene.orderId}`), 40_000n)
  const owner = `points:mem_owner_${scene.request.paymentRequestId}`
  assert.equal(await totalOf(two.hinata, owner), 40_000n)
})

test('a payment for an unknown request is refused and booked back', async () => {
  const scene = await openScene(two, { paid: false })
  const request = { ...scene.request, paymentRequestId: `prq_${'0'.repeat(24)}` }
  await two.pay(request)
  assert.equal(await totalOf(two.hinata, `points:mem_owner_${request.paymentRequestId}`), 40_000n)
})

test('the fee is taken from the sale, rounded in the favour of the seller, and never on a cancel', async () => {
  const before = await totalOf(two.furimaru, 'sales:mem_mikan')
  const scene = await openScene(two, { price: '10999' })
  await scene.step(SELLER, 'shipment', { carrier: 'yamato', trackingNumber: '123456789013' })
  await two.moveTo(hoursFromNow(two, 73))
  assert.equal((await scene.step(BUYER, 'receipt')).body.state, 'completed')
  assert.equal((await totalOf(two.furimaru, 'sales:mem_mikan')) - before, 10_999n - 384n)
  assert.equal(await totalOf(two.furimaru, 'fees:yen'), 384n)
  const sales = await two.furimaru.call('GET', '/market/v1/sales', { as: SELLER })
  assert.equal(BigInt(sales.body.total), before + 10_615n)
})

test('a pay company that is down is asked again until it answers', async () => {
  two.cutWire(true)
  const { listingId } = (await list(two)).body
  const { orderId } = (await buy(two, listingId)).body
  await two.untilTried('market.request_payment')
  const read = () => two.furimaru.call('GET', `/market/v1/orders/${orderId}`, { as: BUYER })
  assert.deepEqual((await read()).body.approvalUrl, null)
  two.cutWire(false)
  const deadline = performance.now() + ANSWER_DEADLINE_MS
  let approvalUrl: string | null = null
  while (approvalUrl === null && performance.now() < deadline) {
    approvalUrl = (await read()).body.approvalUrl
  }
  assert.match(approvalUrl ?? '', /\/pay\/approve\//)
})

test('both ledgers are sound', async () => {
  assert.deepEqual(await findingsOf(two.furimaru), [])
  assert.deepEqual(await findingsOf(two.hinata), [])
})
