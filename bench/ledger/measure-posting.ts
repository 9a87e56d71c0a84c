import { startStopwatch } from '@modosu/kernel'
import { gatherPosts, type PostGatherer } from '@modosu/ledger'
import { type BenchDatabase, MEMBERS, memberCode, NOW } from './bench-database.ts'
import {
  type Distribution,
  percentile,
  randomAmount,
  randomBatch,
  randomPair,
  randomTransfer,
} from './traffic.ts'

export const BATCH = 1_000
/** Batches that one client keeps under way: the next is prepared while one is written. */
const UNDER_WAY = 3

export function openGatherer(database: BenchDatabase): PostGatherer {
  return gatherPosts({ runInTransaction: database.runAlone, now: () => NOW, batchMax: BATCH })
}

/** A gatherer that has met its members, as one has that runs for more than a minute. */
async function openWarmGatherer(database: BenchDatabase): Promise<PostGatherer> {
  const gatherer = openGatherer(database)
  for (let first = 1; first < MEMBERS; first += BATCH) {
    const inputs = Array.from({ length: BATCH }, (_, offset) => ({
      ...randomTransfer('uniform'),
      from: memberCode(first + offset),
      to: memberCode(first + offset === MEMBERS ? 1 : first + offset + 1),
    }))
    await gatherer.postBatch(inputs)
  }
  return gatherer
}

/** Transfers a second in batches of 1,000, keys, sessions and chain included. */
export async function measureBatches(
  database: BenchDatabase,
  distribution: Distribution,
  seconds: number,
): Promise<number> {
  const gatherer = await openWarmGatherer(database)
  const elapsed = startStopwatch()
  let posted = 0
  const lane = async () => {
    while (elapsed() < seconds * 1_000) {
      const verdicts = await gatherer.postBatch(randomBatch(BATCH, distribution))
      posted += verdicts.filter((verdict) => verdict === 'posted').length
    }
  }
  await Promise.all(Array.from({ length: UNDER_WAY }, lane))
  const rate = posted / (elapsed() / 1_000)
  await gatherer.close()
  return rate
}

export async function measureBaselineBatches(
  database: BenchDatabase,
  distribution: Distribution,
  seconds: number,
): Promise<number> {
  const elapsed = startStopwatch()
  let posted = 0
  while (elapsed() < seconds * 1_000) {
    const pairs = Array.from({ length: BATCH }, () => randomPair(distribution))
    const { rows } = await database.admin.query<{ posted: number }>(
      'select baseline.post($1, $2, $3) as posted',
      [pairs.map(([from]) => from), pairs.map(([, to]) => to), pairs.map(() => randomAmount())],
    )
    posted += rows[0]?.posted ?? 0
  }
  return posted / (elapsed() / 1_000)
}

/** Many callers of one transfer each, through one gatherer. */
export async function measureCallers(
  database: BenchDatabase,
  callers: number,
  seconds: number,
): Promise<{ perSecond: number; p99Ms: number }> {
  const gatherer = await openWarmGatherer(database)
  const elapsed = startStopwatch()
  const latencies: number[] = []
  const caller = async () => {
    while (elapsed() < seconds * 1_000) {
      const began = elapsed()
      await gatherer.post(randomTransfer('uniform'))
      latencies.push(elapsed() - began)
    }
  }
  await Promise.all(Array.from({ length: callers }, caller))
  const perSecond = latencies.length / (elapsed() / 1_000)
  await gatherer.close()
  return { perSecond, p99Ms: percentile(latencies, 0.99) }
}

/** One caller, one transfer at a time; ours and the baseline in turns, so that both meet the same machine. */
export async function measureSingle(
  database: BenchDatabase,
  seconds: number,
): Promise<{ ours: number; baseline: number }> {
  const gatherer = await openWarmGatherer(database)
  const total = { ours: 0, baseline: 0 }
  const spent = { ours: 0, baseline: 0 }
  const elapsed = startStopwatch()
  while (elapsed() < seconds * 1_000) {
    let began = elapsed()
    for (let i = 0; i < TURN; i++) await gatherer.post(randomTransfer('uniform'))
    spent.ours += elapsed() - began
    total.ours += TURN
    began = elapsed()
    for (let i = 0; i < TURN; i++) await postToBaseline(database)
    spent.baseline += elapsed() - began
    total.baseline += TURN
  }
  await gatherer.close()
  return {
    ours: total.ours / (spent.ours / 1_000),
    baseline: total.baseline / (spent.baseline / 1_000),
  }
}

const TURN = 50

async function postToBaseline(database: BenchDatabase): Promise<void> {
  const [from, to] = randomPair('uniform')
  await database.admin.query('select baseline.post($1, $2, $3) as posted', [
    [from],
    [to],
    [randomAmount()],
  ])
}
