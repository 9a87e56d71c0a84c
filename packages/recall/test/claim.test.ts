import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import { confirmClaim, withdrawClaim } from '../src/claim/decide-claim.ts'
import { makeUsable } from '../src/claim/make-usable.ts'
import { openClaim } from '../src/claim/open-claim.ts'
import { readAskedParts } from '../src/claim/read-asked-parts.ts'
import { readClaim } from '../src/claim/read-claim.ts'
import { resumeReturn } from '../src/claim/resume-return.ts'
import { bookBack } from '../src/transfer/book-back.ts'
import { refundTransfer } from '../src/transfer/refund-transfer.ts'
import {
  findings,
  lotsOf,
  OWNER,
  openTwoCompanies,
  payShop,
  stealToPay,
  THIEF_SESSION,
  type TwoCompanies,
} from './two-companies.ts'

let companies: TwoCompanies

beforeEach(async () => {
  companies = await openTwoCompanies()
})
afterEach(async () => {
  assert.deepEqual(await findings(companies), [], 'both ledgers verify after every test')
  await companies.close()
})

const CASE = 'case_000000000000000000000001'
const LOTS_BEFORE = ['2017-09-30T15:00:00.000Z 300', 'rolling 1000']

async function press(evidence: 'press' | 'machine' = 'machine') {
  const opened = await companies.payer.inContext((ctx) =>
    openClaim(ctx, companies.payerDeps, {
      caseId: CASE,
      caseNumber: '482-913-076',
      ownerId: OWNER,
      sessionIds: [THIEF_SESSION],
      evidence,
    }),
  )
  assert.ok(opened.ok)
  return opened.value.stolen
}

const decide = (verb: typeof confirmClaim | typeof withdrawClaim) =>
  companies.payer.inContext((ctx) => verb(ctx, companies.payerDeps, { caseId: CASE }))

async function amounts() {
  const claim = await companies.payer.inContext((ctx) => readClaim(ctx, { caseId: CASE }))
  assert.ok(claim)
  const { stolen, held, onward, gone, returned, released } = claim
  assert.equal(stolen, held + onward + gone + returned + released, 'the identity holds')
  return { stolen, held, onward, gone, returned, released }
}

test('a press holds what went to a neighbour, and a decision brings it back to its own lots', async () => {
  await stealToPay(companies, 1200n)
  await payShop(companies, 1200n)
  await companies.settle()
  assert.equal(await press(), 1200n)
  await companies.settle()
  assert.deepEqual(await amounts(), {
    stolen: 1200n,
    held: 1200n,
    onward: 0n,
    gone: 0n,
    returned: 0n,
    released: 0n,
  })
  assert.deepEqual(
    companies.told.map(({ event, holding }) => [event, holding.amount, holding.caseNumber]),
    [['held', 1200n, '482-913-076']],
  )
  assert.ok((await decide(confirmClaim)).ok)
  await companies.settle()
  assert.equal((await amounts()).returned, 1200n)
  assert.deepEqual(await lotsOf(companies.payer, `returned:${CASE}:pt`), [
    '2017-09-30T15:00:00.000Z 300',
    'never 900',
  ])
  assert.deepEqual(await lotsOf(companies.payer, `points:${OWNER}`), ['rolling 100'])
  await companies.payer.inContext((ctx) => makeUsable(ctx, companies.payerDeps, { caseId: CASE }))
  assert.deepEqual(await lotsOf(companies.payer, `points:${OWNER}`), LOTS_BEFORE)
  assert.equal(companies.told.at(-1)?.event, 'returned')
})

test('what is still in the wallet is held here, and only what moved on is asked for there', async () => {
  await stealToPay(companies, 1200n)
  await payShop(companies, 700n)
  await companies.settle()
  await press()
  await companies.settle()
  const claim = await companies.payer.inContext((ctx) => readClaim(ctx, { caseId: CASE }))
  assert.equal(claim?.held, 1200n)
  assert.deepEqual(
    claim?.legs.map((leg) => [leg.company, leg.asked, leg.held]),
    [['shop', 700n, 700n]],
  )
  await decide(confirmClaim)
  await companies.settle()
  assert.equal((await amounts()).returned, 1200n)
  await companies.payer.inContext((ctx) => makeUsable(ctx, companies.payerDeps, { caseId: CASE }))
  assert.deepEqual(await lotsOf(companies.payer, `points:${OWNER}`), LOTS_BEFORE)
})

