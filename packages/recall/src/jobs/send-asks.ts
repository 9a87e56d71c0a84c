import { type Ctx, inContext, lookUp, type Runtime } from '@modosu/kernel'
import { askOf } from '../ask/ask-of.ts'
import { noteRefusal } from '../ask/note-refusal.ts'
import type { Leg } from '../leg/leg.ts'
import { raiseAlarms } from '../measure/raise-alarm.ts'
import { type ReportAnswer, takeReports } from '../report/receive-reports.ts'
import { findLegs, listAsksToSend, lockCase, markHeard } from '../store/leg.ts'
import {
  ASK_TYP,
  ASKS_TYP,
  type AskMessage,
  asksAnswerSchema,
  type ReportMessage,
  reportSchema,
} from '../wire/messages.ts'
import { asksAtOnce, inChunks } from './chunks.ts'
import { say, sayOrProblem, type Wire } from './say.ts'

/** Rounds of one run: asks that change while they are sent are sent again. */
const ROUNDS_MAX = 100

/** What a neighbour said to one ask. */
type Answer = { leg: string } & ({ report: ReportMessage } | { problem: { code: string } })

/**
 * Sends every ask of a case that its neighbour has not answered, many in one message where the
 * neighbour understands that, and takes its reports from the answers.
 */
export async function sendAsks(
  runtime: Runtime,
  wire: Wire,
  to: { readonly caseId: string; readonly neighbour: string },
): Promise<void> {
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const legs = await lookUp(runtime, (ctx) => listAsksToSend(ctx, to))
    if (legs.length === 0) return
    const atOnce = legs.length === 1 ? 1 : await asksAtOnce(runtime, wire, to.neighbour)
    let changed = false
    for (const chunk of inChunks(legs, atOnce, (leg) => JSON.stringify(askOf(leg)).length)) {
      const answers = await ask(runtime, wire, to.neighbour, chunk)
      if (await takeAnswers(runtime, to, chunk, answers)) changed = true
    }
    // A leg that was opened meanwhile has a job of its own.
    if (!changed) return
  }
}

async function ask(
  runtime: Runtime,
  wire: Wire,
  neighbour: string,
  legs: readonly Leg[],
): Promise<Answer[]> {
  const asks: AskMessage[] = legs.map(askOf)
  const [only] = asks
  if (only && asks.length === 1) return [await askOne(runtime, wire, neighbour, only)]
  const value = await say(runtime, wire, {
    to: neighbour,
    path: '/recall/v1/asks',
    typ: ASKS_TYP,
    msg: { asks },
  })
  return asksAnswerSchema.parse(value).answers
}

async function askOne(
  runtime: Runtime,
  wire: Wire,
  neighbour: string,
  msg: AskMessage,
): Promise<Answer> {
  const said = await sayOrProblem(runtime, wire, {
    to: neighbour,
    path: `/recall/v1/legs/${msg.leg}/ask`,
    typ: ASK_TYP,
    msg,
  })
  return said.ok
    ? { leg: msg.leg, report: reportSchema.strict().parse(said.value) }
    : { leg: msg.leg, problem: said.problem }
}

/**
 * Believes what it may, and shows what cannot be: the ask counts as heard either way. True when one of
 * the asks has changed since it was sent.
 */
async function takeAnswers(
  runtime: Runtime,
  { caseId, neighbour }: { readonly caseId: string; readonly neighbour: string },
  legs: readonly Leg[],
  answers: readonly Answer[],
): Promise<boolean> {
  const answered = new Set(answers.map((answer) => answer.leg))
  const silent = legs.find((leg) => !answered.has(leg.legId))
  if (silent) throw new Error(`${neighbour} says nothing of leg ${silent.legId}`)
  const versions = new Map(legs.map((leg) => [leg.legId, leg.askVersion]))
  const offences: { neighbour: string; code: string; subject: string }[] = []
  const { taken, changed } = await inContext(runtime, async (ctx) => {
    const [, now] = await Promise.all([lockCase(ctx, caseId), findLegs(ctx, [...versions.keys()])])
    const reports: ReportMessage[] = []
    for (const answer of answers) {
      if (!versions.has(answer.leg)) continue
      if ('report' in answer) reports.push(answer.report)
      else {
        offences.push({ neighbour, code: answer.problem.code, subject: answer.leg })
        await noteRefusal(ctx, { legId: answer.leg, problem: answer.problem })
      }
    }
    const taken = await takeReports(ctx, { neighbour, reports }, asHeard(now, versions))
    await markOthersHeard(ctx, versions, taken, now)
    const changed = [...now.values()].some((leg) => leg.askVersion > (versions.get(leg.legId) ?? 0))
    return { taken, changed }
  })
  for (const answer of taken) {
    if ('problem' in answer) {
      offences.push({ neighbour, code: answer.problem.code, subject: answer.leg })
    }
  }
  await raiseAlarms(runtime, offences)
  return changed
}

/** These legs once the neighbour has heard the asks that were sent. */
function asHeard(
  legs: ReadonlyMap<string, Leg>,
  versions: ReadonlyMap<string, number>,
): Map<string, Leg> {
  return new Map(
    [...legs].map(([legId, leg]) => {
      const askHeard = Math.max(leg.askHeard, versions.get(legId) ?? 0)
      return [legId, { ...leg, askHeard }]
    }),
  )
}

/** What was answered with nothing new has been heard too; the others were written with their reports. */
async function markOthersHeard(
  ctx: Ctx,
  versions: ReadonlyMap<string, number>,
  taken: readonly ReportAnswer[],
  legs: ReadonlyMap<string, Leg>,
): Promise<void> {
  const written = new Set(
    taken.flatMap((one) =>
      'revision' in one && one.revision > (legs.get(one.leg)?.revision ?? 0) ? [one.leg] : [],
    ),
  )
  const others = [...versions].filter(([legId]) => !written.has(legId))
  if (others.length === 0) return
  await markHeard(
    ctx,
    'ask',
    others.map(([legId, version]) => ({ legId, version })),
  )
}
