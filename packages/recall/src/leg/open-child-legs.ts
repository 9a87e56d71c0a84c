import { addHours, amount, assert, type Ctx } from '@modosu/kernel'
import type { TraceEnd } from '@modosu/ledger'
import type { RecallDeps } from '../recall-deps.ts'
import { insertLeg, listChildLegs } from '../store/leg.ts'
import { findTransfer } from '../store/transfer.ts'
import type { Leg } from './leg.ts'
import { type Part, patchParts, type Range } from './parts.ts'

/** Largest number of legs that one leg may open. */
const CHILD_LEGS_MAX = 1_000
/** Says that the claim ends here by contract: too many companies, or too many transfers. */
const REASON_LIMIT = 'LIMT'

interface Onward {
  readonly range: Range
  readonly end: TraceEnd
}

/** Opens a leg with the neighbour for every transfer by which value of this leg moved on. */
export async function openChildLegs(
  ctx: Ctx,
  deps: RecallDeps,
  leg: Leg,
  parts: readonly Part[],
  found: { onward: readonly Onward[] },
): Promise<Part[]> {
  let next = [...parts]
  const before = await listChildLegs(ctx, leg.legId)
  let opened = before.length
  for (const [transferId, group] of groupByTransfer(found.onward)) {
    const allowed = leg.hopsLeft > 0 && opened < CHILD_LEGS_MAX
    if (!allowed) {
      next = group.reduce<Part[]>(
        (cut, { range }) =>
          patchParts(cut, range, () => ({ bucket: 'onward', reason: REASON_LIMIT })),
        next,
      )
      continue
    }
    const attempt = before.filter((child) => child.transferId === transferId).length + 1
    const child = await openChildLeg(ctx, deps, leg, { transferId, group, attempt })
    opened += 1
    for (const { range, end } of group) {
      next = patchParts(next, range, (piece) => ({
        bucket: 'onward',
        childLegId: child.legId,
        childLo: transferLoOf(end) + (piece.lo - range.lo),
      }))
    }
  }
  return next
}

async function openChildLeg(
  ctx: Ctx,
  deps: RecallDeps,
  parent: Leg,
  to: { transferId: string; group: readonly Onward[]; attempt: number },
): Promise<Leg> {
  const transfer = await findTransfer(ctx, to.transferId)
  assert(transfer?.direction === 'out', `transfer ${to.transferId} left this company`)
  const offsets = mergeRanges(
    to.group.map(({ end }) => ({ lo: transferLoOf(end), amount: end.amount })),
  )
  const asked = amount(offsets.reduce((total, range) => total + range.amount, 0n))
  const none = amount(0n)
  const child: Leg = {
    legId: ctx.newId('leg'),
    role: 'assigner',
    caseId: parent.caseId,
    caseNumber: parent.caseNumber,
    neighbour: transfer.neighbour,
    parentLegId: parent.legId,
    owner: null,
    transferId: to.transferId,
    attempt: to.attempt,
    offsets,
    unit: transfer.unit,
    asked,
    stance: parent.stance,
    reason: parent.reason,
    evidence: parent.evidence,
    holdUntil: parent.holdUntil,
    answerDue: addHours(ctx.now, deps.policy.answerHours),
    hopsLeft: parent.hopsLeft - 1,
    revision: 0,
    amounts: { held: none, onward: asked, gone: none, returned: none, released: none },
    report: null,
    usableAt: null,
    openedAt: ctx.now,
    settledAt: null,
  }
  await insertLeg(ctx, child)
  await ctx.enqueue({ kind: 'recall.send_ask', data: { legId: child.legId } })
  await ctx.enqueue({
    kind: 'recall.answer_due',
    data: { legId: child.legId },
    dueAt: child.answerDue,
  })
  return child
}

function transferLoOf(end: TraceEnd): bigint {
  assert(end.transferLo !== undefined, 'an onward end names the offset of its transfer')
  return end.transferLo
}

function groupByTransfer(onward: readonly Onward[]): Map<string, Onward[]> {
  const groups = new Map<string, Onward[]>()
  for (const item of onward) {
    const { transferId } = item.end
    assert(transferId !== undefined, 'an onward end names its transfer')
    groups.set(transferId, [...(groups.get(transferId) ?? []), item])
  }
  return groups
}

/** Sorts ranges and joins those that touch, so that a claim names each offset once. */
export function mergeRanges(ranges: readonly Range[]): Range[] {
  const sorted = [...ranges].sort((a, b) => (a.lo < b.lo ? -1 : 1))
  const merged: Range[] = []
  for (const range of sorted) {
    const last = merged.at(-1)
    if (last && last.lo + last.amount === range.lo) {
      merged[merged.length - 1] = { lo: last.lo, amount: amount(last.amount + range.amount) }
    } else {
      merged.push(range)
    }
  }
  return merged
}
