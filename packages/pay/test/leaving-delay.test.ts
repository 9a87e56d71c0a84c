import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { readBalance } from '@modosu/ledger'
import { openPayCompany, type PayCompany, requestId } from './pay-company.ts'

let pay: PayCompany

before(async () => {
  pay = await openPayCompany(new Date('2017-09-14T00:00:00+09:00'), {
    leavingGuard: true,
    finalAt: ['furimaru'],
  })
})
after(() => pay.close())

test('after a change of the account a payment that cannot be stopped waits, visibly', async () => {
  await pay.give('mem_changed', { regular: 40_000n })
  const as = 'member:mem_changed:ses_1:dev_1'
  const converted = await pay.company.call('POST', '/pay/v1/conversions', {
    as,
    body: { amount: '40000' },
    key: 'leaving-convert',
  })
  assert.equal(converted.status, 201)
  await pay.ask({
    paymentRequestId: requestId(1),
    amount: '40000',
    unit: 'yen',
    itemName: 'x',
    place: { ja: '店頭', en: 'Counter' },
    orderReference: 'ord_1',
    returnUrl: 'https://furimaru.example/orders/1',
    expiresAt: '2017-09-14T01:00:00+09:00',
  })
  const path = `/pay/v1/payment-requests/${requestId(1)}/approval`
  const stopped = await pay.company.call('POST', path, { as: `${as}:spend`, key: 'leaving-1' })
  assert.equal(stopped.body.type, 'pay/spending_shut')
  const waits = await pay.company.call('POST', path, { as: `${as}:leave`, key: 'leaving-1' })
  assert.equal(waits.status, 200, 'the refusal burnt no key')
  assert.deepEqual([waits.body.state, waits.body.transferId], ['authorised', null])
  assert.match(waits.body.capturesAt, /^2017-09-13T16:00:/, 'an hour from now, in UTC')
  const stateOf = async () => {
    const shown = `/pay/v1/payment-requests/${requestId(1)}`
    return (await pay.company.call('GET', shown, { as })).body.state
  }
  await pay.moveTo(new Date('2017-09-14T00:59:00+09:00'))
  assert.equal(await stateOf(), 'authorised')
  await pay.moveTo(new Date('2017-09-14T01:01:00+09:00'))
  assert.equal(await stateOf(), 'approved')
})

test('a payment that waits for a delay can be taken back, by its payer and by nobody else', async () => {
  await pay.moveTo(new Date('2017-09-14T00:00:00+09:00'))
  await pay.give('mem_back', { limited: 500n, regular: 500n })
  const as = 'member:mem_back:ses_1:dev_1'
  await pay.ask({
    paymentRequestId: requestId(2),
    amount: '1000',
    unit: 'yen',
    itemName: 'x',
    place: { ja: '店頭', en: 'Counter' },
    orderReference: 'ord_2',
    returnUrl: 'https://furimaru.example/orders/2',
    expiresAt: '2017-09-14T01:00:00+09:00',
  })
  const path = `/pay/v1/payment-requests/${requestId(2)}/approval`
  const call = { as: `${as}:leave`, key: 'leaving-back' }
  assert.equal((await pay.company.call('POST', `${path}?points=1000`, call)).status, 200)
  const stranger = await pay.company.call('DELETE', path, { as: 'member:mem_x:ses_1:dev_1' })
  assert.equal(stranger.body.type, 'pay/unknown_payment')
  for (let i = 0; i < 2; i++) {
    assert.equal((await pay.company.call('DELETE', path, { as })).body.state, 'voided')
  }
  const { lots } = await pay.company.inContext((ctx) => readBalance(ctx, 'points:mem_back'))
  assert.deepEqual(
    lots.map(({ amount }) => amount),
    [500n, 500n],
    'points are points again, in their own lots',
  )
})