test('opening and confirming twice, and settling again, changes nothing', async () => {
  await stealToPay(companies, 500n)
  await payShop(companies, 500n)
  await companies.settle()
  assert.equal(await press(), 500n)
  assert.equal(await press(), 500n)
  await companies.settle()
  await decide(confirmClaim)
  await decide(confirmClaim)
  await companies.settle()
  const first = await amounts()
  await companies.shop.inContext((ctx) =>
    resumeReturn(ctx, { account: 'escrow:prq_000000000000000000000001' }),
  )
  await companies.settle()
  assert.deepEqual(await amounts(), first)
})

test('a claim that comes before its transfer catches it on arrival', async () => {
  await stealToPay(companies, 500n)
  await companies.stopShop()
  await payShop(companies, 500n)
  await press()
  // The ask may be delivered before the payment: both wait for the shop, in no order.
  await companies.startShop()
  await companies.settle()
  assert.equal((await amounts()).held, 500n)
  assert.deepEqual(await lotsOf(companies.shop, 'escrow:prq_000000000000000000000001'), [])
  const parts = await companies.shop.inContext((ctx) => readAskedParts(ctx, { caseId: CASE }))
  assert.equal(parts[0]?.held, 500n)
})

test('a holder that has to wait is asked again when it can decide', async () => {
  await stealToPay(companies, 500n)
  await payShop(companies, 500n)
  await companies.settle()
  companies.shopSays.mayReturn = 'wait'
  await press()
  await decide(confirmClaim)
  await companies.settle()
  assert.equal((await amounts()).held, 500n)
  companies.shopSays.mayReturn = 'return'
  await companies.shop.inContext((ctx) =>
    resumeReturn(ctx, { account: 'escrow:prq_000000000000000000000001' }),
  )
  await companies.settle()
  assert.equal((await amounts()).returned, 500n)
})

test('a holder in good faith keeps the value, and the claim says that it is gone', async () => {
  await stealToPay(companies, 500n)
  await payShop(companies, 500n)
  await companies.settle()
  companies.shopSays.mayReturn = 'keep'
  await press()
  await decide(confirmClaim)
  await companies.settle()
  assert.equal((await amounts()).gone, 500n)
  assert.deepEqual(await lotsOf(companies.shop, 'escrow:prq_000000000000000000000001'), [
    'never 500',
  ])
})

test('a withdrawn claim gives everything back to its holders, and nothing returns after it', async () => {
  await stealToPay(companies, 1200n)
  await payShop(companies, 700n)
  await companies.settle()
  await press()
  await companies.settle()
  assert.ok((await decide(withdrawClaim)).ok)
  await companies.settle()
  assert.equal((await amounts()).released, 1200n)
  assert.deepEqual(await lotsOf(companies.shop, 'escrow:prq_000000000000000000000001'), [
    'never 700',
  ])
  assert.equal((await lotsOf(companies.payer, `pay:${OWNER}`)).length, 1)
  const again = await decide(confirmClaim)
  assert.equal(again.ok || again.error.code, 'recall/not_confirmable')
  await companies.settle()
  assert.equal((await amounts()).returned, 0n)
})

test('a provisional hold ends by itself when nobody decides', async () => {
  await stealToPay(companies, 500n)
  await payShop(companies, 500n)
  await companies.settle()
  await press('press')
  await companies.settle()
  await companies.moveTo(new Date('2017-09-13T12:59:00+09:00'))
  assert.equal((await amounts()).held, 500n)
  await companies.moveTo(new Date('2017-09-13T13:05:00+09:00'))
  assert.equal((await amounts()).released, 500n)
  assert.deepEqual(
    companies.told.map(({ event }) => event),
    ['held', 'released'],
  )
})

