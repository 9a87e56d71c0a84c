import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { makeParty } from './neighbour-keys.ts'
import { ORIGIN, openPayCompany, type PayCompany, requestId } from './pay-company.ts'

let pay: PayCompany
let ids = 0

before(async () => {
  pay = await openPayCompany(new Date('2017-09-14T00:00:00+09:00'))
})
after(() => pay.close())

function request(change: Record<string, unknown> = {}) {
  ids += 1
  return {
    paymentRequestId: requestId(ids),
    amount: '40000',
    unit: 'yen',
    itemName: 'ワイヤレスヘッドホン 未使用',
    place: { ja: 'フリマル', en: 'Furimaru' },
    orderReference: 'ord_1',
    returnUrl: 'https://furimaru.example/orders/ord_1',
    expiresAt: '2017-09-14T01:00:00+09:00',
    ...change,
  }
}

async function countRequests() {
  return await pay.company.inContext(async (ctx) => {
    const found = await ctx.tx.query<{ requests: bigint }>(
      'select count(*) as requests from pay.payment_request',
    )
    return Number(found.rows[0]?.requests)
  })
}

test('a neighbour that asks for a payment hears where the payer approves it, signed', async () => {
  const asked = request()
  const answer = await pay.ask(asked)
  assert.equal(answer.status, 200)
  assert.deepEqual(answer.msg, {
    ok: true,
    value: { approvalUrl: `${ORIGIN}/pay/approve/${asked.paymentRequestId}` },
  })
})

test('the same request again, also five at once, is one request and one answer', async () => {
  const before = await countRequests()
  const asked = request()
  const answers = await Promise.all(Array.from({ length: 5 }, () => pay.ask(asked)))
  for (const answer of answers) assert.deepEqual(answer.msg, answers[0]?.msg)
  assert.equal(answers[0]?.status, 200)
  assert.equal(await countRequests(), before + 1)
})

test('an expired request that is sent again still gets its first answer', async () => {
  const asked = request({ expiresAt: '2017-09-14T00:00:01+09:00' })
  const first = await pay.ask(asked)
  await pay.moveTo(new Date('2017-09-14T00:00:02+09:00'))
  assert.deepEqual(await pay.ask(asked), first)
})

const contradictions: [string, Record<string, unknown>][] = [
  ['another amount', { amount: '39999' }],
  ['another item', { itemName: 'Another thing' }],
  ['another place', { place: { ja: 'フリマル', en: 'Elsewhere' } }],
  ['another order', { orderReference: 'ord_2' }],
  ['another way back', { returnUrl: 'https://furimaru.example/orders/ord_2' }],
  ['another expiry', { expiresAt: '2017-09-14T02:00:00+09:00' }],
]
for (const [what, change] of contradictions) {
  test(`a request repeated with ${what} is a contradiction, and the first one stands`, async () => {
    const asked = request()
    await pay.ask(asked)
    const answer = await pay.ask({ ...asked, ...change })
    assert.equal(answer.status, 409)
    assert.equal(answer.msg.problem.code, 'pay/contradiction')
    assert.equal((await pay.ask(asked)).status, 200)
  })
}

const malformed: [string, Record<string, unknown>, string][] = [
  ['an id that no transfer could carry', { paymentRequestId: 'preq_1' }, '/msg/paymentRequestId'],
  ['an amount of zero', { amount: '0' }, '/msg/amount'],
  ['a negative amount', { amount: '-1' }, '/msg/amount'],
  ['a fraction', { amount: '1.5' }, '/msg/amount'],
  ['an amount over 2^53', { amount: '9007199254740992' }, '/msg/amount'],
  ['an amount as a number', { amount: 40000 }, '/msg/amount'],
  ['another unit', { unit: 'usd' }, '/msg/unit'],
  ['an unknown field', { buyerName: 'somebody' }, '/msg/'],
  ['no item', { itemName: ' ' }, '/msg/itemName'],
  ['a script as the way back', { returnUrl: 'javascript:alert(1)' }, '/msg/returnUrl'],
  ['a place in one language', { place: { ja: 'フリマル' } }, '/msg/place/en'],
  ['a date that is none', { expiresAt: 'tomorrow' }, '/msg/expiresAt'],
  ['free text as its reference', { orderReference: 'Mr. A, 1-2-3' }, '/msg/orderReference'],
]
for (const [what, change, pointer] of malformed) {
  test(`a request with ${what} is refused and not kept`, async () => {
    const before = await countRequests()
    const answer = await pay.ask(request(change))
    assert.equal(answer.status, 400)
    assert.equal(answer.msg.problem.code, 'recall/malformed')
    assert.equal(answer.msg.problem.errors[0].pointer, pointer)
    assert.equal(await countRequests(), before)
  })
}

test('a request for the id of another path is refused', async () => {
  const answer = await pay.ask(request(), {
    path: `/pay/v1/payment-requests/${requestId('other')}`,
  })
  assert.equal(answer.msg.problem.code, 'recall/malformed')
})

for (const [what, expiresAt] of [
  ['that has expired', '2017-09-13T23:59:59+09:00'],
  ['that stays open for weeks', '2017-10-14T00:00:00+09:00'],
]) {
  test(`a new request ${what} is refused`, async () => {
    const answer = await pay.ask(request({ expiresAt }))
    assert.equal(answer.status, 422)
    assert.equal(answer.msg.problem.code, 'pay/expiry_wrong')
    assert.equal(answer.msg.problem.errors[0].pointer, '/msg/expiresAt')
  })
}

test('a stranger, a forger and a message for somebody else are not heard', async () => {
  const before = await countRequests()
  const stranger = await makeParty('stranger')
  const unknown = await pay.ask(request(), { as: stranger })
  assert.equal(unknown.status, 401)
  assert.equal(unknown.msg.type, 'recall/unknown_neighbour')
  const forger = { ...(await makeParty('furimaru')) }
  const forged = await pay.ask(request(), { as: forger })
  assert.equal(forged.msg.type, 'recall/bad_signature')
  const foreign = await pay.ask(request(), { to: 'somewhere' })
  assert.equal(foreign.msg.type, 'recall/bad_signature')
  const otherKind = await pay.ask(request(), { typ: 'modosu-transfer+jwt' })
  assert.equal(otherKind.msg.type, 'recall/bad_signature')
  assert.equal(await countRequests(), before)
})

test('a stale message and a message from the future are not heard', async () => {
  const now = Math.floor(Date.now() / 1000)
  for (const iat of [now - 3600, now + 3600]) {
    assert.equal((await pay.ask(request(), { iat })).msg.type, 'recall/stale')
  }
})

test('a recorded message that is sent again is refused as replayed', async () => {
  const asked = request()
  const options = { jti: 'recorded-message-0001' }
  assert.equal((await pay.ask(asked, options)).status, 200)
  assert.equal((await pay.ask(asked, options)).msg.problem.code, 'recall/replayed')
})
