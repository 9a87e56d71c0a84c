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
/** Batches that our one client keeps under way: flushed, written, waiting at the database, queued. */
const LANES = 5
/** The baseline is fastest with two: with a third, batches only wait for each other's accounts. */
const BASELINE_LANES = 2

export function openColdGatherer(database: BenchDatabase): PostGatherer {
  return gatherPosts({ runInTransaction: database.runAlone, now: () => NOW, batchMax: BATCH })
}

/** A gatherer that has met its members, as one has that runs for more than a minute. */
export async function openWarmGatherer(database: BenchDatabase): Promise<PostGatherer> {
  const gatherer = openColdGatherer(database)
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

/** Works in lanes until the time is up; answers how many transfers were posted a second. */
async function rateOf(
  lanes: number,
  seconds: number,
  work: () => Promise<number>,
): Promise<number> {
  const elapsed = startStopwatch()
  let posted = 0
  const lane = async () => {
    while (elapsed() < seconds * 1_000) {
      const done = await work()
      posted += done
    }
  }
  await Promise.all(Array.from({ length: lanes }, lane))
  return posted / (elapsed() / 1_000)
}

/** Transfers a second in batches of 1,000, keys, sessions and chain included. */
export function measureBatches(
  gatherer: PostGatherer,
  distribution: Distribution,
  seconds: number,
): Promise<number> {
  return rateOf(LANES, seconds, async () => {
    const verdicts = await gatherer.postBatch(randomBatch(BATCH, distribution))
    return verdicts.filter((verdict) => verdict === 'posted').length
  })
}

/** The baseline's two ways: a batch as a set, or one transfer after another. */
type BaselineWay = 'post' | 'post_each'

export function measureBaseline(
  database: BenchDatabase,
  way: BaselineWay,
  distribution: Distribution,
  seconds: number,
): Promise<number> {
  return rateOf(BASELINE_LANES, seconds, () => postToBaseline(database, way, BATCH, distribution))
}

async function postToBaseline(
  database: BenchDatabase,
  way: BaselineWay,
  size: number,
  distribution: Distribution,
): Promise<number> {
  const pairs = Array.from({ length: size }, () => randomPair(distribution))
  const { rows } = await database.baseline.query<{ posted: number }>(
    `select baseline.${way}($1, $2, $3) as posted`,
    [
      columnOf(pairs.map(([from]) => from)),
      columnOf(pairs.map(([, to]) => to)),
      columnOf(pairs.map(() => randomAmount())),
    ],
  )
  return rows[0]?.posted ?? 0
}

/** An array as text, as our ledger sends it too: the driver's own way is several times slower. */
function columnOf(values: readonly (number | bigint)[]): string {
  return `{${values.join(',')}}`
}

/** Many callers of one transfer each, through one gatherer. */
export async function measureCallers(
  gatherer: PostGatherer,
  callers: number,
  seconds: number,
): Promise<{ perSecond: number; p99Ms: number }> {
  const elapsed = startStopwatch()
  const latencies: number[] = []
  const perSecond = await rateOf(callers, seconds, async () => {
    const began = elapsed()
    await gatherer.post(randomTransfer('uniform'))
    latencies.push(elapsed() - began)
    return 1
  })
  return { perSecond, p99Ms: percentile(latencies, 0.99) }
}

/** Turns of this many transfers, so that ours and the baseline meet the same machine. */
const TURN = 50

/** One caller, one transfer at a time. */
export async function measureSingle(
  database: BenchDatabase,
  gatherer: PostGatherer,
  seconds: number,
): Promise<{ ours: number; baseline: number }> {
  const total = { ours: 0, baseline: 0 }
  const spent = { ours: 0, baseline: 0 }
  const elapsed = startStopwatch()
  while (elapsed() < seconds * 1_000) {
    let began = elapsed()
    for (let i = 0; i < TURN; i++) await gatherer.post(randomTransfer('uniform'))
    spent.ours += elapsed() - began
    total.ours += TURN
    began = elapsed()
    for (let i = 0; i < TURN; i++) await postToBaseline(database, 'post', 1, 'uniform')
    spent.baseline += elapsed() - began
    total.baseline += TURN
  }
  return {
    ours: total.ours / (spent.ours / 1_000),
    baseline: total.baseline / (spent.baseline / 1_000),
  }
}
