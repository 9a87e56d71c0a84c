import type { BenchDatabase } from './bench-database.ts'
import {
  countBytes,
  countTransfers,
  fillHistory,
  measureHold,
  measureTrace,
} from './measure-history.ts'
import { measureNaming } from './measure-naming.ts'
import {
  measureBaselineBatches,
  measureBatches,
  measureCallers,
  measureSingle,
} from './measure-posting.ts'
import { median } from './traffic.ts'

export interface Plan {
  readonly rounds: number
  readonly batchSeconds: number
  readonly baselineSeconds: number
  readonly callerSeconds: number
  readonly singleSeconds: number
  /** Sizes of the history, growing; the first is a hundredth of the last. */
  readonly histories: readonly number[]
  readonly lateSeconds: number
}

export const PLAN_FULL: Plan = {
  rounds: 3,
  batchSeconds: 60,
  baselineSeconds: 20,
  callerSeconds: 20,
  singleSeconds: 10,
  histories: [100_000, 1_000_000, 10_000_000],
  lateSeconds: 30,
}

export const PLAN_QUICK: Plan = {
  rounds: 1,
  batchSeconds: 4,
  baselineSeconds: 2,
  callerSeconds: 3,
  singleSeconds: 3,
  histories: [2_000, 200_000],
  lateSeconds: 4,
}

export interface Figures {
  readonly batch1000: {
    readonly perSecond: number
    readonly overBaseline: number
    readonly hotPerSecond: number
    readonly hotOverBaseline: number
  }
  readonly callers64: { readonly perSecond: number; readonly p99Ms: number }
  readonly single: { readonly perSecond: number; readonly overBaseline: number }
  readonly history: {
    readonly transfers: number
    readonly ofFresh: number
    readonly bytesPerTransfer: number
  }
  readonly trace: {
    readonly ms: number
    readonly growth: number
    readonly curve: readonly {
      readonly transfers: number
      readonly ms: number
      readonly ends: number
    }[]
  }
  readonly hold1000: { readonly ms: number }
  readonly wronglyNamedPerStolen: {
    readonly ours: number
    readonly fifo: number
    readonly haircut: number
    readonly poison: number
  }
}

const CALLERS = 64

/** Everything in one run, ours and the baseline beside each other. */
export async function measureAll(
  database: BenchDatabase,
  plan: Plan,
  say: (line: string) => void,
): Promise<Figures> {
  const firstSize = plan.histories[0] ?? 0
  const curve = [await traceAt(database, firstSize, say)]
  const bytesBefore = await countBytes(database)
  const transfersBefore = await countTransfers(database)

  const uniform = await inRounds(plan.rounds, async () => ({
    ours: await measureBatches(database, 'uniform', plan.batchSeconds),
    baseline: await measureBaselineBatches(database, 'uniform', plan.baselineSeconds),
  }))
  say(
    `batches of 1,000, uniform: ${Math.round(uniform.ours)}/s, baseline ${Math.round(uniform.baseline)}/s`,
  )
  const hot = await inRounds(plan.rounds, async () => ({
    ours: await measureBatches(database, 'hot', plan.baselineSeconds),
    baseline: await measureBaselineBatches(database, 'hot', plan.baselineSeconds),
  }))
  say(
    `batches of 1,000, hot account: ${Math.round(hot.ours)}/s, baseline ${Math.round(hot.baseline)}/s`,
  )
  const callers = await inRounds(plan.rounds, () =>
    measureCallers(database, CALLERS, plan.callerSeconds),
  )
  say(`64 callers: ${Math.round(callers.perSecond)}/s, p99 ${callers.p99Ms.toFixed(1)} ms`)
  const single = await inRounds(plan.rounds, () => measureSingle(database, plan.singleSeconds))
  say(`one caller: ${Math.round(single.ours)}/s, baseline ${Math.round(single.baseline)}/s`)

  for (const size of plan.histories.slice(1)) curve.push(await traceAt(database, size, say))
  const transfers = await countTransfers(database)
  const bytes = (await countBytes(database)) - bytesBefore
  const late = await measureBatches(database, 'uniform', plan.lateSeconds)
  say(`after ${transfers} transfers: ${Math.round(late)}/s`)
  const hold = await inRounds(plan.rounds, async () => ({ ms: await measureHold(database) }))
  const last = curve.at(-1) ?? { ms: Number.NaN }
  return {
    batch1000: {
      perSecond: Math.round(uniform.ours),
      overBaseline: round(uniform.ours / uniform.baseline),
      hotPerSecond: Math.round(hot.ours),
      hotOverBaseline: round(hot.ours / hot.baseline),
    },
    callers64: { perSecond: Math.round(callers.perSecond), p99Ms: round(callers.p99Ms) },
    single: {
      perSecond: Math.round(single.ours),
      overBaseline: round(single.ours / single.baseline),
    },
    history: {
      transfers,
      ofFresh: round(late / uniform.ours),
      bytesPerTransfer: Math.round(bytes / (transfers - transfersBefore)),
    },
    trace: {
      ms: round(last.ms),
      growth: round(last.ms / (curve[0]?.ms ?? Number.NaN)),
      curve,
    },
    hold1000: { ms: round(hold.ms) },
    wronglyNamedPerStolen: await measureNaming(database),
  }
}

async function traceAt(database: BenchDatabase, size: number, say: (line: string) => void) {
  await fillHistory(database, size)
  await database.admin.query('vacuum analyze')
  const { ms, ends } = await measureTrace(database)
  const transfers = await countTransfers(database)
  say(
    `trace of 10,000 points over 20 hops at ${transfers} transfers: ${ms.toFixed(1)} ms, ${ends} ends`,
  )
  return { transfers, ms: round(ms), ends }
}

/** The median of each figure over the rounds. */
async function inRounds<Figure extends string>(
  rounds: number,
  measure: () => Promise<Record<Figure, number>>,
): Promise<Record<Figure, number>> {
  const seen: Record<Figure, number>[] = []
  for (let i = 0; i < rounds; i++) seen.push(await measure())
  const names = Object.keys(seen[0] ?? {}) as Figure[]
  return Object.fromEntries(
    names.map((name) => [name, median(seen.map((figures) => figures[name]))]),
  ) as Record<Figure, number>
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}
