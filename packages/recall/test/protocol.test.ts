import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { amount } from '@modosu/kernel'
import { askAgain } from '../src/claim/ask-again.ts'
import { confirmClaim, withdrawClaim } from '../src/claim/decide-claim.ts'
import { makeUsable } from '../src/claim/make-usable.ts'
import { readAskedParts } from '../src/claim/read-asked-parts.ts'
import { readClaim } from '../src/claim/read-claim.ts'
import { renewClaim } from '../src/claim/renew-claim.ts'
import { undoReturn } from '../src/claim/undo-return.ts'
import { decideAppeal } from '../src/dispute/decide-appeal.ts'
import { decideContest } from '../src/dispute/decide-contest.ts'
import { openAppeal } from '../src/dispute/open-appeal.ts'
import { readContests } from '../src/dispute/read-contests.ts'
import { fundLossAccount } from '../src/loss/fund-loss-account.ts'
import { makeWhole } from '../src/loss/make-whole.ts'
import { readAbuse } from '../src/measure/read-abuse.ts'
import { decideRole } from '../src/rules/decide-role.ts'
import { makeGood } from '../src/rules/make-good.ts'
import {
  amountsOf,
  balanceOf,
  fill,
  findingsOf,
  newCase,
  openRing,
  pay,
  press,
  type Ring,
  type RingCompany,
} from './ring.ts'

let ring: Ring
let a: RingCompany
let b: RingCompany
let c: RingCompany
let people = 0

before(async () => {
  const cover = 'none'
  ring = await openRing(['aaa', 'bbb', 'ccc'], { aaa: { cover }, bbb: { cover } })
  a = ring.at('aaa')
  b = ring.at('bbb')
  c = ring.at('ccc')
})
after(async () => {
  assert.deepEqual(await findingsOf(ring), [], 'every ledger verifies after all of this')
  await ring.close()
})

/** A purse that no other test has, with the role that its code begins with. */
function purse(role: string): string {
  people += 1
  return `${role}:${people}`
}

async function victim(yen = 500n): Promise<string> {
  const owner = purse('owner')
  await fill(ring, 'aaa', owner, yen)
  return owner
}

const confirm = (at: RingCompany, caseId: string) =>
  at.company.inContext((ctx) => confirmClaim(ctx, at.deps, { caseId }))
const withdraw = (at: RingCompany, caseId: string) =>
  at.company.inContext((ctx) => withdrawClaim(ctx, at.deps, { caseId }))
const again = (at: RingCompany, caseId: string) =>
  at.company.inContext((ctx) => askAgain(ctx, at.deps, { caseId }))
const asked = async (at: RingCompany, caseId: string) => {
  const [part] = await at.company.inContext((ctx) => readAskedParts(ctx, { caseId }))
  assert.ok(part)
  return part
}

/** A victim's purse at A pays a mule at B, who pays a shop's escrow at C. */
async function throughThree(yen = 500n) {
  const owner = await victim(yen)
  const mule = purse('gift')
  const order = purse('escrow')
  await pay(ring, ['aaa', owner], ['bbb', mule], yen)
  await ring.settle()
  await pay(ring, ['bbb', mule], ['ccc', order], yen, 'ses_mule')
  await ring.settle()
  return { owner, mule, order }
}

test('a confirmed claim stops a transfer that has not arrived, and late it is refused for ever', async () => {
  const owner = await victim()
  const shop = purse('escrow')
  await ring.stop('bbb')
  await pay(ring, ['aaa', owner], ['bbb', shop], 500n)
  const { caseId } = await press(ring, 'aaa', owner)
  await confirm(a, caseId)
  // The ask reaches B, and the payment does not: it is on its way for days.
  await a.company.runtime.pool.query(
    `update pgboss.job set start_after = now() + interval '1 hour'
     where name = 'recall.deliver_transfer' and state in ('created', 'retry')`,
  )
  await ring.start('bbb')
  await ring.settle()
  assert.deepEqual(await amountsOf(ring, 'aaa', caseId), { returned: 500n })
  assert.equal((await asked(b, caseId)).returned, 500n)
  await ring.pass(2)
  assert.equal(await balanceOf(ring, 'bbb', shop), 0n, 'the late payment is never credited')
  assert.equal(await balanceOf(ring, 'aaa', `returned:${caseId}:yen`), 500n)
})

