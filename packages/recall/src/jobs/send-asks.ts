import { inContext, type Runtime } from '@modosu/kernel'
import { askOf } from '../ask/ask-of.ts'
import { noteRefusal } from '../ask/note-refusal.ts'
import type { Leg } from '../leg/leg.ts'
import { raiseAlarms } from '../measure/raise-alarm.ts'
import { type ReportAnswer, receiveReports } from '../report/receive-reports.ts'
import { listAsksToSend, markHeard } from '../store/leg.ts'
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
    const legs = await inContext(runtime, (ctx) => listAsksToSend(ctx, to))
    if (legs.length === 0) return
    const atOnce = legs.length === 1 ? 1 : await asksAtOnce(runtime, wire, to.neighbour)
    for (const chunk of inChunks(legs, atOnce, (leg) => JSON.stringify(askOf(leg)).length)) {
      const answers = await ask(runtime, wire, to.neighbour, chunk)
      await takeAnswers(runtime, to.neighbour, chunk, answers)
    }
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

/** Believes what it may, and shows what cannot be: the ask counts as heard either way. */
async function takeAnswers(
  runtime: Runtime,
  neighbour: string,
  legs: readonly Leg[],
  answers: readonly Answer[],
): Promise<void> {
  const answered = new Set(answers.map((answer) => answer.leg))
  const silent = legs.find((leg) => !answered.has(leg.legId))
  if (silent) throw new Error(`${neighbour} says nothing of leg ${silent.legId}`)
  const versions = new Map(legs.map((leg) => [leg.legId, leg.askVersion]))
  const offences: { neighbour: string; code: string; subject: string }[] = []
  const taken = await inContext(runtime, async (ctx): Promise<ReportAnswer[]> => {
    const reports: ReportMessage[] = []
    for (const answer of answers) {
      const version = versions.get(answer.leg)
      if (version === undefined) continue
      if ('report' in answer) reports.push(answer.report)
      else {
        offences.push({ neighbour, code: answer.problem.code, subject: answer.leg })
        await noteRefusal(ctx, { legId: answer.leg, problem: answer.problem })
      }
    }
    const received = await receiveReports(ctx, { neighbour, reports })
    const heard = [...versions].map(([legId, version]) => ({ legId, version }))
    await markHeard(ctx, 'ask', heard)
    return received
  })
  for (const answer of taken) {
    if ('problem' in answer) {
      offences.push({ neighbour, code: answer.problem.code, subject: answer.leg })
    }
  }
  await raiseAlarms(runtime, offences)
}
