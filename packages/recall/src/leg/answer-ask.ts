import { addHours, amount, type Ctx, ok, type Result, refuse } from '@modosu/kernel'
import { transferSpans } from '@modosu/ledger'
import { awaitedPart } from '../claim/open-claim.ts'
import type { RecallError } from '../errors.ts'
import type { RecallDeps } from '../recall-deps.ts'
import { findLeg, insertLeg, lockCase, rangesFromJson, rangesToJson } from '../store/leg.ts'
import { readParts } from '../store/part.ts'
import { findTransfer } from '../store/transfer.ts'
import type { AskMessage, ReportMessage } from '../wire/messages.ts'
import { changeStance } from './change-stance.ts'
import type { Leg } from './leg.ts'
import type { Part, Range } from './parts.ts'
import { placeParts } from './place-parts.ts'
import { reportOf } from './report-of.ts'
import { saveLeg } from './save-leg.ts'

/**
 * A neighbour asks about a transfer: the hold is placed before the answer, which is the report as
 * it then is. The same or an older ask again changes nothing. A claim may come before its transfer;
 * then everything is awaited and will be caught on arrival.
 *
 * Refusals in order: recall/offsets_overlap, recall/amount_mismatch (422), recall/contradiction
 * when an immutable field differs or the transfer is another neighbour's (409), recall/limit.
 */
export async function answerAsk(
  ctx: Ctx,
  deps: RecallDeps,
  input: { readonly neighbour: string; readonly msg: AskMessage },
): Promise<Result<ReportMessage, RecallError>> {
  const { msg, neighbour } = input
  const offsets = rangesFromJson(msg.offsets)
  if (!inOrder(offsets)) return refuse({ code: 'recall/offsets_overlap' })
  const total = offsets.reduce((sum, range) => sum + range.amount, 0n)
  if (total !== BigInt(msg.amount)) return refuse({ code: 'recall/amount_mismatch' })
  await lockCase(ctx, msg.case.id)
  const known = await findLeg(ctx, msg.leg)
  if (known) {
    if (!sameClaim(known, neighbour, msg)) return refuse({ code: 'recall/contradiction' })
    const next = await changeStance(ctx, deps, known, {
      stance: msg.stance,
      evidence: msg.evidence,
      holdUntil: boundHold(ctx, deps, msg),
    })
    return ok(reportOf(ctx, next, await readParts(ctx, next.legId)))
  }
  if (msg.hopsLeft > deps.policy.hopsMax) return refuse({ code: 'recall/limit', limit: 'hops' })
  return await acceptAsk(ctx, deps, { neighbour, msg, offsets })
}

async function acceptAsk(
  ctx: Ctx,
  deps: RecallDeps,
  input: { neighbour: string; msg: AskMessage; offsets: readonly Range[] },
): Promise<Result<ReportMessage, RecallError>> {
  const { msg, neighbour, offsets } = input
  const transfer = await findTransfer(ctx, msg.transfer)
  if (transfer && (transfer.direction !== 'in' || transfer.neighbour !== neighbour)) {
    return refuse({ code: 'recall/contradiction' })
  }
  const end = offsets.at(-1)
  if (transfer && end && end.lo + end.amount > transfer.amount) {
    return refuse({ code: 'recall/amount_mismatch' })
  }
  const leg = assigneeLeg(ctx, deps, input)
  await insertLeg(ctx, leg)
  const arrived = transfer?.state === 'credited'
  let parts: Part[] = arrived
    ? await originsOfOffsets(ctx, msg.transfer, offsets)
    : offsets.map((range) => awaitedPart(range.lo, range.amount, undefined))
  if (msg.stance === 'withdrawn' || transfer?.state === 'refused') {
    parts = parts.map((part) => ({ ...part, bucket: 'released' }))
  } else if (arrived) {
    parts = await placeParts(ctx, deps, leg, parts)
  }
  await ctx.enqueue({
    kind: 'recall.expire_hold',
    data: { legId: leg.legId },
    dueAt: leg.holdUntil,
  })
  const saved = await saveLeg(ctx, leg, parts)
  await ctx.emit({
    type: 'recall.leg_opened',
    data: {
      caseId: leg.caseId,
      caseNumber: leg.caseNumber,
      legId: leg.legId,
      amount: String(leg.asked),
      assigner: neighbour,
    },
  })
  if (leg.stance === 'confirmed') {
    await ctx.enqueue({ kind: 'recall.settle', data: { legId: leg.legId } })
  }
  return ok(reportOf(ctx, saved, parts))
}

/** The spans that the arrived transfer became here, offset by offset. */
export async function originsOfOffsets(
  ctx: Ctx,
  transferId: string,
  offsets: readonly Range[],
): Promise<Part[]> {
  const parts: Part[] = []
  for (const range of offsets) {
    const pieces = await transferSpans(ctx, {
      transferId,
      direction: 'in',
      lo: range.lo,
      amount: range.amount,
    })
    for (const piece of pieces) {
      parts.push(
        awaitedPart(piece.lo, piece.amount, { pocket: piece.span.pocketId, lo: piece.span.lo }),
      )
    }
  }
  return parts
}

function assigneeLeg(
  ctx: Ctx,
  deps: RecallDeps,
  input: { neighbour: string; msg: AskMessage; offsets: readonly Range[] },
): Leg {
  const { msg } = input
  const asked = amount(BigInt(msg.amount))
  const none = amount(0n)
  return {
    legId: msg.leg,
    role: 'assignee',
    caseId: msg.case.id,
    caseNumber: msg.case.number,
    neighbour: input.neighbour,
    parentLegId: null,
    owner: null,
    transferId: msg.transfer,
    attempt: msg.attempt,
    offsets: input.offsets,
    unit: msg.unit,
    asked,
    stance: msg.stance,
    reason: msg.reason,
    evidence: msg.evidence,
    holdUntil: boundHold(ctx, deps, msg),
    answerDue: new Date(msg.answerDue),
    hopsLeft: msg.hopsLeft,
    revision: 0,
    amounts: { held: asked, onward: none, gone: none, returned: none, released: none },
    report: null,
    usableAt: null,
    openedAt: ctx.now,
    settledAt: null,
  }
}

/** The asker may wish, but no hold outlives what our own rules give to this evidence. */
function boundHold(ctx: Ctx, deps: RecallDeps, msg: AskMessage): Date {
  const wished = new Date(msg.holdUntil)
  const longest = addHours(ctx.now, deps.policy.holdHours[msg.evidence])
  return wished < longest ? wished : longest
}

function sameClaim(leg: Leg, neighbour: string, msg: AskMessage): boolean {
  return (
    leg.role === 'assignee' &&
    leg.neighbour === neighbour &&
    leg.caseId === msg.case.id &&
    leg.caseNumber === msg.case.number &&
    leg.transferId === msg.transfer &&
    leg.attempt === msg.attempt &&
    leg.unit === msg.unit &&
    JSON.stringify(rangesToJson(leg.offsets)) === JSON.stringify(msg.offsets)
  )
}

function inOrder(ranges: readonly Range[]): boolean {
  return ranges.every((range, i) => {
    const before = ranges[i - 1]
    return range.amount > 0n && (!before || before.lo + before.amount <= range.lo)
  })
}
