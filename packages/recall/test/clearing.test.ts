import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { amount } from '@modosu/kernel'
import type { TestCompany } from '@modosu/kernel/testing'
import { issuePoints, openAccount, placeHold, readBalance, transferIn } from '@modosu/ledger'
import { confirmClaim } from '../src/claim/decide-claim.ts'
import { openClaim } from '../src/claim/open-claim.ts'
import { startNights } from '../src/clearing/night.ts'
import { readAlarms } from '../src/measure/read-alarms.ts'
import { comparedBefore } from '../src/store/clearing.ts'
import {
  findings,
  OWNER,
  openTwoCompanies,
  payShop,
  stealToPay,
  THIEF_SESSION,
  type TwoCompanies,
} from './two-companies.ts'

const CASE = 'case_000000000000000000000001'

let companies: TwoCompanies
let both: readonly TestCompany[]
let day = 13

before(async () => {
  companies = await openTwoCompanies()
  both = [companies.payer, companies.shop]
  await stealToPay(companies, 1200n)
  for (const company of both) await company.inContext(startNights)
})
after(async () => {
  assert.deepEqual(await findings(companies), [])
  await companies.close()
})

async function nextNight(): Promise<void> {
  await companies.moveTo(new Date(`2017-09-${day}T05:00:00+09:00`))
  day += 1
}

const reference = (number: number) => `prq_${String(number).padStart(24, '0')}`

const alarmsOf = async (company: TestCompany) =>
  (await company.inContext((ctx) => readAlarms(ctx, {}))).map(({ neighbour, code, subject }) => ({
    neighbour,
    code,
    subject,
  }))

/** What has been compared reaches up to a transfer, or not yet to it. */
async function isCompared(company: TestCompany, transferId: string): Promise<boolean> {
  const neighbour = company === companies.payer ? 'shop' : 'payer'
  const end = await company.inContext((ctx) => comparedBefore(ctx, neighbour))
  return end !== undefined && transferId < end
}

test('books that agree are compared to their end, with a refusal and a return in them', async () => {
  await payShop(companies, 300n, reference(1))
  await companies.settle()
  companies.shopSays.takesPayments = false
  await payShop(companies, 200n, reference(2))
  await companies.settle()
  companies.shopSays.takesPayments = true
  const claim = { caseId: CASE, evidence: 'machine' } as const
  await companies.payer.inContext((ctx) =>
    openClaim(ctx, companies.payerDeps, {
      ...claim,
      caseNumber: '482-913-076',
      ownerId: OWNER,
      sessionIds: [THIEF_SESSION],
    }),
  )
  await companies.settle()
  await companies.payer.inContext((ctx) => confirmClaim(ctx, companies.payerDeps, claim))
  await companies.settle()
  const { rows } = await companies.payer.inContext((ctx) =>
    ctx.tx.query<{ kind: string; state: string; last: string }>(
      `select kind, state, max(transfer_id) as last from recall.transfer group by kind, state
       order by kind, state`,
    ),
  )
  assert.deepEqual(
    rows.map(({ kind, state }) => `${kind} ${state}`),
    ['payment credited', 'payment refused', 'refund credited', 'return credited'],
  )
  await nextNight()
  for (const company of both) {
    assert.deepEqual(await alarmsOf(company), [])
    for (const { last } of rows) assert.ok(await isCompared(company, last), last)
  }
})

test('value that one side made up is shown at both, once, and comparing goes on after it', async () => {
  const forged = await companies.shop.inContext(async (ctx) => {
    const transferId = ctx.newId('tr')
    await openAccount(ctx, { code: 'sales:greedy', unit: 'yen', kind: 'sales' })
    const taken = await transferIn(ctx, {
      transferId,
      neighbour: 'payer',
      to: 'sales:greedy',
      amount: amount(77n),
      unit: 'yen',
      kind: 'payment',
      who: {},
    })
    assert.ok(taken.ok)
    return transferId
  })
  await nextNight()
  const shown = (neighbour: string) => [
    { neighbour, code: 'recall/clearing_differs', subject: forged },
  ]
  await nextNight()
  assert.deepEqual(await alarmsOf(companies.payer), shown('shop'))
  assert.deepEqual(await alarmsOf(companies.shop), shown('payer'))
  for (const company of both) assert.ok(await isCompared(company, forged))
})

test('what is under way is no difference, and is compared once it has arrived', async () => {
  const { payer } = companies
  await payer.inContext((ctx) =>
    issuePoints(ctx, {
      key: 'cash',
      to: `pay:${OWNER}`,
      amount: amount(50n),
      expiresAt: 'never',
      kind: 'cash',
      who: {},
    }),
  )
  const before = await alarmsOf(payer)
  await companies.stopShop()
  const sent = await payShop(companies, 50n, reference(3))
  await payer.moveTo(new Date(`2017-09-${day}T05:00:00+09:00`))
  day += 1
  assert.equal(await isCompared(payer, sent), false, 'nobody there answers')
  await companies.startShop()
  await nextNight()
  await nextNight()
  for (const company of both) assert.ok(await isCompared(company, sent))
  assert.deepEqual(await alarmsOf(payer), before)
})

test('a hold of the ledger whose own end has come goes back in the night', async () => {
  const { payer } = companies
  await payer.inContext(async (ctx) => {
    const { lots } = await readBalance(ctx, `points:${OWNER}`)
    assert.ok(lots.length > 0)
    await openAccount(ctx, { code: 'held:other:pt', unit: 'pt', kind: 'case' })
    const { rows } = await ctx.tx.query<{ pocket_id: bigint; lo: bigint; amount: bigint }>(
      `select pocket_id, lo, amount from ledger.lots where code = $1 limit 1`,
      [`points:${OWNER}`],
    )
    const [lot] = rows
    assert.ok(lot)
    const held = await placeHold(ctx, {
      key: 'hold-with-an-end',
      caseId: 'other',
      spans: [{ pocketId: lot.pocket_id, lo: lot.lo, amount: amount(lot.amount) }],
      to: 'held:other:pt',
      who: {},
      until: new Date(ctx.now.getTime() + 60_000),
    })
    assert.ok(held.ok)
  })
  const held = () => payer.inContext((ctx) => readBalance(ctx, 'held:other:pt'))
  assert.ok((await held()).total > 0n)
  await nextNight()
  assert.equal((await held()).total, 0n)
})
