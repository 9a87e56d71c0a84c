import { addHours, amount, assert, type Ctx } from '@modosu/kernel'
import { transferSpans } from '@modosu/ledger'
import type { RecallError } from '../errors.ts'
import { placeLegs } from '../hold/place-legs.ts'
import { newPlacing, type Placing } from '../hold/placing.ts'
import type { Leg } from '../leg/leg.ts'
import { newLeg } from '../leg/new-leg.ts'
import { newPart } from '../leg/new-part.ts'
import { type Bucket, type Part, partsWithin, patchParts, type Range } from '../leg/parts.ts'
import { overlaps } from '../leg/ranges.ts'
import { saveLegs } from '../leg/save-legs.ts'
import type { RecallDeps } from '../recall-deps.ts'
import { listLegsOfTransfers, rangesFromJson } from '../store/leg.ts'
import { readPartsOf } from '../store/part.ts'
import { returnedRanges } from '../store/returned.ts'
import { tombstones } from '../store/tombstone.ts'
import { findTransfers, type Transfer } from '../store/transfer.ts'
import { endRanges } from '../transfer/end-awaited.ts'
import type { AskMessage } from '../wire/messages.ts'
import { cameBackRanges } from './came-back.ts'

const DAY_HOURS = 24
/** Where an earlier attempt still has a hand on its offsets. */
const OPEN: readonly Bucket[] = ['awaited', 'held', 'onward', 'no_answer']

/** What is known here about the transfers that new asks are about. */
interface Known {
  readonly transfers: ReadonlyMap<string, Transfer>
  readonly stopped: ReadonlySet<string>
  /** Offsets that earlier attempts of this case still have open, by transfer. */
  readonly open: ReadonlyMap<string, readonly Range[]>
  readonly returned: ReadonlyMap<string, readonly Range[]>
  /** Attempts of this case, as `transfer number`. */
  readonly attempts: Set<string>
}

/** What became of new asks: the accepted ones as they stand now, and why the others are refused. */
export interface Acceptance {
  readonly accepted: Map<string, { readonly leg: Leg; readonly parts: readonly Part[] }>
  readonly refused: ReadonlyMap<string, RecallError>
}

/**
 * Accepts asks that were not known before, all of one case: the legs are placed and written together,
 * once each, with what was found.
 */
export async function acceptAsks(
  ctx: Ctx,
  deps: RecallDeps,
  input: { readonly neighbour: string; readonly asks: readonly AskMessage[] },
): Promise<Acceptance> {
  const refused = new Map<string, RecallError>()
  const accepted: Acceptance['accepted'] = new Map()
  if (input.asks.length === 0) return { accepted, refused }
  const known = await lookUp(ctx, input.asks)
  const placings: Placing[] = []
  for (const ask of input.asks) {
    const problem = checkNew(ctx, deps, known, { ...input, ask })
    if (problem) {
      refused.set(ask.leg, problem)
      continue
    }
    placings.push(newPlacing(assigneeLeg(ctx, deps, input.neighbour, ask), []))
  }
  const arrived = await Promise.all(placings.map(({ leg }) => partsAsArrived(ctx, known, leg)))
  for (const [at, placing] of placings.entries()) {
    placing.parts = await firstParts(ctx, known, placing.leg, arrived[at] ?? [])
  }
  await placeLegs(ctx, deps, placings)
  const saved = await saveLegs(ctx, placings, 'answered')
  for (const [at, leg] of saved.entries()) {
    await announce(ctx, leg)
    accepted.set(leg.legId, { leg, parts: placings[at]?.parts ?? [] })
  }
  return { accepted, refused }
}

async function lookUp(ctx: Ctx, asks: readonly AskMessage[]): Promise<Known> {
  const ids = [...new Set(asks.map((ask) => ask.transfer))]
  const caseId = asks[0]?.case.id
  const [legs, transfers, stopped, returned] = await Promise.all([
    listLegsOfTransfers(ctx, ids, 'assignee'),
    findTransfers(ctx, ids),
    tombstones(ctx, ids),
    returnedRanges(ctx, ids),
  ])
  const mine = legs.filter((leg) => leg.caseId === caseId)
  const parts = await readPartsOf(
    ctx,
    mine.map((leg) => leg.legId),
  )
  const open = new Map<string, Range[]>()
  for (const leg of mine) {
    const ranges = (parts.get(leg.legId) ?? []).filter((part) => OPEN.includes(part.bucket))
    const transferId = leg.transferId ?? ''
    open.set(transferId, [...(open.get(transferId) ?? []), ...ranges])
  }
  return {
    transfers,
    stopped,
    open,
    returned,
    attempts: new Set(mine.map((leg) => attemptOf(leg.neighbour, leg.transferId, leg.attempt))),
  }
}