test('a wrong return goes down the whole chain and ends with the holder it was taken from', async () => {
  const { owner, mule, order } = await throughThree()
  const { caseId } = await press(ring, 'aaa', owner)
  await ring.settle()
  await confirm(a, caseId)
  await ring.settle()
  assert.deepEqual(await amountsOf(ring, 'aaa', caseId), { returned: 500n })
  assert.equal(await balanceOf(ring, 'ccc', order), 0n)
  const undone = await a.company.inContext((ctx) => undoReturn(ctx, a.deps, { caseId }))
  assert.deepEqual(undone.ok && undone.value, { givenBack: 500n, fromLoss: 0n })
  await ring.settle()
  assert.equal(await balanceOf(ring, 'ccc', order), 500n)
  assert.equal(await balanceOf(ring, 'bbb', mule), 0n, 'it only passed through')
  assert.equal(await balanceOf(ring, 'aaa', `returned:${caseId}:yen`), 0n)
  assert.equal(c.told.at(-1)?.event, 'given_back')
  const twice = await a.company.inContext((ctx) => undoReturn(ctx, a.deps, { caseId }))
  assert.equal(twice.ok || twice.error.code, 'recall/nothing_returned')
})

test('what nobody takes back lies in the loss account and can be given back again', async () => {
  const owner = await victim()
  const shop = purse('escrow')
  await pay(ring, ['aaa', owner], ['bbb', shop], 500n)
  await ring.settle()
  const { caseId } = await press(ring, 'aaa', owner)
  await confirm(a, caseId)
  await ring.settle()
  b.says.takesGiveBack = false
  await a.company.inContext((ctx) => undoReturn(ctx, a.deps, { caseId }))
  await ring.settle()
  assert.equal(await balanceOf(ring, 'aaa', 'loss:yen'), 500n)
  b.says.takesGiveBack = true
  const undone = await a.company.inContext((ctx) => undoReturn(ctx, a.deps, { caseId }))
  assert.deepEqual(undone.ok && undone.value, { givenBack: 500n, fromLoss: 500n })
  await ring.settle()
  assert.equal(await balanceOf(ring, 'bbb', shop), 500n)
  assert.equal(await balanceOf(ring, 'aaa', 'loss:yen'), 0n)
})

test('only a person makes a hold longer, and each company bounds it by its own rules', async () => {
  const owner = await victim()
  const shop = purse('escrow')
  await pay(ring, ['aaa', owner], ['bbb', shop], 500n)
  await ring.settle()
  const { caseId } = await press(ring, 'aaa', owner)
  await ring.settle()
  const before = await asked(b, caseId)
  await ring.pass(60)
  const renewed = await a.company.inContext((ctx) => renewClaim(ctx, a.deps, { caseId }))
  assert.equal(renewed.ok && renewed.value.renewals, 1)
  await ring.settle()
  const later = await asked(b, caseId)
  assert.equal(later.renewals, 1)
  assert.ok(later.holdUntil > before.holdUntil)
  await ring.pass(24)
  assert.deepEqual(await amountsOf(ring, 'aaa', caseId), { held: 500n }, 'it outlived 72 hours')
  await ring.pass(72)
  assert.deepEqual(await amountsOf(ring, 'aaa', caseId), { released: 500n })
  const over = await a.company.inContext((ctx) => renewClaim(ctx, a.deps, { caseId }))
  assert.equal(over.ok || over.error.code, 'recall/not_renewable')
})

test('a hold that ran out is asked for again, and what came home is not', async () => {
  const owner = await victim()
  const shop = purse('escrow')
  await pay(ring, ['aaa', owner], ['bbb', shop], 300n)
  await ring.settle()
  const { caseId } = await press(ring, 'aaa', owner)
  await ring.settle()
  const early = await again(a, caseId)
  assert.equal(early.ok || early.error.code, 'recall/nothing_to_ask')
  await ring.pass(80)
  assert.deepEqual(await amountsOf(ring, 'aaa', caseId), { released: 300n })
  assert.deepEqual(await again(a, caseId), { ok: true, value: { attempt: 2, asked: 300n } })
  await ring.settle()
  assert.deepEqual(await amountsOf(ring, 'aaa', caseId), { held: 300n })
  await confirm(a, caseId)
  await ring.settle()
  assert.deepEqual(await amountsOf(ring, 'aaa', caseId), { returned: 300n })
  const late = await again(a, caseId)
  assert.equal(late.ok || late.error.code, 'recall/nothing_to_ask')
})

