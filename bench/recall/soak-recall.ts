import { join } from 'node:path'
import { type DatabaseConfig, ensureDatabase, startPostgres } from '@modosu/kernel'
import { checkBooks } from '../../e2e/stage/check-books.ts'
import { comeThrough } from '../../e2e/stage/come-through.ts'
import { weatherStorm } from '../../e2e/stage/storm.ts'
import { CHAIN } from './world.ts'

/**
 * `npm run soak:recall -- [seconds] [--seed=N]`: four companies in four processes, each with a
 * database server of its own, killed and cut off at random. At the end the books balance, every leg
 * has ended and every offset came back at most once; otherwise it says what is wrong and fails.
 */
const seconds = Number(process.argv[2] ?? 120)
if (!(seconds > 0)) throw new Error('say for how many seconds')
const seedOption = process.argv.find((one) => one.startsWith('--seed='))
const seed = Number(seedOption?.slice('--seed='.length) ?? Date.now() % 1_000_000)

const servers = await Promise.all(
  CHAIN.map((name) =>
    startPostgres({
      dataDir: join(import.meta.dirname, '../../.tmp/soak-recall', name),
      fresh: true,
    }),
  ),
)
const databases: Record<string, DatabaseConfig> = {}
for (const [at, server] of servers.entries()) {
  const name = CHAIN[at] ?? ''
  await ensureDatabase(server.connection('postgres'), name)
  databases[name] = server.connection(name)
}
console.log(`seed ${seed}, ${seconds} seconds`)
const storm = await weatherStorm({ databases, seconds, seed })
try {
  await comeThrough(storm.companies)
  const wrong = await checkBooks(storm.companies)
  for (const line of wrong) console.log(line)
  const { payments, thefts, kills, cuts } = storm
  console.log(
    `${payments} payments, ${thefts} thefts, ${kills} kills, ${cuts} cuts: ${wrong.length} findings`,
  )
  process.exitCode = wrong.length === 0 ? 0 : 1
} finally {
  await storm.close()
  await Promise.all(servers.map((server) => server.stop()))
}
