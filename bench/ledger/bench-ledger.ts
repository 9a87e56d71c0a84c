import { join } from 'node:path'
import { type DatabaseConfig, startPostgres } from '@modosu/kernel'
import { openBenchDatabase } from './bench-database.ts'
import { type Figures, measureAll, PLAN_FULL, PLAN_QUICK } from './measure-all.ts'
import { printFigures } from './print-figures.ts'

const json = process.argv.includes('--json')
const base = process.argv.includes('--quick') ? PLAN_QUICK : PLAN_FULL
const rounds = numberOf('--rounds=') ?? base.rounds
const size = numberOf('--history=')
const histories = size === undefined ? base.histories : [size / 100, size / 10, size]
const plan = { ...base, rounds, histories }
const say = (line: string) => {
  if (!json) process.stdout.write(`${line}\n`)
}

/** The server of the figures: durable as in production, with memory for ten million transfers. */
const SETTINGS = {
  shared_buffers: '2GB',
  max_wal_size: '16GB',
  checkpoint_timeout: '15min',
}

const dataDir = join(import.meta.dirname, '../../.tmp/bench-postgres')
const server = await startPostgres({ dataDir, fresh: true, settings: SETTINGS })
const results: { server: string; figures: Figures }[] = []
try {
  results.push({ server: 'embedded', figures: await bench(server.connection('postgres')) })
} finally {
  await server.stop()
}
const url = process.env.DATABASE_URL
if (url) {
  results.push({ server: 'DATABASE_URL', figures: await bench({ connectionString: url }) })
}
const first = results[0]
if (json && first) process.stdout.write(`${JSON.stringify(first.figures)}\n`)
else printFigures(results)

async function bench(config: DatabaseConfig): Promise<Figures> {
  const database = await openBenchDatabase(config, 'modosu_bench_ledger')
  try {
    return await measureAll(database, plan, say)
  } finally {
    await database.close()
  }
}

function numberOf(option: string): number | undefined {
  const word = process.argv.find((one) => one.startsWith(option))
  return word === undefined ? undefined : Number(word.slice(option.length))
}