test('a second claim on the same value comes second, and first when the other lets go', async () => {
  const { owner, mule } = await throughThree()
  const first = await press(ring, 'aaa', owner)
  await ring.settle()
  const second = await press(ring, 'bbb', mule, 'machine', 'ses_mule')
  await ring.settle()
  assert.deepEqual(await amountsOf(ring, 'bbb', second.caseId), { gone: 500n })
  const seen = await b.company.inContext((ctx) => readClaim(ctx, { caseId: second.caseId }))
  assert.equal(seen?.legs[0]?.holdings[0]?.reason, 'PTNA')
  await withdraw(a, first.caseId)
  await ring.settle()
  assert.deepEqual(await amountsOf(ring, 'aaa', first.caseId), { released: 500n })
  assert.deepEqual(await amountsOf(ring, 'bbb', second.caseId), { held: 500n })
  const now = await b.company.inContext((ctx) => readClaim(ctx, { caseId: second.caseId }))
  assert.equal(now?.attempts, 2, 'it asked again by itself')
  await withdraw(b, second.caseId)
  await ring.settle()
})

for (const winner of ['first', 'second'] as const) {
  test(`where two claims meet a person decides, and the ${winner} has it whole`, async () => {
    const { owner, mule } = await throughThree()
    const elder = await press(ring, 'aaa', owner)
    await ring.settle()
    const younger = await press(ring, 'bbb', mule, 'machine', 'ses_mule')
    await ring.settle()
    await confirm(b, younger.caseId)
    await confirm(a, elder.caseId)
    await ring.settle()
    const [contest] = await b.company.inContext((ctx) => readContests(ctx, elder))
    assert.ok(contest, 'the value came back to where both claims meet')
    assert.deepEqual(await amountsOf(ring, 'aaa', elder.caseId), { held: 500n })
    const { contestId } = contest
    const { caseId } = winner === 'first' ? elder : younger
    const decide = () =>
      b.company.inContext((ctx) =>
        decideContest(ctx, b.deps, { contestId, caseId, decidedBy: 'stf_1' }),
      )
    assert.ok((await decide()).ok)
    await ring.settle()
    const twice = await decide()
    assert.equal(twice.ok || twice.error.code, 'recall/already_decided')
    const [has, lost] = winner === 'first' ? ['aaa', 'bbb'] : ['bbb', 'aaa']
    const [mine, theirs] = winner === 'first' ? [elder, younger] : [younger, elder]
    assert.deepEqual(await amountsOf(ring, has, mine.caseId), { returned: 500n })
    assert.deepEqual(await amountsOf(ring, lost, theirs.caseId), { gone: 500n })
  })
}

test('an objection stops the decision and not the hold, and is heard once', async () => {
  const owner = await victim()
  const shop = purse('escrow')
  await pay(ring, ['aaa', owner], ['bbb', shop], 500n)
  await ring.settle()
  const { caseId } = await press(ring, 'aaa', owner)
  await ring.settle()
  const object = () => b.company.inContext((ctx) => openAppeal(ctx, { account: shop }))
  const opened = await object()
  assert.ok(opened.ok)
  assert.deepEqual(await object(), opened, 'objecting again gives the same answer')
  await confirm(a, caseId)
  await ring.settle()
  assert.deepEqual(await amountsOf(ring, 'aaa', caseId), { held: 500n })
  const claim = await a.company.inContext((ctx) => readClaim(ctx, { caseId }))
  assert.equal(claim?.legs[0]?.appealed, true)
  const [appealId = ''] = opened.value.appealIds
  const decided = { appealId, outcome: 'dismissed', decidedBy: 'stf_1' } as const
  assert.ok((await b.company.inContext((ctx) => decideAppeal(ctx, b.deps, decided))).ok)
  await ring.settle()
  assert.deepEqual(await amountsOf(ring, 'aaa', caseId), { returned: 500n })
  const twice = await b.company.inContext((ctx) => decideAppeal(ctx, b.deps, decided))
  assert.equal(twice.ok || twice.error.code, 'recall/already_decided')
  const nothing = await object()
  assert.equal(nothing.ok || nothing.error.code, 'recall/nothing_held')
})

