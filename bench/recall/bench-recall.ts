import { join } from 'node:path'
import { round } from './figures.ts'
import { keepHistory } from './kept-histories.ts'
import { measureLatency, measurePresses, measureSplit } from './measure-presses.ts'
import { measureTraceGrowth } from './measure-trace.ts'
import { type Figures, printFigures } from './print-figures.ts'
import { CHAIN, createDatabases, openServer, openWorld } from './world.ts'

interface Plan {
  /** Transfers that are in the ledger of the company where the button is pressed. */
  readonly history: number
  readonly neighbourPresses: number
  readonly farPresses: number
  readonly presses: number
  readonly split: number
  readonly traces: readonly number[]
}

const PLAN_FULL: Plan = {
  history: 1_000_000,
  neighbourPresses: 300,
  farPresses: 200,
  presses: 2_000,
  split: 500,
  traces: [100_000, 10_000_000],
}

/** The same within 50 seconds: less history, fewer presses, and it says so. */
const PLAN_QUICK: Plan = {
  history: 30_000,
  neighbourPresses: 50,
  farPresses: 25,
  presses: 240,
  split: 500,
  traces: [6_000, 60_000],
}

/** Presses that are not counted: connections and plans are made by the first ones. */
const WARM_UP = 8

const json = process.argv.includes('--json')
const plan = process.argv.includes('--quick') ? PLAN_QUICK : PLAN_FULL
const only = process.argv.find((one) => one.startsWith('--only='))?.slice('--only='.length)
const wants = (name: string) => only === undefined || only.split(',').includes(name)
const began = performance.now()
const say = (line: string) => {
  const seconds = ((performance.now() - began) / 1_000).toFixed(1).padStart(6)
  process.stderr.write(`${seconds} s  ${line}\n`)
}

const figures = await bench()
if (json) process.stdout.write(`${JSON.stringify(figures, null, 2)}\n`)
else printFigures(figures)

async function bench(): Promise<Figures> {
  const dataDir = join(import.meta.dirname, '../../.tmp/bench-recall')
  const server = await openServer(dataDir, process.argv.includes('--fresh'))
  try {
    const history = await keepHistory(server, plan.history)
    const configs = await createDatabases(server, history)
    say(`${plan.history} transfers of history at ${CHAIN[0]}`)
    const presses = await benchPresses(configs)
    const traceGrowth = wants('trace')
      ? await measureTraceGrowth(server, plan.traces, say)
      : Number.NaN
    return { ...presses, traceGrowth: round(traceGrowth) }
  } finally {
    await server.stop()
  }
}

async function benchPresses(
  configs: Parameters<typeof openWorld>[0],
): Promise<Omit<Figures, 'traceGrowth'>> {
  const world = await openWorld(configs)
  try {
    const none = { p50Ms: Number.NaN, p99Ms: Number.NaN, perSecond: Number.NaN }
    await measureLatency(world, WARM_UP, 3)
    say('companies are up and warm')
    const near = wants('near') ? await measureLatency(world, plan.neighbourPresses, 1) : none
    say(`neighbour: p50 ${round(near.p50Ms)} ms, p99 ${round(near.p99Ms)} ms`)
    const far = wants('far') ? await measureLatency(world, plan.farPresses, 3) : none
    say(`three away: p50 ${round(far.p50Ms)} ms, p99 ${round(far.p99Ms)} ms`)
    const many = wants('presses') ? await measurePresses(world, plan.presses) : none
    say(`presses: ${round(many.perSecond)} a second, p99 ${round(many.p99Ms)} ms`)
    const split = wants('split') ? await measureSplit(world, plan.split) : Number.NaN
    say(`a thief in ${plan.split} pieces: ${round(split)} ms`)
    return {
      history: plan.history,
      neighbour: { p50Ms: round(near.p50Ms), p99Ms: round(near.p99Ms) },
      threeAway: { p50Ms: round(far.p50Ms), p99Ms: round(far.p99Ms) },
      presses: { perSecond: round(many.perSecond), p99Ms: round(many.p99Ms) },
      split500: { ms: round(split) },
    }
  } finally {
    await world.close()
  }
}
