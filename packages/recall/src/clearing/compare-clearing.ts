import { addHours, inContext, makeId, type Runtime } from '@modosu/kernel'
import { compareStatements } from '@modosu/ledger'
import type { Wire } from '../jobs/say.ts'
import { insertAlarmOnce } from '../store/alarm.ts'
import { comparedBefore, setCompared } from '../store/clearing.ts'
import { STATEMENT_TYP, type StatementMessage, statementSchema } from '../wire/clearing-messages.ts'
import { digestOf, endingBefore, linesFromJson, type Statement, statementOf } from './statement.ts'

/** Transfers this young are left to the next night: the clocks of two companies differ. */
const YOUNG_HOURS = 1
/** Statements of one night: two million transfers. */
const ROUNDS_MAX = 1_000
/** Differences of one statement that are shown one by one. */
const ALARMS_MAX = 20
/** Before every transfer. */
const BEGINNING = 'tr_'
/** A name begins with its time. */
const TIME_LENGTH = 'tr_'.length + 10
const DIFFERS = 'recall/clearing_differs'

/**
 * Compares our clearing accounts of a neighbour with what it says of them, from where the last
 * comparison ended: sums and a digest, and transfer by transfer where these differ. A difference is
 * shown to the desk, each transfer once; the neighbour finds the same on its side. Nothing is booked
 * by that. A neighbour that does not answer is asked the next night, from the same place on.
 */
export async function compareClearing(
  runtime: Runtime,
  wire: Wire,
  input: { readonly neighbour: string },
): Promise<void> {
  const { neighbour } = input
  if (!(neighbour in wire.deps.neighbours.neighbours)) return
  const cut = makeId('tr', addHours(runtime.clock.now(), -YOUNG_HOURS), runtime.randomBytes)
  const end = cut.slice(0, TIME_LENGTH)
  let from = await inContext(runtime, (ctx) => comparedBefore(ctx, neighbour))
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const next = await compareFrom(runtime, wire, { neighbour, from: from ?? BEGINNING, end })
    if (next === undefined || next === from || next >= end) return
    from = next
  }
}

/** One statement. Where the next one begins, or `undefined` when the neighbour said nothing. */
async function compareFrom(
  runtime: Runtime,
  wire: Wire,
  part: { neighbour: string; from: string; end: string },
): Promise<string | undefined> {
  const { neighbour, from, end } = part
  if (from >= end) return undefined
  const ours = await inContext(runtime, (ctx) => statementOf(ctx, { neighbour, from, before: end }))
  if (ours.before <= from) return undefined
  const question = { neighbour, from, before: ours.before }
  const said = await askStatement(runtime, wire, { ...question, lines: false })
  if (!said) return undefined
  const mine = endingBefore(ours, said.before)
  const us = wire.deps.neighbours.company
  if (digestOf(mine, { us, neighbour }) === said.digest) {
    await inContext(runtime, (ctx) => setCompared(ctx, neighbour, mine.before))
    return mine.before
  }
  const told = await askStatement(runtime, wire, { ...question, before: mine.before, lines: true })
  if (!told?.lines || told.before < mine.before) return undefined
  await noteDifferences(runtime, neighbour, mine, linesFromJson(told.lines))
  return mine.before
}

async function askStatement(
  runtime: Runtime,
  wire: Wire,
  question: { neighbour: string; from: string; before: string; lines: boolean },
): Promise<StatementMessage | undefined> {
  const { neighbour, ...msg } = question
  const outcome = await wire.call(runtime, wire.deps.neighbours, {
    to: neighbour,
    method: 'get',
    path: '/clearing/v1/statement',
    typ: STATEMENT_TYP,
    msg,
  })
  const parsed = outcome.ok ? statementSchema.safeParse(outcome.value) : undefined
  // What ends elsewhere than it was asked about is no answer to this.
  const fits = parsed?.success && parsed.data.before <= msg.before && parsed.data.before >= msg.from
  if (fits) return parsed.data
  runtime.log.warn({ neighbour }, 'a neighbour does not say what stands in its clearing accounts')
  return undefined
}

async function noteDifferences(
  runtime: Runtime,
  neighbour: string,
  ours: Statement,
  theirs: Statement['lines'],
): Promise<void> {
  const { underWay, notArrived, different, unexplained } = compareStatements(ours.lines, theirs)
  const lines = [...underWay, ...notArrived, ...unexplained, ...different.map((one) => one.ours)]
  const subjects = [...new Set(lines.map((line) => line.transferId))].sort().slice(0, ALARMS_MAX)
  await inContext(runtime, async (ctx) => {
    for (const subject of subjects) {
      await insertAlarmOnce(ctx, { neighbour, code: DIFFERS, subject, caseId: null })
    }
    await setCompared(ctx, neighbour, ours.before)
  })
}
