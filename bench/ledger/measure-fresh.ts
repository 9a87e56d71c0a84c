import type { PostGatherer } from '@modosu/ledger'
import type { BenchDatabase } from './bench-database.ts'
import { type BatchFigures, type Figures, inRounds, round } from './figures.ts'
import {
  measureBaseline,
  measureBatches,
  measureCallers,
  measureSingle,
  openWarmGatherer,
} from './measure-posting.ts'
import type { Part, Plan } from './plan.ts'
import type { Distribution } from './traffic.ts'

/** Tells whoever waits what is going on; never on the stream that carries the figures. */
export type Say = (line: string) => void

export interface Measuring {
  readonly plan: Plan
  readonly parts: readonly Part[]
  readonly say: Say
}

const CALLERS = 64

/** How fast a young ledger posts. */
export async function measureFresh(
  database: BenchDatabase,
  measuring: Measuring,
): Promise<Omit<Figures, 'about'>> {
  const { plan, parts, say } = measuring
  const gatherer = await openWarmGatherer(database)
  let figures: Omit<Figures, 'about'> = {}
  if (parts.includes('batches')) {
    figures = { batch1000: await uniform({ database, gatherer }, measuring) }
  }
  if (parts.includes('hot')) {
    const hot = await hotAccount({ database, gatherer }, measuring)
    figures = { ...figures, batch1000: { ...figures.batch1000, ...hot } }
  }
  if (parts.includes('callers')) {
    const callers = await inRounds(plan.rounds, () =>
      measureCallers(gatherer, CALLERS, plan.callerSeconds),
    )
    say(`64 callers: ${Math.round(callers.perSecond)}/s, p99 ${callers.p99Ms.toFixed(1)} ms`)
    const { perSecond, p99Ms } = callers
    figures = { ...figures, callers64: { perSecond: Math.round(perSecond), p99Ms: round(p99Ms) } }
  }
  if (parts.includes('single')) {
    const { ours, baseline } = await inRounds(plan.rounds, () =>
      measureSingle(database, gatherer, plan.singleSeconds),
    )
    say(`one caller: ${Math.round(ours)}/s, baseline ${Math.round(baseline)}/s`)
    figures = { ...figures, single: compare(ours, baseline) }
  }
  await gatherer.close()
  return figures
}

interface Subject {
  readonly database: BenchDatabase
  readonly gatherer: PostGatherer
}

async function uniform(subject: Subject, measuring: Measuring): Promise<BatchFigures> {
  const { batchSeconds, baselineSeconds, rounds } = measuring.plan
  const seen = await inRounds(rounds, async () => ({
    ...(await side(subject, 'uniform', [batchSeconds, baselineSeconds])),
    each: await measureBaseline(subject.database, 'post_each', 'uniform', baselineSeconds),
  }))
  measuring.say(
    `batches of 1,000: ${Math.round(seen.ours)}/s, baseline ${Math.round(seen.baseline)}/s, ` +
      `one by one ${Math.round(seen.each)}/s`,
  )
  return {
    ...compare(seen.ours, seen.baseline),
    overOneByOne: round(seen.ours / seen.each),
  }
}

async function hotAccount(subject: Subject, measuring: Measuring): Promise<BatchFigures> {
  const { hotSeconds, rounds } = measuring.plan
  const { ours, baseline } = await inRounds(rounds, () =>
    side(subject, 'hot', [hotSeconds, hotSeconds]),
  )
  measuring.say(`with a hot account: ${Math.round(ours)}/s, baseline ${Math.round(baseline)}/s`)
  return { hotPerSecond: Math.round(ours), hotOverBaseline: round(ours / baseline) }
}

async function side(
  { database, gatherer }: Subject,
  distribution: Distribution,
  [ours, baseline]: readonly [ours: number, baseline: number],
) {
  return {
    ours: await measureBatches(gatherer, distribution, ours),
    baseline: await measureBaseline(database, 'post', distribution, baseline),
  }
}

function compare(ours: number, baseline: number) {
  return {
    perSecond: Math.round(ours),
    baselinePerSecond: Math.round(baseline),
    overBaseline: round(ours / baseline),
  }
}