test('a neighbour that stays silent counts as gone, and its late return still arrives', async () => {
  await stealToPay(companies, 500n)
  await payShop(companies, 500n)
  await companies.settle()
  await companies.stopShop()
  await press()
  await companies.payer.moveTo(new Date('2017-09-13T14:00:00+09:00')).catch(() => undefined)
  const silent = await amounts()
  assert.equal(silent.gone, 500n)
  await companies.startShop()
  await companies.shop.moveTo(new Date('2017-09-13T14:00:00+09:00'))
  await decide(confirmClaim)
  await companies.settle()
  assert.equal((await amounts()).returned, 500n)
})

test('a refund without a claim goes to the very lots that were paid from', async () => {
  await stealToPay(companies, 1200n)
  const transferId = await payShop(companies, 1200n)
  await companies.settle()
  const refunded = await companies.shop.inContext((ctx) =>
    refundTransfer(ctx, {
      transferId,
      from: 'escrow:prq_000000000000000000000001',
      who: {},
    }),
  )
  assert.ok(refunded.ok)
  await companies.settle()
  assert.deepEqual(await lotsOf(companies.payer, `points:${OWNER}`), LOTS_BEFORE)
  assert.deepEqual(await lotsOf(companies.payer, `pay:${OWNER}`), [])
})

test('a refund that crosses a claim goes to the claim and never lands in front of the intruder', async () => {
  await stealToPay(companies, 500n)
  const transferId = await payShop(companies, 500n)
  await companies.settle()
  await companies.stopShop()
  await press()
  await companies.shop.inContext((ctx) =>
    refundTransfer(ctx, {
      transferId,
      from: 'escrow:prq_000000000000000000000001',
      who: {},
    }),
  )
  await companies.startShop()
  await companies.settle()
  assert.deepEqual(await lotsOf(companies.payer, `pay:${OWNER}`), [])
  assert.equal((await amounts()).held, 500n, 'nobody has confirmed the claim yet')
  await decide(confirmClaim)
  await companies.settle()
  assert.equal((await amounts()).returned, 500n)
})

test('after a claim was let go, an ordinary refund goes to the lots again', async () => {
  await stealToPay(companies, 1200n)
  const transferId = await payShop(companies, 1200n)
  await companies.settle()
  await press()
  await companies.settle()
  await decide(withdrawClaim)
  await companies.settle()
  await companies.shop.inContext((ctx) =>
    refundTransfer(ctx, { transferId, from: 'escrow:prq_000000000000000000000001', who: {} }),
  )
  await companies.settle()
  assert.deepEqual(await lotsOf(companies.payer, `points:${OWNER}`), LOTS_BEFORE)
})

test('refunding twice sends nothing the second time', async () => {
  await stealToPay(companies, 500n)
  const transferId = await payShop(companies, 500n)
  await companies.settle()
  const refund = () =>
    companies.shop.inContext((ctx) =>
      refundTransfer(ctx, { transferId, from: 'escrow:prq_000000000000000000000001', who: {} }),
    )
  assert.deepEqual(await refund(), { ok: true, value: { refunded: [500n] } })
  assert.deepEqual(await refund(), { ok: true, value: { refunded: [] } })
})

test('a payment that nobody takes is booked back to its lots, once', async () => {
  await stealToPay(companies, 1200n)
  companies.shopSays.takesPayments = false
  const transferId = await payShop(companies, 1200n)
  await companies.settle()
  assert.deepEqual(await lotsOf(companies.payer, `points:${OWNER}`), LOTS_BEFORE)
  await companies.payer.inContext((ctx) =>
    bookBack(ctx, companies.payerDeps, { transferId, legId: null }),
  )
  assert.deepEqual(await lotsOf(companies.payer, `points:${OWNER}`), LOTS_BEFORE)
})

test('a session that took nothing opens a claim about nothing', async () => {
  assert.equal(await press(), 0n)
  assert.deepEqual(await amounts(), {
    stolen: 0n,
    held: 0n,
    onward: 0n,
    gone: 0n,
    returned: 0n,
    released: 0n,
  })
})