test('a holder who was heard keeps his value, and the claim says why it is gone', async () => {
  const owner = await victim()
  const shop = purse('escrow')
  await pay(ring, ['aaa', owner], ['bbb', shop], 500n)
  await ring.settle()
  b.says.mayReturn = 'wait'
  const { caseId } = await press(ring, 'aaa', owner)
  await confirm(a, caseId)
  await ring.settle()
  const opened = await b.company.inContext((ctx) => openAppeal(ctx, { account: shop }))
  assert.ok(opened.ok)
  const [appealId = ''] = opened.value.appealIds
  await b.company.inContext((ctx) =>
    decideAppeal(ctx, b.deps, { appealId, outcome: 'kept', decidedBy: 'stf_1' }),
  )
  b.says.mayReturn = 'return'
  await ring.settle()
  assert.equal(await balanceOf(ring, 'bbb', shop), 500n)
  assert.deepEqual(await amountsOf(ring, 'aaa', caseId), { gone: 500n })
  const claim = await a.company.inContext((ctx) => readClaim(ctx, { caseId }))
  assert.equal(claim?.legs[0]?.holdings[0]?.reason, 'CUST')
})

test('a seller who was in it is asked by a second attempt, and his other balance makes good the rest', async () => {
  const owner = await victim()
  const [honest, thief] = [purse('seller'), purse('owner')]
  await pay(ring, ['aaa', owner], ['bbb', honest], 400n)
  await pay(ring, ['aaa', owner], ['bbb', thief], 100n)
  await fill(ring, 'bbb', thief, 250n)
  await ring.settle()
  const { caseId } = await press(ring, 'aaa', owner)
  await confirm(a, caseId)
  await ring.settle()
  assert.deepEqual(await amountsOf(ring, 'aaa', caseId), { gone: 400n, returned: 100n })
  const parts = await b.company.inContext((ctx) => readAskedParts(ctx, { caseId }))
  const legId = parts.find((part) => part.gone === 400n)?.legId ?? ''
  const good = () => b.company.inContext((ctx) => makeGood(ctx, b.deps, { legId, account: thief }))
  const early = await good()
  assert.equal(early.ok || early.error.code, 'recall/not_a_thief')
  const decided = { account: thief, role: 'thief', caseId, decidedBy: 'stf_1' } as const
  await b.company.inContext((ctx) => decideRole(ctx, decided))
  const weak = await good()
  assert.equal(weak.ok || weak.error.code, 'recall/not_a_thief', 'machine evidence is not enough')
  await a.company.inContext((ctx) => confirmClaim(ctx, a.deps, { caseId, evidence: 'verified' }))
  await ring.settle()
  assert.deepEqual(await good(), { ok: true, value: { madeGood: 250n } })
  await ring.settle()
  assert.deepEqual(await amountsOf(ring, 'aaa', caseId), { gone: 150n, returned: 350n })
  // And the seller, found to be in it, by a second attempt.
  await b.company.inContext((ctx) => decideRole(ctx, { ...decided, account: honest }))
  assert.deepEqual(await again(a, caseId), { ok: true, value: { attempt: 2, asked: 150n } })
  await ring.settle()
  assert.deepEqual(await amountsOf(ring, 'aaa', caseId), { returned: 500n })
})

