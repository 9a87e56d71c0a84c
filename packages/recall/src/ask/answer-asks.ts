import { assert, type Ctx, ok, type Result, refuse } from '@modosu/kernel'
import type { RecallError } from '../errors.ts'
import type { Leg } from '../leg/leg.ts'
import type { Range } from '../leg/parts.ts'
import { subtract } from '../leg/ranges.ts'
import type { RecallDeps } from '../recall-deps.ts'
import { reportOf } from '../report/report-of.ts'
import { appealsOf } from '../store/appeal.ts'
import { findLegs, lockCase, rangesFromJson, rangesToJson } from '../store/leg.ts'
import { readPartsOf } from '../store/part.ts'
import { lockTransfers } from '../store/transfer.ts'
import type { AskMessage, ReportMessage } from '../wire/messages.ts'
import { type Acceptance, acceptAsks } from './accept-asks.ts'
import { type AskRegister, changeAsk } from './change-ask.ts'

/** What one of many asks is answered with. */
export type AskAnswer = { leg: string } & (
  | { readonly report: ReportMessage }
  | { readonly problem: RecallError }
)

/**
 * A neighbour asks about transfers, all for one case: every hold is placed before the answer, which
 * is each report as it then is. The same or an older ask again changes nothing. A claim may come
 * before its transfer; then everything is awaited and will be caught on arrival. An ask that is
 * refused has no effect, and the others of the message have theirs.
 *
 * Refusals of the message: recall/malformed (several cases, or one leg twice). Refusals of an ask in
 * order: recall/offsets_overlap, recall/amount_mismatch, recall/evidence_missing, recall/contradiction
 * when an immutable field differs or the transfer is another neighbour's, recall/limit,
 * recall/attempt_open.
 */
export async function answerAsks(
  ctx: Ctx,
  deps: RecallDeps,
  input: { readonly neighbour: string; readonly asks: readonly AskMessage[] },
): Promise<Result<AskAnswer[], RecallError>> {
  const { asks, neighbour } = input
  const caseId = asks[0]?.case.id ?? ''
  const ids = new Set(asks.map((ask) => ask.leg))
  if (asks.some((ask) => ask.case.id !== caseId) || ids.size !== asks.length) {
    const errors = [{ pointer: '/msg/asks', reason: 'must be of one case, each leg once' }]
    return refuse({ code: 'recall/malformed', errors })
  }
  const transferIds = asks.map((ask) => ask.transfer)
  const [, , known] = await Promise.all([
    // A transfer that arrives at this moment waits here, and then finds the trap that is set for it.
    lockTransfers(ctx, transferIds),
    lockCase(ctx, caseId),
    findLegs(ctx, [...ids]),
  ])
  const problems = new Map<string, RecallError>()
  const fresh: AskMessage[] = []
  for (const ask of asks) {
    const leg = known.get(ask.leg)
    const problem = checkAsk(ask) ?? (leg && checkSame(leg, neighbour, ask))
    if (problem) problems.set(ask.leg, problem)
    else if (leg) await changeAsk(ctx, deps, leg, registerOf(ask))
    else fresh.push(ask)
  }
  const { accepted, refused } = await acceptAsks(ctx, deps, { neighbour, asks: fresh })
  for (const [legId, problem] of refused) problems.set(legId, problem)
  const answered = asks.map((ask) => ask.leg).filter((legId) => !problems.has(legId))
  const reports = await reportsOf(ctx, answered, accepted)
  return ok(
    asks.map(({ leg }): AskAnswer => {
      const problem = problems.get(leg)
      if (problem) return { leg, problem }
      const report = reports.get(leg)
      assert(report, `leg ${leg} was accepted`)
      return { leg, report }
    }),
  )
}

/** One ask by itself. Refusals: those of an ask in {@link answerAsks}. */
export async function answerAsk(
  ctx: Ctx,
  deps: RecallDeps,
  input: { readonly neighbour: string; readonly msg: AskMessage },
): Promise<Result<ReportMessage, RecallError>> {
  const { neighbour, msg } = input
  const answers = await answerAsks(ctx, deps, { neighbour, asks: [msg] })
  if (!answers.ok) return answers
  const [answer] = answers.value
  if (!answer) throw new Error('an ask is answered')
  return 'report' in answer ? ok(answer.report) : refuse(answer.problem)
}

/** The reports of these legs; only those that were known before are read again. */
async function reportsOf(
  ctx: Ctx,
  legIds: readonly string[],
  accepted: Acceptance['accepted'],
): Promise<Map<string, ReportMessage>> {
  const reports = new Map<string, ReportMessage>()
  for (const { leg, parts } of accepted.values()) {
    reports.set(leg.legId, reportOf(ctx, leg, parts))
  }
  const before = legIds.filter((legId) => !accepted.has(legId))
  if (before.length === 0) return reports
  const [legs, parts, appeals] = await Promise.all([
    findLegs(ctx, before),
    readPartsOf(ctx, before),
    appealsOf(ctx, before),
  ])
  for (const [legId, leg] of legs) {
    const appeal = appeals.get(legId) ?? null
    reports.set(legId, reportOf(ctx, leg, parts.get(legId) ?? [], appeal))
  }
  return reports
}

function registerOf(ask: AskMessage): AskRegister {
  const { stance, evidence, renewals } = ask
  const letGo = rangesFromJson(ask.letGo ?? [])
  return { stance, evidence, renewals, letGo, holdUntil: new Date(ask.holdUntil) }
}

function checkAsk(ask: AskMessage): RecallError | undefined {
  const offsets = rangesFromOrder(ask.offsets)
  if (!offsets) return { code: 'recall/offsets_overlap' }
  const total = offsets.reduce((sum, range) => sum + range.amount, 0n)
  if (total !== BigInt(ask.amount)) return { code: 'recall/amount_mismatch' }
  const letGo = rangesFromOrder(ask.letGo ?? [])
  if (!letGo) return { code: 'recall/offsets_overlap' }
  if (subtract(letGo, offsets).length > 0) return { code: 'recall/amount_mismatch' }
  // Evidence of sessions and devices comes before any return: a press alone only freezes.
  if (ask.stance === 'confirmed' && ask.evidence === 'press') {
    return { code: 'recall/evidence_missing' }
  }
  return undefined
}

/** Ranges that are in order, not empty and do not overlap; `undefined` for any others. */
function rangesFromOrder(json: AskMessage['offsets']): Range[] | undefined {
  if (json.some(([lo, hi]) => BigInt(lo) >= BigInt(hi))) return undefined
  const ranges = rangesFromJson(json)
  const isInOrder = ranges.every((range, i) => {
    const before = ranges[i - 1]
    return !before || before.lo + before.amount <= range.lo
  })
  return isInOrder ? ranges : undefined
}

function checkSame(leg: Leg, neighbour: string, ask: AskMessage): RecallError | undefined {
  const same =
    leg.role === 'assignee' &&
    leg.neighbour === neighbour &&
    leg.caseId === ask.case.id &&
    leg.caseNumber === ask.case.number &&
    leg.transferId === ask.transfer &&
    leg.attempt === ask.attempt &&
    leg.unit === ask.unit &&
    leg.reason === ask.reason &&
    JSON.stringify(rangesToJson(leg.offsets)) === JSON.stringify(ask.offsets)
  return same ? undefined : { code: 'recall/contradiction' }
}
