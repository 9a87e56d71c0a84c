import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
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
  const refused = await pay.company.call('POST', path, { as: `${as}:leave`, key: 'leaving-1' })
  assert.equal(refused.status, 403)
  assert.equal(refused.body.type, 'pay/leaving_delayed')
  assert.match(refused.body.until, /^2017-09-13T16:00:/, 'an hour from now, in UTC')
  const stopped = await pay.company.call('POST', path, { as: `${as}:spend`, key: 'leaving-1' })
  assert.equal(stopped.body.type, 'pay/spending_shut')
  const paid = await pay.company.call('POST', path, { as, key: 'leaving-1' })
  assert.equal(paid.status, 200, 'the refusals burnt no key')
})
