import { amount, type Ctx, mustSucceed } from '@modosu/kernel'
import { moveSpans, openAccount, originsOfSpans, readBalance, type Span } from '@modosu/ledger'
import { currentParts, cutOut } from '../claim/ask-again.ts'
import { giveBackToLots, type OwnUnits } from '../claim/give-back-to-lots.ts'
import type { Leg } from '../leg/leg.ts'
import { isUnfollowed, type Part, partsWithin } from '../leg/parts.ts'
import { originSpan } from '../leg/pass-up.ts'
import { subtract } from '../leg/ranges.ts'
import type { RecallDeps } from '../recall-deps.ts'
import { coveredRanges, deleteWaitingCovers, insertCovers, listCovers } from '../store/cover.ts'
import { listRootLegs, lockCase } from '../store/leg.ts'
import { insertLossPayment } from '../store/loss.ts'
import { lossAccount } from './keep-for-loss-account.ts'

/** What a claim cannot bring back, or not yet: another takes its place, and its own comes later. */
const OUT = ['held', 'awaited', 'onward', 'no_answer', 'gone', 'released'] as const

/**
 * Pays the owner of a confirmed claim from the loss account: at once for what is gone, silent or past
 * a limit, and with `all`, a day after the decision, for everything that is still out. It goes into
 * the owner's own lots and waits like a return. Never minted: when the account has too little, what
 * is there is paid and the desk hears of the rest. What comes home later goes to the loss account.
 */
export async function coverClaim(
  ctx: Ctx,
  deps: RecallDeps,
  input: { readonly caseId: string; readonly all: boolean },
): Promise<void> {
  const { caseId } = input
  if (deps.policy.cover === 'none') return
  await lockCase(ctx, caseId)
  const roots = await listRootLegs(ctx, caseId)
  const confirmed = roots.filter((root) => root.stance === 'confirmed')
  const newest = confirmed.at(-1)
  if (!newest) return
  const covered = await coveredRanges(ctx, caseId)
  const letGo = roots.flatMap((root) => root.letGo)
  const parts = (await currentParts(ctx, confirmed)).flatMap((part) => cutOut(part, letGo))
  const lost = parts
    .filter((part) => (input.all ? OUT.some((bucket) => bucket === part.bucket) : isLost(part)))
    .flatMap((part) => subtract([part], covered).flatMap((range) => partsWithin([part], range)))
  if (lost.length === 0) return
  const short = await pay(ctx, deps, newest, lost)
  if (short > 0n) {
    await ctx.emit({
      type: 'recall.loss_account_short',
      data: { caseId, amount: String(short) },
    })
  }
  await ctx.emit({ type: 'recall.claim_changed', data: { caseId } })
}

/** Gone, silent, or past a limit, so that nobody follows it. */
function isLost(part: Part): boolean {
  if (part.bucket === 'gone' || part.bucket === 'no_answer') return true
  return isUnfollowed(part)
}

/** Pays what the loss account has for these pieces; how much it lacked. */
async function pay(ctx: Ctx, deps: RecallDeps, root: Leg, lost: readonly Part[]): Promise<bigint> {
  const origins = await originsOfSpans(ctx, { spans: lost.map(originSpan) })
  let short = 0n
  for (const unit of [...new Set(origins.map((one) => one.unit))].sort()) {
    const { lots } = await readBalance(ctx, lossAccount(unit))
    const money: Span[] = lots.map((lot) => lot.span)
    const owed: OwnUnits[] = []
    for (const { span, givenBack, unit: its } of origins) {
      if (givenBack || its !== unit) continue
      const home = lost.find(
        (part) =>
          part.originPocket === span.pocketId &&
          part.originLo !== null &&
          part.originLo <= span.lo &&
          span.lo < part.originLo + part.amount,
      )
      if (!home || home.originLo === null) continue
      const lo = home.lo + (span.lo - home.originLo)
      const paid = takeFrom(money, { lo, origin: span })
      owed.push(...paid)
      short += span.amount - paid.reduce((sum, one) => sum + one.from.amount, 0n)
    }
    await payUnit(ctx, deps, root, { unit, owed })
  }
  return short
}

/** Cuts what an origin needs from the money that is there. */
function takeFrom(money: Span[], owed: { lo: bigint; origin: Span }): OwnUnits[] {
  const taken: OwnUnits[] = []
  let { lo, origin } = owed
  while (origin.amount > 0n) {
    const first = money.shift()
    if (!first) break
    const size = amount(first.amount < origin.amount ? first.amount : origin.amount)
    taken.push({ lo, from: { ...first, amount: size }, origin: { ...origin, amount: size } })
    if (first.amount > size) {
      money.unshift({ ...first, lo: first.lo + size, amount: amount(first.amount - size) })
    }
    lo += size
    origin = { ...origin, lo: origin.lo + size, amount: amount(origin.amount - size) }
  }
  return taken
}

async function payUnit(
  ctx: Ctx,
  deps: RecallDeps,
  root: Leg,
  paid: { readonly unit: string; readonly owed: readonly OwnUnits[] },
): Promise<void> {
  if (paid.owed.length === 0) return
  const given = await giveBackToLots(ctx, deps, root, paid.owed)
  const waiting = given.map((back) => ({ ...back.range, waitsAt: back }))
  const gone = paid.owed.map(({ lo, from }) => ({ lo, amount: from.amount, waitsAt: null }))
  await insertCovers(ctx, root.caseId, root.usableAt ? gone : waiting)
  await insertLossPayment(ctx, {
    key: `cover:${ctx.newId('cov')}`,
    kind: 'cover',
    account: root.owner ?? root.caseId,
    amount: paid.owed.reduce((sum, one) => sum + one.from.amount, 0n),
    unit: paid.unit,
  })
}

/** The claim was wrong: what was paid for it and still waits goes back to the loss account. */
export async function takeCoversBack(ctx: Ctx, caseId: string): Promise<void> {
  const waiting = (await listCovers(ctx, caseId)).flatMap(({ range, waitsAt }) =>
    waitsAt ? [{ pocketId: waitsAt.pocketId, lo: waitsAt.lo, amount: range.amount }] : [],
  )
  const origins = await originsOfSpans(ctx, { spans: waiting })
  for (const unit of [...new Set(origins.map((one) => one.unit))].sort()) {
    const to = lossAccount(unit)
    await openAccount(ctx, { code: to, unit, kind: 'loss' })
    const moved = await moveSpans(ctx, {
      key: `uncover:${ctx.newId('cov')}`,
      spans: origins.filter((one) => one.unit === unit).map((one) => one.span),
      to,
      kind: 'cover_taken_back',
      who: { caseId },
    })
    mustSucceed(moved, 'what still waits can be taken back')
  }
  await deleteWaitingCovers(ctx, caseId)
}
