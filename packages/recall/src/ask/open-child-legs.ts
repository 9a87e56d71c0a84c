import { addHours, assert, type Ctx } from '@modosu/kernel'
import { type Found, type Placing, patchFound } from '../hold/placing.ts'
import type { Indemnity, Leg } from '../leg/leg.ts'
import { newLeg } from '../leg/new-leg.ts'
import { patchParts, type Range } from '../leg/parts.ts'
import { mergeRanges } from '../leg/ranges.ts'
import type { RecallDeps } from '../recall-deps.ts'
import { countAttempts, countChildLegs } from '../store/leg.ts'
import { findTransfers, type Transfer } from '../store/transfer.ts'
import type { Reason } from '../wire/messages.ts'

const DAY_HOURS = 24

/** What of one leg moved on by one transfer. */
interface Onward {
  readonly placing: Placing
  readonly transfer: Transfer
  readonly group: readonly Found[]
}

/**
 * Opens a leg with the neighbour for every transfer by which value of these legs moved on. What lies
 * past a limit of the contract stays onward without a leg, and says which limit that was. The legs
 * are written with their parents, by whoever saves these.
 */
export async function openChildLegs(
  ctx: Ctx,
  deps: RecallDeps,
  placings: readonly Placing[],
  found: readonly Found[],
): Promise<void> {
  if (found.length === 0) return
  const [moved, { attempts, opened }] = await Promise.all([
    groupOnward(ctx, found),
    countBefore(ctx, placings, found),
  ])
  const children: Leg[] = []
  for (const onward of moved) {
    // Our own return transfer: it went back to whoever asked first.
    if (onward.transfer.kind === 'return') {
      for (const one of onward.group) patchFound(one, { bucket: 'gone', reason: 'ARDT' })
      continue
    }
    const { legId } = onward.placing.leg
    const count = opened.get(legId) ?? 0
    const limit = limitOf(ctx, deps, onward, count)
    if (limit) {
      for (const one of onward.group) patchFound(one, { bucket: 'onward', reason: limit })
      continue
    }
    const { transferId } = onward.transfer
    const attempt = (attempts.get(transferId) ?? 0) + 1
    attempts.set(transferId, attempt)
    opened.set(legId, count + 1)
    const child = openChildLeg(ctx, deps, onward, attempt)
    onward.placing.children.push(child)
    children.push(child)
  }
  await startAsking(ctx, children)
}

/** How often the case has asked about these transfers, and how many legs each parent has opened. */
async function countBefore(ctx: Ctx, placings: readonly Placing[], found: readonly Found[]) {
  const caseId = found[0]?.placing.leg.caseId ?? ''
  const transferIds = new Set(found.map(({ end }) => end.transferId ?? ''))
  const parents = new Set(found.map(({ placing }) => placing.leg))
  const known = [...parents].filter((leg) => leg.revision > 0).map((leg) => leg.legId)
  const [attempts, opened] = await Promise.all([
    countAttempts(ctx, caseId, [...transferIds]),
    known.length > 0 ? countChildLegs(ctx, known) : new Map<string, number>(),
  ])
  for (const { leg, children } of placings) {
    opened.set(leg.legId, (opened.get(leg.legId) ?? 0) + children.length)
    for (const { transferId, attempt } of children) {
      const id = transferId ?? ''
      attempts.set(id, Math.max(attempts.get(id) ?? 0, attempt))
    }
  }
  return { attempts, opened }
}

async function groupOnward(ctx: Ctx, found: readonly Found[]): Promise<Onward[]> {
  const groups = new Map<string, Found[]>()
  for (const one of found) {
    const { transferId } = one.end
    assert(transferId !== undefined, 'an onward end names its transfer')
    const key = `${one.placing.leg.legId} ${transferId}`
    const known = groups.get(key)
    if (known) known.push(one)
    else groups.set(key, [one])
  }
  const ids = found.map(({ end }) => end.transferId ?? '')
  const transfers = await findTransfers(ctx, [...new Set(ids)])
  return [...groups.values()].map((group) => {
    const first = group[0]
    const transfer = transfers.get(first?.end.transferId ?? '')
    assert(first && transfer?.direction === 'out', 'what moved on left by one of our transfers')
    return { placing: first.placing, transfer, group }
  })
}

/** Which limit of the contract keeps the claim from following, if one does. */
function limitOf(ctx: Ctx, deps: RecallDeps, onward: Onward, opened: number): Reason | undefined {
  const { policy } = deps
  const total = onward.group.reduce((sum, { range }) => sum + range.amount, 0n)
  if (onward.placing.leg.hopsLeft <= 0) return 'LHOP'
  if (opened >= policy.fanOutMax) return 'LFAN'
  if (addHours(onward.transfer.at, policy.ageDaysMax * DAY_HOURS) < ctx.now) return 'LAGE'
  if (total < policy.amountMin) return 'LMIN'
  return undefined
}

function openChildLeg(ctx: Ctx, deps: RecallDeps, onward: Onward, attempt: number): Leg {
  const { placing, transfer, group } = onward
  const parent = placing.leg
  const offsets = mergeRanges(
    group.map((one) => ({ lo: transferLoOf(one), amount: one.range.amount })),
  )
  const child = newLeg(
    {
      legId: ctx.newId('leg'),
      role: 'assigner',
      caseId: parent.caseId,
      caseNumber: parent.caseNumber,
      neighbour: transfer.neighbour,
      parentLegId: parent.legId,
      transferId: transfer.transferId,
      attempt,
      offsets,
      unit: transfer.unit,
      stance: parent.stance,
      reason: parent.reason,
      evidence: parent.evidence,
      holdUntil: parent.holdUntil,
      answerDue: addHours(ctx.now, deps.policy.answerHours),
      hopsLeft: parent.hopsLeft - 1,
      renewals: parent.renewals,
      indemnity: indemnityOf(ctx, deps, offsets),
      openedAt: ctx.now,
    },
    'onward',
  )
  for (const one of group) {
    const { range } = one
    const childLo = transferLoOf(one)
    placing.parts = patchParts(placing.parts, range, (piece) => ({
      bucket: 'onward',
      childLegId: child.legId,
      childLo: childLo + (piece.lo - range.lo),
    }))
  }
  return child
}

function indemnityOf(ctx: Ctx, deps: RecallDeps, offsets: readonly Range[]): Indemnity | null {
  const { offered, days } = deps.policy.indemnity
  if (!offered) return null
  const cap = offsets.reduce((sum, range) => sum + range.amount, 0n)
  return { cap: String(cap), until: addHours(ctx.now, days * DAY_HOURS).toISOString() }
}

/** One job a neighbour sends all asks, and one a parent looks when the answers are due. */
async function startAsking(ctx: Ctx, children: readonly Leg[]): Promise<void> {
  const neighbours = new Set(children.map((child) => child.neighbour))
  const caseId = children[0]?.caseId
  for (const neighbour of neighbours) {
    await ctx.enqueue({ kind: 'recall.send_asks', data: { caseId, neighbour } })
  }
  for (const legId of new Set(children.map((child) => child.parentLegId))) {
    const dueAt = children.find((child) => child.parentLegId === legId)?.answerDue
    assert(dueAt, 'a child leg has a due date')
    await ctx.enqueue({ kind: 'recall.answer_due', data: { legId }, dueAt })
  }
}

function transferLoOf({ end }: Found): bigint {
  assert(end.transferLo !== undefined, 'an onward end names the offset of its transfer')
  return end.transferLo
}