test('the owner is paid from the loss account for what is gone, once, and a late return goes there', async () => {
  const owner = purse('owner')
  await fill(ring, 'ccc', owner, 500n)
  const [kept, waits] = [purse('seller'), purse('escrow')]
  await pay(ring, ['ccc', owner], ['bbb', kept], 200n)
  await pay(ring, ['ccc', owner], ['bbb', waits], 300n)
  await ring.settle()
  const { caseId } = await press(ring, 'ccc', owner)
  await ring.settle()
  b.says.mayReturn = 'wait'
  await confirm(c, caseId)
  await ring.settle()
  assert.deepEqual(await amountsOf(ring, 'ccc', caseId), { held: 300n, gone: 200n })
  const fund = { key: 'budget-1', unit: 'yen', amount: amount(600n) }
  await c.company.inContext((ctx) => fundLossAccount(ctx, fund))
  await c.company.inContext((ctx) => fundLossAccount(ctx, fund))
  assert.equal(await balanceOf(ring, 'ccc', 'loss:yen'), 600n, 'one budget is set aside once')
  // A day after the decision everything that is still out is paid.
  await ring.pass(25)
  assert.equal((await amountsOf(ring, 'ccc', caseId)).covered, 500n)
  assert.equal(await balanceOf(ring, 'ccc', 'loss:yen'), 100n)
  await c.company.inContext((ctx) => makeUsable(ctx, c.deps, { caseId }))
  assert.equal(await balanceOf(ring, 'ccc', owner), 500n)
  b.says.mayReturn = 'return'
  const part = (await b.company.inContext((ctx) => readAskedParts(ctx, { caseId }))).find(
    (one) => one.held > 0n,
  )
  await b.company.inContext((ctx) =>
    ctx.enqueue({ kind: 'recall.settle', data: { legId: part?.legId } }),
  )
  await ring.settle()
  assert.equal(await balanceOf(ring, 'ccc', owner), 500n, 'never a second time')
  assert.equal(await balanceOf(ring, 'ccc', 'loss:yen'), 400n)
  assert.deepEqual(await amountsOf(ring, 'ccc', caseId), {
    gone: 200n,
    returned: 300n,
    covered: 500n,
  })
})

test('a seller is made whole once, and never with more than the loss account has', async () => {
  const seller = purse('seller')
  await fill(ring, 'bbb', seller, 1n)
  const whole = (key: string, yen: bigint) =>
    b.company.inContext((ctx) =>
      makeWhole(ctx, { key, account: seller, amount: amount(yen), unit: 'yen' }),
    )
  const short = await whole('ord_1', 70n)
  assert.equal(short.ok || short.error.code, 'recall/loss_account_short')
  await b.company.inContext((ctx) =>
    fundLossAccount(ctx, { key: 'budget-1', unit: 'yen', amount: amount(100n) }),
  )
  assert.deepEqual(await whole('ord_1', 70n), { ok: true, value: { paid: true } })
  assert.deepEqual(await whole('ord_1', 70n), { ok: true, value: { paid: false } })
  assert.equal(await balanceOf(ring, 'bbb', seller), 71n)
})

test('a refused payment ends what was awaited, and its value goes to the claim', async () => {
  const owner = await victim()
  const shop = purse('escrow')
  await ring.stop('bbb')
  await pay(ring, ['aaa', owner], ['bbb', shop], 500n)
  const { caseId } = await press(ring, 'aaa', owner)
  b.says.takesPayments = false
  await ring.start('bbb')
  await ring.pass(1)
  assert.deepEqual(await amountsOf(ring, 'aaa', caseId), { held: 500n })
  assert.equal(await balanceOf(ring, 'aaa', owner), 0n, 'it does not land before the intruder')
  assert.equal((await asked(b, caseId)).settled, true)
  b.says.takesPayments = true
  await withdraw(a, caseId)
  await ring.settle()
  assert.equal(await balanceOf(ring, 'aaa', owner), 500n)
})

test('what was given back once is no loss of a second case', async () => {
  const owner = await victim()
  const shop = purse('escrow')
  await pay(ring, ['aaa', owner], ['bbb', shop], 500n)
  await ring.settle()
  const { caseId } = await press(ring, 'aaa', owner)
  await confirm(a, caseId)
  await ring.settle()
  await a.company.inContext((ctx) => makeUsable(ctx, a.deps, { caseId }))
  const second = await press(ring, 'aaa', owner)
  await ring.settle()
  assert.deepEqual(await amountsOf(ring, 'aaa', second.caseId), {})
  assert.equal(await balanceOf(ring, 'aaa', owner), 500n)
})

