import { inContext, type Runtime } from '@modosu/kernel'
import { raiseAlarms } from '../measure/raise-alarm.ts'
import { reportOf } from '../report/report-of.ts'
import { appealsOf } from '../store/appeal.ts'
import { listReportsToSend, markHeard } from '../store/leg.ts'
import { readPartsOf } from '../store/part.ts'
import {
  REPORT_TYP,
  REPORTS_TYP,
  type ReportMessage,
  reportsAnswerSchema,
} from '../wire/messages.ts'
import { asksAtOnce, inChunks } from './chunks.ts'
import { say, sayOrProblem, type Wire } from './say.ts'

/** Rounds of one run: legs that change while they are told are told again. */
const ROUNDS_MAX = 100

/** Tells a neighbour every report of a case that it has not heard, many in one message. */
export async function sendReports(
  runtime: Runtime,
  wire: Wire,
  to: { readonly caseId: string; readonly neighbour: string },
): Promise<void> {
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const reports = await inContext(runtime, async (ctx) => {
      const legs = await listReportsToSend(ctx, to)
      const ids = legs.map((leg) => leg.legId)
      const parts = await readPartsOf(ctx, ids)
      const appeals = await appealsOf(ctx, ids)
      return legs.map((leg) =>
        reportOf(ctx, leg, parts.get(leg.legId) ?? [], appeals.get(leg.legId) ?? null),
      )
    })
    if (reports.length === 0) return
    const atOnce = reports.length === 1 ? 1 : await asksAtOnce(runtime, wire, to.neighbour)
    for (const chunk of inChunks(reports, atOnce, (one) => JSON.stringify(one).length)) {
      await tell(runtime, wire, to.neighbour, chunk)
    }
  }
}

async function tell(
  runtime: Runtime,
  wire: Wire,
  neighbour: string,
  reports: readonly ReportMessage[],
): Promise<void> {
  const problems = await answersTo(runtime, wire, neighbour, reports)
  await inContext(runtime, (ctx) =>
    markHeard(
      ctx,
      'report',
      reports.map((report) => ({ legId: report.leg, version: report.revision })),
    ),
  )
  await raiseAlarms(
    runtime,
    problems.map(({ leg, code }) => ({ neighbour, code, subject: leg })),
  )
}

/** What the neighbour would not take; it has heard everything. */
async function answersTo(
  runtime: Runtime,
  wire: Wire,
  neighbour: string,
  reports: readonly ReportMessage[],
): Promise<{ leg: string; code: string }[]> {
  const [only] = reports
  if (only && reports.length === 1) {
    const said = await sayOrProblem(runtime, wire, {
      to: neighbour,
      path: `/recall/v1/legs/${only.leg}/report`,
      typ: REPORT_TYP,
      msg: only,
    })
    return said.ok ? [] : [{ leg: only.leg, code: said.problem.code }]
  }
  const value = await say(runtime, wire, {
    to: neighbour,
    path: '/recall/v1/reports',
    typ: REPORTS_TYP,
    msg: { reports },
  })
  return reportsAnswerSchema
    .parse(value)
    .answers.flatMap((answer) =>
      'problem' in answer ? [{ leg: answer.leg, code: answer.problem.code }] : [],
    )
}
