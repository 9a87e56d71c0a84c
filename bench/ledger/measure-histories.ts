import type { Span } from '@modosu/ledger'
import { type BenchDatabase, countTransfers, openBenchDatabase } from './bench-database.ts'
import { type BenchServer, copyDatabase, databaseOn, hasDatabase } from './bench-server.ts'
import { type Figures, inRounds, median, round } from './figures.ts'
import type { Measuring } from './measure-fresh.ts'
import { countBytes, fillHistory } from './measure-history.ts'
import { measureHold } from './measure-hold.ts'
import { measureBatches, openWarmGatherer } from './measure-posting.ts'
import { measureTrace, stealAndPass } from './measure-trace.ts'

interface Histories {
  readonly server: BenchServer
  /** The database that each history begins as a copy of. */
  readonly members: string
  readonly fresh: BenchDatabase | undefined
  readonly bytesBefore: number
}

/** Each run that measures on a kept history adds to it; one that has grown by this much is built anew. */
const GROWN_MAX = 1.5

/** What becomes of the ledger's figures as its history grows. */
export async function measureHistories(
  histories: Histories,
  measuring: Measuring,
): Promise<Omit<Figures, 'about'>> {
  const { plan, parts } = measuring
  const open: BenchDatabase[] = []
  try {
    const sizes = parts.includes('trace') ? plan.histories : plan.histories.slice(-1)
    for (const size of sizes) open.push(await openHistory(histories, size, measuring))
    const longest = open.at(-1)
    if (longest === undefined) return {}
    const transfers = await countTransfers(longest)
    const bytes = (await countBytes(longest)) - histories.bytesBefore
    let figures: Omit<Figures, 'about'> = {}
    if (parts.includes('trace')) figures = { trace: await curveOf(open, measuring) }
    if (parts.includes('hold')) {
      const { ms } = await inRounds(plan.rounds, async () => ({ ms: await measureHold(longest) }))
      measuring.say(`hold of 1,000 spans: ${ms.toFixed(1)} ms`)
      figures = { ...figures, hold1000: { ms: round(ms) } }
    }
    if (parts.includes('history') && histories.fresh) {
      const rates = await compareRates({ fresh: histories.fresh, longest }, measuring)
      const bytesPerTransfer = Math.round(bytes / transfers)
      figures = { ...figures, history: { transfers, ...rates, bytesPerTransfer } }
    }
    return figures
  } finally {
    for (const database of open) await database.close()
  }
}

async function openHistory(
  { server, members }: Histories,
  size: number,
  { say }: Measuring,
): Promise<BenchDatabase> {
  const name = `${server.prefix}history_${size}`
  if (await hasDatabase(server, name)) {
    const database = openBenchDatabase(databaseOn(server, name))
    if ((await countTransfers(database)) <= size * GROWN_MAX) {
      await fillHistory(database, size, say)
      return database
    }
    await database.close()
  }
  const database = openBenchDatabase(await copyDatabase(server, name, members))
  await fillHistory(database, size, say)
  return database
}

/** A theft in every history, traced in turns, so that all of them meet the same machine. */
async function curveOf(databases: readonly BenchDatabase[], { plan, say }: Measuring) {
  const thefts: { database: BenchDatabase; transfers: number; span: Span; ms: number[] }[] = []
  for (const database of databases) {
    const transfers = await countTransfers(database)
    thefts.push({ database, transfers, span: await stealAndPass(database), ms: [] })
  }
  const curve: { transfers: number; ms: number; ends: number }[] = []
  for (let round = 1; round <= plan.rounds; round++) {
    for (const { database, transfers, span, ms } of thefts) {
      const traced = await measureTrace(database, span)
      ms.push(traced.ms)
      if (round === plan.rounds) curve.push({ transfers, ms: median(ms), ends: traced.ends })
    }
  }
  for (const { transfers, ms, ends } of curve) {
    say(`trace of 10,000 points over 20 hops at ${transfers}: ${ms.toFixed(1)} ms, ${ends} ends`)
  }
  const [first] = curve
  const last = curve.at(-1)
  return {
    ms: round(last?.ms ?? Number.NaN),
    growth: round((last?.ms ?? Number.NaN) / (first?.ms ?? Number.NaN)),
    curve: curve.map((point) => ({ ...point, ms: round(point.ms) })),
  }
}

async function compareRates(
  { fresh, longest }: { readonly fresh: BenchDatabase; readonly longest: BenchDatabase },
  { plan, say }: Measuring,
) {
  const young = await openWarmGatherer(fresh)
  const old = await openWarmGatherer(longest)
  const rates = await inRounds(plan.rounds, async () => ({
    young: await measureBatches(young, 'uniform', plan.lateSeconds),
    old: await measureBatches(old, 'uniform', plan.lateSeconds),
  }))
  await young.close()
  await old.close()
  say(`after the history ${Math.round(rates.old)}/s, fresh ${Math.round(rates.young)}/s`)
  return { perSecond: Math.round(rates.old), ofFresh: round(rates.old / rates.young) }
}