test('a press alone confirms nothing', async () => {
  const owner = await victim()
  await pay(ring, ['aaa', owner], ['bbb', purse('escrow')], 500n)
  await ring.settle()
  const { caseId } = await press(ring, 'aaa', owner, 'press')
  const refused = await confirm(a, caseId)
  assert.equal(refused.ok || refused.error.code, 'recall/evidence_missing')
  await withdraw(a, caseId)
  await ring.settle()
  // A claim that failed raises the bar for the next one of the same owner.
  const next = await press(ring, 'aaa', owner, 'press')
  const claim = await a.company.inContext((ctx) => readClaim(ctx, next))
  const hours = ((claim?.holdUntil.getTime() ?? 0) - a.company.clock.now().getTime()) / 3_600_000
  assert.ok(hours > 11.9 && hours <= 12, `held for ${hours} hours`)
  await withdraw(a, next.caseId)
  await ring.settle()
})

test('abuse is counted: claims that failed, holders held for nothing, and for how long', async () => {
  const from = a.company.clock.now()
  const fromThere = b.company.clock.now()
  const owner = await victim()
  const shop = purse('escrow')
  await pay(ring, ['aaa', owner], ['bbb', shop], 500n)
  await ring.settle()
  const { caseId } = await press(ring, 'aaa', owner)
  await ring.settle()
  await ring.pass(10)
  await withdraw(a, caseId)
  await ring.settle()
  const span = { from, to: new Date(from.getTime() + 100 * 3_600_000) }
  const there = { ...span, from: fromThere }
  const ours = await a.company.inContext((ctx) => readAbuse(ctx, span))
  assert.deepEqual([ours.claims, ours.failed, ours.amountFailed], [1n, 1n, 500n])
  const theirs = await b.company.inContext((ctx) => readAbuse(ctx, there))
  assert.deepEqual([theirs.holdersWronglyHeld, theirs.amountWronglyHeld], [1n, 500n])
  assert.ok(theirs.hoursWronglyHeldMax >= 10n && theirs.hoursWronglyHeldMax <= 11n)
  assert.ok(theirs.amountHoursWronglyHeld >= 5_000n && theirs.amountHoursWronglyHeld < 5_100n)
})

test('the database refuses a leg whose buckets do not add up, and a span returned twice', async () => {
  const { caseId } = newCase()
  const owner = await victim()
  await pay(ring, ['aaa', owner], ['bbb', purse('escrow')], 500n)
  await ring.settle()
  const pressed = await press(ring, 'aaa', owner)
  await confirm(a, pressed.caseId)
  await ring.settle()
  assert.notEqual(pressed.caseId, caseId)
  const { pool } = b.company.runtime
  await assert.rejects(
    pool.query('update recall.leg set held = held + 1 where case_id = $1', [pressed.caseId]),
    /leg_identity/,
  )
  await assert.rejects(
    pool.query(
      `insert into recall.returned_span (transfer_id, span, leg_id, at)
       select transfer_id, span, leg_id, at from recall.returned_span`,
    ),
    /returned_span_once/,
  )
})

test('a neighbour whose word was lost for good is asked again when its promise has passed', async () => {
  const owner = await victim()
  const shop = purse('escrow')
  await pay(ring, ['aaa', owner], ['bbb', shop], 500n)
  await ring.settle()
  const { caseId } = await press(ring, 'aaa', owner)
  await ring.settle()
  b.says.mayReturn = 'keep'
  await ring.stop('aaa')
  await a.company.runtime.pool.query(
    `update recall.leg set stance = 'confirmed' where case_id = $1`,
    [caseId],
  )
  await b.company.inContext((ctx) =>
    ctx.tx.query(`update recall.leg set stance = 'confirmed' where case_id = $1`, [caseId]),
  )
  const { legId } = await asked(b, caseId)
  await b.company.inContext((ctx) => ctx.enqueue({ kind: 'recall.settle', data: { legId } }))
  await b.company.settle()
  await b.company.runtime.pool.query(`delete from pgboss.job where name = 'recall.send_reports'`)
  await ring.start('aaa')
  assert.deepEqual(await amountsOf(ring, 'aaa', caseId), { held: 500n })
  await ring.pass(49)
  assert.deepEqual(await amountsOf(ring, 'aaa', caseId), { gone: 500n })
  b.says.mayReturn = 'return'
})
