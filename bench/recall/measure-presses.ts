import { inParallel, median, percentile } from './figures.ts'
import { prepareSplitTheft, prepareThefts, report, type Theft } from './thefts.ts'
import { CHAIN, type CompanyName, type World } from './world.ts'

const POLL_MS = 2
const PATIENCE_MS = 60_000

/**
 * How long from the press until the whole value stands frozen at the company where it is: that is
 * the moment from which nobody can spend it. The press is an HTTP request of a client, so its own
 * way is in it.
 */
export async function measureLatency(
  world: World,
  presses: number,
  away: 1 | 3,
): Promise<{ p50Ms: number; p99Ms: number }> {
  const times: number[] = []
  for (const theft of await prepareThefts(world, presses, away)) {
    const started = performance.now()
    const { caseId } = await report(world, theft)
    await untilFrozen(world, theft.at, [caseId])
    times.push(performance.now() - started)
  }
  await world.companies.rest(PATIENCE_MS)
  return { p50Ms: median(times), p99Ms: percentile(times, 0.99) }
}

const PRESSERS = 16

/** Presses as fast as they go, counted when the value of every one of them stands frozen. */
export async function measurePresses(
  world: World,
  presses: number,
): Promise<{ perSecond: number; p99Ms: number }> {
  const thefts = await prepareThefts(world, presses, 1)
  const frozen = watchFrozen(world, CHAIN[1])
  const started = performance.now()
  const times = await inParallel(thefts, PRESSERS, async (theft: Theft) => {
    const pressed = performance.now()
    const { caseId } = await report(world, theft)
    await frozen.seen(caseId)
    return performance.now() - pressed
  })
  const seconds = (performance.now() - started) / 1_000
  frozen.stop()
  await world.companies.rest(PATIENCE_MS)
  return { perSecond: presses / seconds, p99Ms: percentile(times, 0.99) }
}

/** A thief split his loot into so many transfers: until every one of them is frozen. */
export async function measureSplit(world: World, pieces: number): Promise<number> {
  const theft = await prepareSplitTheft(world, pieces)
  const started = performance.now()
  const { caseId } = await report(world, theft)
  await untilFrozen(world, theft.at, [caseId], BigInt(pieces))
  const ms = performance.now() - started
  await world.companies.rest(PATIENCE_MS)
  return ms
}

async function untilFrozen(
  world: World,
  at: CompanyName,
  caseIds: readonly string[],
  asked?: bigint,
): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS
  for (;;) {
    const found = await frozenCases(world, at, caseIds, asked)
    if (found.length === caseIds.length) return
    if (performance.now() > deadline) throw new Error(`not frozen at ${at}: ${caseIds.join()}`)
    await new Promise((resolve) => setTimeout(resolve, POLL_MS))
  }
}

async function frozenCases(
  world: World,
  at: CompanyName,
  caseIds: readonly string[],
  asked: bigint | undefined,
): Promise<string[]> {
  const found = await world.databases[at].query<{ case_id: string }>(
    `select case_id from recall.leg where case_id = any ($1) and role = 'assignee'
     group by case_id having sum(held) = coalesce($2::bigint, sum(asked))`,
    [caseIds, asked ?? null],
  )
  return found.rows.map((row) => row.case_id)
}

/** One look every few milliseconds for all presses that wait, so that looking costs little. */
function watchFrozen(world: World, at: CompanyName) {
  const waiting = new Map<string, () => void>()
  let stopped = false
  const look = async () => {
    while (!stopped) {
      if (waiting.size > 0) {
        const found = await frozenCases(world, at, [...waiting.keys()], undefined)
        for (const caseId of found) {
          waiting.get(caseId)?.()
          waiting.delete(caseId)
        }
      }
      await new Promise((resolve) => setTimeout(resolve, POLL_MS * 2))
    }
  }
  const looking = look()
  return {
    seen: (caseId: string) =>
      Promise.race([
        new Promise<void>((resolve) => waiting.set(caseId, resolve)),
        looking.then(() => Promise.reject(new Error('nobody looks any more'))),
      ]),
    stop() {
      stopped = true
    },
  }
}
