import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { amount, type Ctx } from '@modosu/kernel'
import { openTestCompany, type TestCompany } from '@modosu/kernel/testing'
import { convert, issuePoints, ledgerMigrations, openAccount, openConversion } from '@modosu/ledger'
import { confirmClaim } from '../claim/decide-claim.ts'
import { openClaim } from '../claim/open-claim.ts'
import { readClaim } from '../claim/read-claim.ts'
import type { Holder, HolderRole } from '../holder.ts'
import { recallMigrations } from '../index.ts'
import type { Evidence } from '../leg/leg.ts'
import { type RecallDeps, recallPolicyDefault } from '../recall-deps.ts'
import { recallJobs } from '../recall-jobs.ts'
import { claimRulesDefault, peopleNeeded } from './claim-rules.ts'

/** Every row once more by hand: hours of the hold, what follows a confirmation, two people above. */
const ROWS: readonly [HolderRole, Evidence, number, 'returned' | 'gone' | 'refused', bigint][] = [
  ['owner', 'press', 24, 'refused', 0n],
  ['owner', 'machine', 72, 'returned', 10_000n],
  ['owner', 'verified', 72, 'returned', 10_000n],
  ['owner', 'police', 72, 'returned', 10_000n],
  ['thief', 'press', 24, 'refused', 0n],
  ['thief', 'machine', 72, 'returned', 10_000n],
  ['thief', 'verified', 72, 'returned', 10_000n],
  ['thief', 'police', 72, 'returned', 10_000n],
  ['gift', 'press', 24, 'refused', 0n],
  ['gift', 'machine', 72, 'returned', 10_000n],
  ['gift', 'verified', 72, 'returned', 10_000n],
  ['gift', 'police', 72, 'returned', 10_000n],
  ['escrow', 'press', 24, 'refused', 0n],
  ['escrow', 'machine', 72, 'returned', 10_000n],
  ['escrow', 'verified', 72, 'returned', 10_000n],
  ['escrow', 'police', 72, 'returned', 10_000n],
  ['seller', 'press', 0, 'refused', 10_000n],
  ['seller', 'machine', 0, 'gone', 10_000n],
  ['seller', 'verified', 0, 'gone', 10_000n],
  ['seller', 'police', 0, 'gone', 10_000n],
  ['sink', 'press', 0, 'refused', 10_000n],
  ['sink', 'machine', 0, 'gone', 10_000n],
  ['sink', 'verified', 0, 'gone', 10_000n],
  ['sink', 'police', 0, 'gone', 10_000n],
]

const roleHolder: Holder = {
  name: 'roles',
  describeHolding: async (_, account) => {
    const role = /^(owner|thief|gift|seller|escrow|sink):/.exec(account)?.[1]
    return role ? { kind: 'balance', role: role as HolderRole, stoppableUntil: null } : undefined
  },
  onHeld: async () => undefined,
  onReleased: async () => undefined,
  mayReturn: async () => 'return',
  onReturned: async () => undefined,
}

let company: TestCompany
const deps: RecallDeps = {
  neighbours: { company: 'here', signingKey: {}, neighbours: {} },
  holders: [roleHolder],
  policy: recallPolicyDefault,
}

before(async () => {
  company = await openTestCompany({
    name: 'here',
    now: new Date('2017-09-12T13:00:00+09:00'),
    migrations: [ledgerMigrations, recallMigrations],
    jobs: () => recallJobs(deps),
  })
  await company.inContext((ctx) => openConversion(ctx, { from: 'pt', to: 'yen' }))
})
after(() => company.close())

/** A thief makes an owner's points into yen of somebody with that role. */
async function steal(ctx: Ctx, row: number, role: HolderRole): Promise<void> {
  const owner = `mem_${row}`
  await openAccount(ctx, { code: `owner:${row}`, unit: 'pt', kind: 'member', owner })
  await openAccount(ctx, { code: `${role}:to-${row}`, unit: 'yen', kind: 'member' })
  await issuePoints(ctx, {
    key: `grant-${row}`,
    to: `owner:${row}`,
    amount: amount(100n),
    expiresAt: 'never',
    kind: 'grant',
    who: {},
  })
  const moved = await convert(ctx, {
    key: `steal-${row}`,
    from: `owner:${row}`,
    to: `${role}:to-${row}`,
    amount: amount(100n),
    kind: 'conversion',
    who: { sessionId: `ses_${row}`, deviceId: 'dev', subject: owner },
  })
  assert.ok(moved.ok)
}

for (const [row, [role, evidence, hours, ends, twoAbove]] of ROWS.entries()) {
  test(`with ${role} on ${evidence}: held ${hours} hours, ${ends} once confirmed`, async () => {
    assert.equal(claimRulesDefault[role][evidence].holdHours, hours)
    assert.equal(claimRulesDefault[role][evidence].twoPeopleAbove, twoAbove)
    const caseId = `case_${String(row).padStart(24, '0')}`
    await company.inContext((ctx) => steal(ctx, row, role))
    const opened = await company.inContext((ctx) =>
      openClaim(ctx, deps, {
        caseId,
        caseNumber: '111-222-333',
        ownerId: `mem_${row}`,
        sessionIds: [`ses_${row}`],
        evidence,
      }),
    )
    assert.ok(opened.ok && opened.value.stolen === 100n)
    const read = () => company.inContext((ctx) => readClaim(ctx, { caseId }))
    const before = await read()
    assert.equal(before?.held, hours > 0 ? 100n : 0n)
    assert.equal(before?.gone, hours > 0 ? 0n : 100n)
    const confirmed = await company.inContext((ctx) => confirmClaim(ctx, deps, { caseId }))
    await company.settle()
    const after = await read()
    if (ends === 'refused') {
      assert.equal(confirmed.ok || confirmed.error.code, 'recall/evidence_missing')
      assert.equal(after?.returned, 0n)
    } else {
      assert.equal(after?.[ends], 100n)
    }
  })
}

test('the table has a row for every role and evidence', () => {
  const pairs = Object.entries(claimRulesDefault).flatMap(([role, row]) =>
    Object.keys(row).map((evidence) => `${role} ${evidence}`),
  )
  assert.deepEqual(pairs.sort(), ROWS.map(([role, evidence]) => `${role} ${evidence}`).sort())
})

test('only a decided thief on the word of a verified owner or the police makes good', () => {
  const good = ROWS.filter(([role, evidence]) => claimRulesDefault[role][evidence].otherBalance)
  assert.deepEqual(
    good.map(([role, evidence]) => [role, evidence]),
    [
      ['thief', 'verified'],
      ['thief', 'police'],
    ],
  )
})

for (const [evidence, size, failedBefore, people] of [
  ['press', 1n, 0, 2],
  ['machine', 10_000n, 0, 1],
  ['machine', 10_001n, 0, 2],
  ['verified', 10_000n, 1, 2],
  ['police', 10_001n, 0, 2],
] as const) {
  test(`${size} on ${evidence} after ${failedBefore} failed claims needs ${people}`, () => {
    const claim = { evidence, amount: size, failedBefore }
    assert.equal(peopleNeeded(claimRulesDefault, claim), people)
  })
}
