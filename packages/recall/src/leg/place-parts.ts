import { type Amount, amount, assert, type Ctx, mustSucceed } from '@modosu/kernel'
import { openAccount, placeHold, type Span, type TraceEnd, traceForward } from '@modosu/ledger'
import type { HolderRole } from '../holder.ts'
import type { RecallDeps } from '../recall-deps.ts'
import { findHolder } from './find-holder.ts'
import type { Leg } from './leg.ts'
import { openChildLegs } from './open-child-legs.ts'
import { type Part, patchParts, type Range } from './parts.ts'

/**
 * What a claim may do at each kind of holder. A seller in good faith keeps what he was paid and a
 * sink has nothing left to give; everybody else can be held without losing anything of his own.
 */
const CLAIM_BY_ROLE: Readonly<Record<HolderRole, 'hold' | 'leave'>> = {
  owner: 'hold',
  thief: 'hold',
  gift: 'hold',
  escrow: 'hold',
  seller: 'leave',
  sink: 'leave',
}

/** ISO 20022 reasons for what cannot be held. */
const REASON_KEPT = 'NOAS'
const REASON_OTHER_CASE = 'PTNA'

/** Value that moved between the trace and the hold is traced again, this often. */
const ATTEMPTS_MAX = 3

/** A place that the trace found, in the leg's own offsets. */
interface Found {
  readonly range: Range
  readonly end: TraceEnd
}

/**
 * Finds every offset of a leg that has no place yet and puts a hand on it: what rests with a holder
 * who may be asked is carved into the case account, what moved on to a neighbour gets a leg there,
 * what is spent in good faith is gone.
 */
export async function placeParts(
  ctx: Ctx,
  deps: RecallDeps,
  leg: Leg,
  parts: readonly Part[],
): Promise<Part[]> {
  let next = [...parts]
  for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt++) {
    const open = next.filter((part) => part.bucket === 'awaited' && part.originPocket !== null)
    if (open.length === 0) return next
    const found = await findOffsets(ctx, open)
    next = await openChildLegs(ctx, deps, leg, next, {
      onward: found.filter(({ end }) => end.end === 'onward'),
    })
    for (const { range } of found.filter(({ end }) => end.end === 'sunk')) {
      next = patchParts(next, range, () => ({ bucket: 'gone', reason: REASON_KEPT }))
    }
    const live = found.filter(({ end }) => end.end === 'live')
    for (const [account, group] of groupByAccount(live)) {
      next = await placeAtHolder(ctx, deps, leg, next, { account, group, attempt })
    }
  }
  throw new Error(`leg ${leg.legId}: the value moved on ${ATTEMPTS_MAX} times while it was held`)
}

async function findOffsets(ctx: Ctx, open: readonly Part[]): Promise<Found[]> {
  const spans = open.map((part): Span => {
    assert(part.originPocket !== null && part.originLo !== null, 'a placed part has an origin')
    return { pocketId: part.originPocket, lo: part.originLo, amount: part.amount }
  })
  const ends = await traceForward(ctx, { spans })
  return ends.map((end) => {
    const part = open[end.originIndex]
    assert(part && part.originLo !== null, 'a trace ends where it was asked to begin')
    return {
      range: { lo: part.lo + (end.originLo - part.originLo), amount: end.amount },
      end,
    }
  })
}

function groupByAccount(found: readonly Found[]): Map<string, Found[]> {
  const groups = new Map<string, Found[]>()
  for (const item of found) {
    const group = groups.get(item.end.accountCode) ?? []
    groups.set(item.end.accountCode, [...group, item])
  }
  return groups
}

async function placeAtHolder(
  ctx: Ctx,
  deps: RecallDeps,
  leg: Leg,
  parts: readonly Part[],
  at: { account: string; group: readonly Found[]; attempt: number },
): Promise<Part[]> {
  const { account, group } = at
  const holder = await findHolder(ctx, deps, account)
  if (!holder || CLAIM_BY_ROLE[holder.facts.role] === 'leave') {
    const reason = holder ? REASON_KEPT : REASON_OTHER_CASE
    return group.reduce<Part[]>(
      (next, { range }) => patchParts(next, range, () => ({ bucket: 'gone', reason })),
      [...parts],
    )
  }
  const unit = group[0]?.end.unit ?? leg.unit
  const caseAccount = `held:${leg.caseId}:${unit}`
  await openAccount(ctx, { code: caseAccount, unit, kind: 'case' })
  const placed = await placeHold(ctx, {
    key: `hold:${leg.legId}:${leg.revision}:${account}:${at.attempt}`,
    caseId: leg.caseId,
    spans: group.map(({ end }) => end.span),
    to: caseAccount,
    who: { caseId: leg.caseId },
  })
  const placedValue = mustSucceed(placed, 'a case account takes what is carved')
  let next = [...parts]
  let total = 0n
  for (const piece of placedValue.held) {
    const range = rangeOfSpan(group, piece.span)
    total += range.amount
    next = patchParts(next, range, () => ({
      bucket: 'held',
      account,
      holdingKind: holder.facts.kind,
      stoppableUntil: holder.facts.stoppableUntil,
      heldPocket: piece.heldSpan.pocketId,
      heldLo: piece.heldSpan.lo,
    }))
  }
  if (total > 0n) {
    await holder.holder.onHeld(ctx, holdingOf(leg, account, amount(total)))
  }
  return next
}

export function holdingOf(leg: Leg, account: string, total: Amount) {
  return {
    account,
    amount: total,
    caseId: leg.caseId,
    caseNumber: leg.caseNumber,
    legId: leg.legId,
  }
}

/** Which offsets of the leg a carved span is: it lies whole in one place of the trace. */
function rangeOfSpan(group: readonly Found[], span: Span): Range {
  const home = group.find(
    ({ end }) =>
      end.span.pocketId === span.pocketId &&
      end.span.lo <= span.lo &&
      span.lo + span.amount <= end.span.lo + end.span.amount,
  )
  assert(home, 'a carved span is one that was asked for')
  return { lo: home.range.lo + (span.lo - home.end.span.lo), amount: span.amount }
}
