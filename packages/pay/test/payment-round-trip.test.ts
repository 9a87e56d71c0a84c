import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { readBalance, verifyLedger } from '@modosu/ledger'
import { confirmClaim, openClaim, recallPolicyDefault, refundTransfer } from '@modosu/recall'
import { payHolder } from '../src/index.ts'
import { directoryOf } from './neighbour-keys.ts'
import { openPayCompany, type PayCompany, people, requestId } from './pay-company.ts'

let pay: PayCompany
let ids = 0

before(async () => {
  pay = await openPayCompany(new Date('2017-09-14T00:00:00+09:00'))
})
after(() => pay.close())

/** The way of 2017: 40,236 points, 40,000 become Pay and buy one thing at the neighbour's. */
async function spend(member: string, session: string) {
  ids += 1
  const as = `member:${member}:${session}:dev_1`
  await pay.give(member, { limited: 3_000n, regular: 37_236n })
  const converted = await pay.company.call('POST', '/pay/v1/conversions', {
    as,
    body: { amount: '40000' },
    key: `trip-convert-${ids}`,
  })
  assert.equal(converted.status, 201)
  const paymentRequestId = requestId(ids)
  await pay.ask({
    paymentRequestId,
    amount: '40000',
    unit: 'yen',
    itemName: 'ワイヤレスヘッドホン 未使用',
    place: { ja: 'フリマル', en: 'Furimaru' },
    orderReference: `ord_${ids}`,
    returnUrl: 'https://furimaru.example/orders/1',
    expiresAt: '2017-09-14T01:00:00+09:00',
  })
  const approved = await pay.company.call(
    'POST',
    `/pay/v1/payment-requests/${paymentRequestId}/approval`,
    { as, key: `trip-approve-${ids}` },
  )
  assert.equal(approved.status, 200)
  await pay.settle()
  const stateOf = async () =>
    (await pay.company.call('GET', `/pay/v1/payment-requests/${paymentRequestId}`, { as })).body
      .state
  return { paymentRequestId, transferId: approved.body.transferId as string, stateOf }
}

/** What lies in an account, as pairs of expiry and amount. */
async function lotsOf(company: PayCompany['company'], code: string) {
  const { lots } = await company.inContext((ctx) => readBalance(ctx, code))
  return lots.map((lot) => [
    lot.expiresAt instanceof Date ? lot.expiresAt.toISOString() : lot.expiresAt,
    String(lot.amount),
  ])
}

async function findings() {
  return [
    ...(await pay.company.inContext((ctx) => verifyLedger(ctx))),
    ...(await pay.market.inContext((ctx) => verifyLedger(ctx))),
  ]
}

const FULL = [
  ['2017-09-30T15:00:00.000Z', '3000'],
  ['rolling', '37236'],
]

test('what was paid stands in the escrow of the neighbour, once', async () => {
  const { paymentRequestId, stateOf } = await spend('mem_pays', 'ses_a')
  assert.deepEqual(await lotsOf(pay.market, `escrow:${paymentRequestId}`), [['never', '40000']])
  assert.deepEqual(await lotsOf(pay.company, 'points:mem_pays'), [['rolling', '236']])
  assert.deepEqual(await lotsOf(pay.company, 'pay:mem_pays'), [])
  assert.equal(await stateOf(), 'approved')
  assert.deepEqual(await findings(), [])
})

test('a cancelled order gives every point back to its own lot and closes the payment', async () => {
  const { paymentRequestId, transferId, stateOf } = await spend('mem_cancel', 'ses_b')
  const refunded = await pay.market.inContext((ctx) =>
    refundTransfer(ctx, {
      transferId,
      from: `escrow:${paymentRequestId}`,
      who: {},
    }),
  )
  assert.equal(refunded.ok, true)
  await pay.market.settle()
  await pay.settle()
  assert.deepEqual(await lotsOf(pay.company, 'points:mem_cancel'), FULL)
  assert.deepEqual(await lotsOf(pay.company, 'pay:mem_cancel'), [])
  assert.equal(await stateOf(), 'refunded')
  assert.deepEqual(await findings(), [])
})

test('points that a thief left in the wallet are held there and go back to their lots', async () => {
  await pay.give('mem_wallet', { limited: 3_000n, regular: 37_236n })
  await pay.company.call('POST', '/pay/v1/conversions', {
    as: 'member:mem_wallet:ses_thief:dev_2',
    body: { amount: '40000' },
    key: 'trip-wallet-1',
  })
  const deps = {
    neighbours: directoryOf(pay.hinata, [pay.furimaru]),
    holders: [payHolder(people)],
    policy: recallPolicyDefault,
  }
  const caseId = 'case_000000000000000000000001'
  const opened = await pay.company.inContext((ctx) =>
    openClaim(ctx, deps, {
      caseId,
      caseNumber: '482-913-076',
      ownerId: 'mem_wallet',
      sessionIds: ['ses_thief'],
      evidence: 'machine',
    }),
  )
  assert.equal(opened.ok && opened.value.stolen, 40_000n)
  assert.deepEqual(await lotsOf(pay.company, 'pay:mem_wallet'), [])
  const spent = await pay.company.call('GET', '/pay/v1/wallet', {
    as: 'member:mem_wallet:ses_thief:dev_2',
  })
  assert.equal(spent.body.balance, '0')
  await pay.company.inContext((ctx) => confirmClaim(ctx, deps, { caseId }))
  await pay.settle()
  assert.deepEqual(await lotsOf(pay.company, `returned:${caseId}:pt`), [
    ['2017-09-30T15:00:00.000Z', '3000'],
    ['never', '37000'],
  ])
  const history = await pay.company.call('GET', '/pay/v1/history', {
    as: 'member:mem_wallet:ses_1:dev_1',
  })
  assert.deepEqual(
    history.body.entries.map((entry: { kind: string }) => entry.kind),
    ['held', 'converted'],
  )
  assert.deepEqual(await findings(), [])
})
