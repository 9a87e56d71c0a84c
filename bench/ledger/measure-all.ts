import { loadavg } from 'node:os'
import { type BenchDatabase, openBenchDatabase, populate } from './bench-database.ts'
import type { BenchOptions } from './bench-options.ts'
import { type BenchServer, copyDatabase, makeDatabase } from './bench-server.ts'
import { type Figures, inRounds, round, type WronglyNamed } from './figures.ts'
import { type Measuring, measureFresh, type Say } from './measure-fresh.ts'
import { measureHistories } from './measure-histories.ts'
import { countBytes } from './measure-history.ts'
import { measureNaming } from './measure-naming.ts'
import type { Part } from './plan.ts'

const FRESH_PARTS: readonly Part[] = ['batches', 'hot', 'callers', 'single', 'naming', 'history']
const HISTORY_PARTS: readonly Part[] = ['trace', 'hold', 'history']

/** Everything that was asked for, on one server, ours and the baseline beside each other. */
export async function measureAll(
  server: BenchServer,
  { plan, parts }: BenchOptions,
  say: Say,
): Promise<Figures> {
  const loadBefore = loadNow()
  say(`${server.name}: a ledger of 10,000 members with three expiries each`)
  const members = `${server.prefix}members`
  const template = openBenchDatabase(await makeDatabase(server, members, populate))
  const about = await describe(template)
  const bytesBefore = await countBytes(template)
  await template.close()
  say('the members are there')

  let figures: Omit<Figures, 'about'> = {}
  const needs = (some: readonly Part[]) => some.some((part) => parts.includes(part))
  const fresh = needs(FRESH_PARTS)
    ? openBenchDatabase(await copyDatabase(server, `${server.prefix}fresh`, members))
    : undefined
  try {
    if (fresh) figures = await measureFresh(fresh, { plan, parts, say })
    if (fresh && parts.includes('naming')) {
      figures = {
        ...figures,
        wronglyNamedPerStolen: await nameInRounds(fresh, { plan, parts, say }),
      }
    }
    if (needs(HISTORY_PARTS)) {
      const histories = { server, members, fresh, bytesBefore }
      figures = { ...figures, ...(await measureHistories(histories, { plan, parts, say })) }
    }
  } finally {
    await fresh?.close()
  }
  return { about: { ...about, rounds: plan.rounds, loadBefore, loadAfter: loadNow() }, ...figures }
}

function loadNow(): number {
  return round(loadavg()[0] ?? Number.NaN)
}

async function describe({ admin }: BenchDatabase) {
  const { rows } = await admin.query<{ postgres: string; fsync: string; commit: string }>(
    `select current_setting('server_version') as postgres, current_setting('fsync') as fsync,
       current_setting('synchronous_commit') as commit`,
  )
  const [row] = rows
  if (row === undefined) throw new Error('the server did not say what it is')
  return { postgres: row.postgres, fsync: row.fsync, synchronousCommit: row.commit }
}

/** Several random histories; of our own trace the worst one counts, since it has to be nought. */
async function nameInRounds(
  database: BenchDatabase,
  { plan, say }: Measuring,
): Promise<WronglyNamed> {
  let worst = 0
  const middle = await inRounds(plan.rounds, async () => {
    const named = await measureNaming(database)
    worst = Math.max(worst, named.ours)
    return { ...named }
  })
  say(`wrongly named per stolen point: ${worst}`)
  return {
    ours: worst,
    fifo: round(middle.fifo),
    haircut: round(middle.haircut),
    poison: round(middle.poison),
  }
}
