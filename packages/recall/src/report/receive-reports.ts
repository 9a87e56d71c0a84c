import { amount, assert, type Ctx, ok, type Result, refuse } from '@modosu/kernel'
import type { RecallError } from '../errors.ts'
import type { Beyond, Leg } from '../leg/leg.ts'
import type { BucketAmounts } from '../leg/parts.ts'
import { saveLegs } from '../leg/save-legs.ts'
import { findLegs, lockCases, rangesFromJson } from '../store/leg.ts'
import { readPartsOf } from '../store/part.ts'
import type { ReportMessage, ToldBucket } from '../wire/messages.ts'
import { applyReports } from './apply-reports.ts'
import { checkReport } from './check-report.ts'

/** What one of many reports is answered with. */
export type ReportAnswer = { leg: string } & (
  | { readonly revision: number }
  | { readonly problem: RecallError }
)

/**
 * Takes over what a neighbour says about the value that we asked for. Words move no value: a report
 * that says "returned" changes nothing until the return transfer is here. Older revisions change
 * nothing; a report that breaks the identity or takes back a word is refused, and the others of the
 * message count.
 *
 * Refusals of a report in order: recall/unknown_leg, recall/amount_mismatch, recall/contradiction.
 */
export async function receiveReports(
  ctx: Ctx,
  input: { readonly neighbour: string; readonly reports: readonly ReportMessage[] },
): Promise<ReportAnswer[]> {
  const ids = input.reports.map((report) => report.leg)
  const seen = await findLegs(ctx, ids)
  await lockCases(
    ctx,
    [...seen.values()].map((leg) => leg.caseId),
  )
  return await takeReports(ctx, input, await findLegs(ctx, ids))
}

/** Takes over reports about these legs, as they stand now that their cases are locked. */
export async function takeReports(
  ctx: Ctx,
  input: { readonly neighbour: string; readonly reports: readonly ReportMessage[] },
  legs: ReadonlyMap<string, Leg>,
): Promise<ReportAnswer[]> {
  const answers: ReportAnswer[] = []
  const accepted = new Map<string, ReportMessage>()
  for (const report of input.reports) {
    const leg = legs.get(report.leg)
    const problem = checkReport(leg, input.neighbour, report)
    if (problem) {
      answers.push({ leg: report.leg, problem })
      continue
    }
    assert(leg, 'a report that was checked is about a leg')
    const newest = accepted.get(leg.legId)?.revision ?? leg.revision
    if (report.revision > newest) accepted.set(leg.legId, report)
    answers.push({ leg: leg.legId, revision: Math.max(report.revision, newest) })
  }
  await takeOver(ctx, legs, accepted)
  return answers
}

/** One report by itself. */
export async function receiveReport(
  ctx: Ctx,
  input: { readonly neighbour: string; readonly msg: ReportMessage },
): Promise<Result<{ revision: number }, RecallError>> {
  const { neighbour, msg } = input
  const [answer] = await receiveReports(ctx, { neighbour, reports: [msg] })
  assert(answer, 'a report is answered')
  return 'problem' in answer ? refuse(answer.problem) : ok({ revision: answer.revision })
}

async function takeOver(
  ctx: Ctx,
  legs: ReadonlyMap<string, Leg>,
  accepted: ReadonlyMap<string, ReportMessage>,
): Promise<void> {
  const children: Leg[] = []
  for (const [legId, report] of accepted) {
    const leg = legs.get(legId)
    assert(leg, 'a report that was accepted is about a leg')
    const amounts = amountsOf(report)
    const isOpen = amounts.held + amounts.onward + totalOf(report, 'noAnswer') > 0n
    children.push({
      ...leg,
      amounts,
      beyond: beyondOf(report),
      revision: report.revision,
      report,
      refusedBy: null,
      settledAt: isOpen ? null : (leg.settledAt ?? ctx.now),
    })
  }
  const parentIds = [...new Set(children.map((child) => child.parentLegId ?? ''))]
  const [parents, parts] = await Promise.all([
    findLegs(ctx, parentIds),
    readPartsOf(ctx, parentIds),
  ])
  const savings = [...parents.values()].map((leg) => {
    const before = parts.get(leg.legId) ?? []
    return { leg, before, parts: applyReports(before, accepted) }
  })
  await saveLegs(ctx, savings, 'by_message', children)
}

function totalOf(report: ReportMessage, ...buckets: ToldBucket[]): bigint {
  return buckets
    .flatMap((bucket) => rangesFromJson(report.offsets[bucket]))
    .reduce((total, range) => total + range.amount, 0n)
}

function beyondOf({ beyond }: ReportMessage): Beyond {
  return {
    held: amount(BigInt(beyond.held)),
    returned: amount(BigInt(beyond.returned)),
    gone: amount(BigInt(beyond.gone)),
  }
}

function amountsOf(report: ReportMessage): BucketAmounts {
  return {
    held: amount(totalOf(report, 'held', 'awaited')),
    onward: amount(totalOf(report, 'onward')),
    gone: amount(totalOf(report, 'gone', 'noAnswer')),
    returned: amount(totalOf(report, 'returned')),
    released: amount(totalOf(report, 'released')),
  }
}