function checkNew(
  ctx: Ctx,
  deps: RecallDeps,
  known: Known,
  input: { readonly neighbour: string; readonly ask: AskMessage },
): RecallError | undefined {
  const { ask, neighbour } = input
  const { policy } = deps
  const transfer = known.transfers.get(ask.transfer)
  const offsets = rangesFromJson(ask.offsets)
  if (transfer && (transfer.direction !== 'in' || transfer.neighbour !== neighbour)) {
    return { code: 'recall/contradiction' }
  }
  if (transfer && transfer.unit !== ask.unit) return { code: 'recall/contradiction' }
  const end = offsets.at(-1)
  if (transfer && end && end.lo + end.amount > transfer.amount) {
    return { code: 'recall/amount_mismatch' }
  }
  if (ask.hopsLeft > policy.hopsMax) return { code: 'recall/limit', limit: 'hops' }
  if (transfer && addHours(transfer.at, policy.ageDaysMax * DAY_HOURS) < ctx.now) {
    return { code: 'recall/limit', limit: 'age' }
  }
  if (BigInt(ask.amount) < policy.amountMin) return { code: 'recall/limit', limit: 'amount' }
  const attempt = attemptOf(neighbour, ask.transfer, ask.attempt)
  if (known.attempts.has(attempt)) return { code: 'recall/contradiction' }
  known.attempts.add(attempt)
  const open = known.open.get(ask.transfer) ?? []
  if (offsets.some((range) => open.some((other) => overlaps(range, other)))) {
    return { code: 'recall/attempt_open' }
  }
  return undefined
}

/** The offsets of a new leg where their transfer has put them, or nowhere yet. */
async function partsAsArrived(ctx: Ctx, known: Known, leg: Leg): Promise<Part[]> {
  const transferId = leg.transferId ?? ''
  return known.transfers.get(transferId)?.state === 'credited'
    ? await originsOfOffsets(ctx, transferId, leg.offsets)
    : leg.offsets.map((range) => newPart(range, undefined))
}

/** The offsets of a new leg, before anything of them has been looked for. */
async function firstParts(
  ctx: Ctx,
  known: Known,
  leg: Leg,
  arrived: readonly Part[],
): Promise<Part[]> {
  const transferId = leg.transferId ?? ''
  const stopped =
    known.stopped.has(transferId) || known.transfers.get(transferId)?.state === 'refused'
  let parts = [...arrived]
  if (leg.stance === 'withdrawn') return parts.map((part) => ({ ...part, bucket: 'released' }))
  // Refused for ever, under another claim or by the service: the sender has it again, or will.
  if (stopped) {
    const { offsets } = leg
    return await endRanges(ctx, { leg, parts, ranges: offsets, transferId })
  }
  const cameBack = arrived ? await cameBackRanges(ctx, leg, known.transfers.get(transferId)) : []
  for (const range of [...(known.returned.get(transferId) ?? []), ...cameBack]) {
    for (const piece of partsWithin(parts, range)) {
      parts = patchParts(parts, piece, () => ({ bucket: 'gone', reason: 'ARDT' }))
    }
  }
  for (const range of leg.letGo) {
    for (const piece of partsWithin(parts, range)) {
      if (piece.bucket !== 'awaited') continue
      parts = patchParts(parts, piece, () => ({ bucket: 'released' }))
    }
  }
  return parts
}

/** The spans that the arrived transfer became here, offset by offset. */
export async function originsOfOffsets(
  ctx: Ctx,
  transferId: string,
  offsets: readonly Range[],
): Promise<Part[]> {
  const first = offsets[0]
  const last = offsets.at(-1)
  assert(first && last, 'a leg asks about at least one offset')
  const pieces = await transferSpans(ctx, {
    transferId,
    direction: 'in',
    lo: first.lo,
    amount: amount(last.lo + last.amount - first.lo),
  })
  const all = pieces.map((piece) =>
    newPart(piece, { pocket: piece.span.pocketId, lo: piece.span.lo }),
  )
  return offsets.flatMap((range) => partsWithin(all, range))
}

function assigneeLeg(ctx: Ctx, deps: RecallDeps, neighbour: string, ask: AskMessage): Leg {
  const wished = new Date(ask.holdUntil)
  const longest = addHours(ctx.now, deps.policy.holdHours[ask.evidence])
  const leg = newLeg(
    {
      legId: ask.leg,
      role: 'assignee',
      caseId: ask.case.id,
      caseNumber: ask.case.number,
      neighbour,
      transferId: ask.transfer,
      attempt: ask.attempt,
      offsets: rangesFromJson(ask.offsets),
      unit: ask.unit,
      stance: ask.stance,
      reason: ask.reason,
      evidence: ask.evidence,
      // The asker may wish, but no hold outlives what our own rules give to this evidence.
      holdUntil: wished < longest ? wished : longest,
      answerDue: new Date(ask.answerDue),
      hopsLeft: ask.hopsLeft,
      renewals: ask.renewals,
      indemnity: ask.indemnity,
      openedAt: ctx.now,
      letGo: rangesFromJson(ask.letGo ?? []),
    },
    'held',
  )
  if (ask.stance !== 'confirmed') return leg
  return { ...leg, decisionDue: addHours(ctx.now, deps.policy.decisionHours) }
}

async function announce(ctx: Ctx, leg: Leg): Promise<void> {
  const { legId, caseId } = leg
  await ctx.enqueue({ kind: 'recall.expire_hold', data: { legId }, dueAt: leg.holdUntil })
  await ctx.emit({
    type: 'recall.leg_opened',
    data: {
      caseId,
      caseNumber: leg.caseNumber,
      legId,
      amount: String(leg.asked),
      assigner: leg.neighbour,
    },
  })
  if (leg.decisionDue) {
    await ctx.enqueue({ kind: 'recall.settle', data: { legId } })
    await ctx.enqueue({ kind: 'recall.decision_due', data: { legId }, dueAt: leg.decisionDue })
  }
}

function attemptOf(neighbour: string | null, transferId: string | null, attempt: number): string {
  return `${neighbour} ${transferId} ${attempt}`
}
