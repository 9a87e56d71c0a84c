import { startStopwatch } from '@modosu/kernel'
import { type BenchDatabase, countTransfers } from './bench-database.ts'
import { BATCH, openColdGatherer } from './measure-posting.ts'
import { randomBatch } from './traffic.ts'

const LANES = 3
const PROGRESS_MS = 10_000

/**
 * Posts random transfers until the ledger has this many. What an earlier run posted counts, so a
 * build that was cut off goes on where it was.
 */
export async function fillHistory(
  database: BenchDatabase,
  transfers: number,
  say: (line: string) => void,
): Promise<void> {
  const before = await countTransfers(database)
  const wanted = transfers - before
  if (wanted <= 0) return
  const gatherer = openColdGatherer(database)
  const elapsed = startStopwatch()
  let left = wanted
  let posted = 0
  let said = 0
  const tell = () => {
    if (elapsed() - said < PROGRESS_MS) return
    said = elapsed()
    const rate = posted / (said / 1_000)
    say(
      `  history of ${transfers.toLocaleString('en')}: ${(before + posted).toLocaleString('en')}, ` +
        `${Math.round(rate)}/s, ${Math.ceil((wanted - posted) / rate / 60)} min left`,
    )
  }
  const lane = async () => {
    while (left > 0) {
      const size = Math.min(BATCH, left)
      left -= size
      const verdicts = await gatherer.postBatch(randomBatch(size, 'uniform'))
      posted += verdicts.filter((verdict) => verdict === 'posted').length
      // A refused one is no transfer: somebody happened to have too little.
      left += verdicts.filter((verdict) => verdict !== 'posted').length
      tell()
    }
  }
  await Promise.all(Array.from({ length: LANES }, lane))
  await gatherer.close()
  await database.admin.query('vacuum analyze')
}

/** Everything on disk that grows with transfers: tables and all their indexes. */
export async function countBytes(database: BenchDatabase): Promise<number> {
  const { rows } = await database.admin.query<{ bytes: bigint }>(
    `select sum(pg_total_relation_size(c.oid))::bigint as bytes from pg_class c
     where c.relnamespace = 'ledger'::regnamespace and c.relkind = 'r'`,
  )
  return Number(rows[0]?.bytes ?? 0n)
}
