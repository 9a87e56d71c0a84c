import { type Amount, amount, assert, type Ctx, mustSucceed } from '@modosu/kernel'
import { openAccount, placeHold, type Span } from '@modosu/ledger'
import type { Holding } from '../holder.ts'
import type { Leg } from '../leg/leg.ts'
import type { RecallDeps } from '../recall-deps.ts'
import { caseNumbers } from '../store/case.ts'
import { type FoundHolder, findHolders } from './find-holders.ts'
import { type Found, type Placing, patchFound } from './placing.ts'

/** Pieces that the ledger carves out in one request. */
const CARVED_AT_ONCE_MAX = 10_000
/** Accounts of cases; nobody spends from them, and their name says whose claim has the value. */
const CASE_ACCOUNT = /^(?:held|returned):(case_[0-9a-z]+):/

/**
 * Carves what was found with holders into the account of the case, as far as the rules allow for the
 * role of each and the evidence of the claim. The rest is told as gone, with its reason.
 */
export async function holdAtHolders(
  ctx: Ctx,
  deps: RecallDeps,
  found: readonly Found[],
): Promise<void> {
  // Services lock what an account stands for: always in one order, so that two claims never deadlock.
  const accounts = [...new Set(found.map(({ end }) => end.accountCode))].sort()
  const holders = await findHolders(ctx, deps, accounts)
  await leaveWithOtherCases(
    ctx,
    found.filter(({ end }) => !holders.has(end.accountCode)),
  )
  const held: Found[] = []
  for (const one of found) {
    const holder = holders.get(one.end.accountCode)
    if (!holder) continue
    const rule = deps.policy.rules[holder.facts.role][one.placing.leg.evidence]
    if (rule.holdHours > 0) held.push(one)
    else patchFound(one, { bucket: 'gone', reason: 'NOAS' })
  }
  for (const unit of new Set(held.map(({ end }) => end.unit))) {
    const ofUnit = held.filter(({ end }) => end.unit === unit)
    for (let from = 0; from < ofUnit.length; from += CARVED_AT_ONCE_MAX) {
      await carve(ctx, holders, unit, ofUnit.slice(from, from + CARVED_AT_ONCE_MAX))
    }
  }
}

/** No service knows the account: it is a case's, and that claim came first. */
async function leaveWithOtherCases(ctx: Ctx, found: readonly Found[]): Promise<void> {
  const caseOf = ({ end }: Found) => CASE_ACCOUNT.exec(end.accountCode)?.[1]
  const ids = found.map(caseOf).filter((id) => id !== undefined)
  const numbers = await caseNumbers(ctx, [...new Set(ids)])
  for (const one of found) {
    const other = caseOf(one)
    const number = other === undefined ? undefined : numbers.get(other)
    if (other === undefined || number === undefined || other === one.placing.leg.caseId) {
      patchFound(one, { bucket: 'gone', reason: 'ARDT' })
    } else {
      const behind = { otherCase: other, otherNumber: number }
      patchFound(one, { bucket: 'gone', reason: 'PTNA', ...behind })
      // It may be letting go at this very moment.
      const { legId } = one.placing.leg
      await ctx.enqueue({ kind: 'recall.look_again', data: { legId } })
    }
  }
}

/** The account of a case in one unit, in which its held value rests. */
export function heldAccount(caseId: string, unit: string): string {
  return `held:${caseId}:${unit}`
}

async function carve(
  ctx: Ctx,
  holders: ReadonlyMap<string, FoundHolder>,
  unit: string,
  found: readonly Found[],
): Promise<void> {
  const first = found[0]
  if (!first) return
  const { caseId } = first.placing.leg
  const to = heldAccount(caseId, unit)
  const [, placed] = await Promise.all([
    openAccount(ctx, { code: to, unit, kind: 'case' }),
    placeHold(ctx, {
      key: `hold:${ctx.newId('hold')}`,
      caseId,
      spans: found.map(({ end }) => end.span),
      to,
      who: { caseId },
    }),
  ])
  const { held } = mustSucceed(placed, 'a case account takes what is carved')
  const homes = byPocket(found)
  const totals = new Map<string, { placing: Placing; account: string; total: bigint }>()
  for (const piece of held) {
    const home = homeOf(homes, piece.span)
    const account = home.end.accountCode
    const facts = holders.get(account)?.facts
    assert(facts, 'only what a service knows is carved')
    const lo = home.range.lo + (piece.span.lo - home.end.span.lo)
    patchFound(
      { ...home, placing: home.placing, range: { lo, amount: piece.span.amount } },
      {
        bucket: 'held',
        account,
        holdingKind: facts.kind,
        stoppableUntil: facts.stoppableUntil,
        heldPocket: piece.heldSpan.pocketId,
        heldLo: piece.heldSpan.lo,
      },
    )
    const { placing } = home
    const key = `${placing.leg.legId} ${account}`
    const known = totals.get(key) ?? { placing, account, total: 0n }
    totals.set(key, { ...known, total: known.total + piece.span.amount })
  }
  await tellHolders(ctx, holders, [...totals.values()])
}

async function tellHolders(
  ctx: Ctx,
  holders: ReadonlyMap<string, FoundHolder>,
  totals: readonly { placing: Placing; account: string; total: bigint }[],
): Promise<void> {
  for (const { placing, account, total } of totals) {
    const holding = holdingOf(placing.leg, account, amount(total))
    placing.holdings.push(holding)
    await holders.get(account)?.holder.onHeld(ctx, holding)
  }
}

export function holdingOf(leg: Leg, account: string, total: Amount): Holding {
  return {
    account,
    amount: total,
    caseId: leg.caseId,
    caseNumber: leg.caseNumber,
    legId: leg.legId,
  }
}

function byPocket(found: readonly Found[]): Map<bigint, Found[]> {
  const homes = new Map<bigint, Found[]>()
  for (const one of found) {
    const { pocketId } = one.end.span
    const known = homes.get(pocketId)
    if (known) known.push(one)
    else homes.set(pocketId, [one])
  }
  return homes
}

/** Where a carved span was found: it lies whole in one place of the trace. */
function homeOf(homes: ReadonlyMap<bigint, readonly Found[]>, span: Span): Found {
  const home = homes
    .get(span.pocketId)
    ?.find(
      ({ end }) => end.span.lo <= span.lo && span.lo + span.amount <= end.span.lo + end.span.amount,
    )
  assert(home, 'a carved span is one that was asked for')
  return home
}
