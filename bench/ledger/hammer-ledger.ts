import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import {
  amount,
  assert,
  ensureDatabase,
  inTransaction,
  migrate,
  openPool,
  type PostgresServer,
  startPostgres,
  startStopwatch,
  type Tx,
  wallClock,
} from '@modosu/kernel'
import {
  issuePoints,
  ledgerMigrations,
  openAccount,
  standaloneContext,
  verifyLedger,
} from '@modosu/ledger'

/**
 * Sixteen processes hammer one ledger while connections are cut, deadlocks and serialization
 * failures are thrown in, and clients and the database are killed with -9, round after round. After
 * each round: no acknowledged transfer is lost, none is doubled, the ledger verifies.
 * `node bench/ledger/hammer-ledger.ts [rounds] [processes]`; with one process its batches follow each
 * other undisturbed, and are written ahead of their flush.
 */
const ROUNDS = Number(process.argv[2] ?? 50)
const PROCESSES = Number(process.argv[3] ?? 16)
const KILLED_EACH_ROUND = Math.min(4, PROCESSES)
const MEMBERS = 40
const ROUND_MS = 2_000
const WARM = 200
const RESTARTS_MAX = 20

const dataDir = join(import.meta.dirname, '../../.tmp/hammer-postgres')
let server: PostgresServer = await startPostgres({ dataDir, fresh: true })
await ensureDatabase(server.connection('postgres'), 'hammer')
await setUp()

const acknowledged = new Set<string>()
const workers = new Map<number, ChildProcess>()
let launched = 0
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

for (let slot = 0; slot < PROCESSES; slot++) launch(slot)
while (acknowledged.size < WARM) await pause(100)
for (let round = 1; round <= ROUNDS; round++) {
  await pause(ROUND_MS * (0.5 + Math.random()))
  const killsDatabase = round % 2 === 0
  for (let i = 0; i < KILLED_EACH_ROUND; i++) {
    const slot = Math.floor(Math.random() * PROCESSES)
    workers.get(slot)?.kill('SIGKILL')
    launch(slot)
  }
  if (killsDatabase) await killDatabase()
  const elapsed = startStopwatch()
  const known = acknowledged.size
  const { stored, findings } = await check()
  process.stdout.write(
    `round ${round}: killed ${KILLED_EACH_ROUND} clients${killsDatabase ? ' and the database' : ''}, ` +
      `${known} acknowledged, ${stored} stored, ${findings} findings ` +
      `(${Math.round(elapsed())} ms)\n`,
  )
}
for (const child of workers.values()) child.kill('SIGKILL')
await server.stop()
process.stdout.write(`${ROUNDS} rounds: nothing lost, nothing doubled, every verify clean\n`)

async function setUp(): Promise<void> {
  const admin = openPool(server.connection('hammer'), { max: 1 })
  await migrate(admin, [ledgerMigrations])
  await admin.query(`
    create schema hammer;
    create table hammer.lock (id integer primary key, n integer not null);
    insert into hammer.lock values (1, 0), (2, 0);
    create function hammer.lose_connection() returns boolean language sql security definer
      as $$ select pg_terminate_backend(pg_backend_pid()) $$;
    grant usage on schema hammer to modosu_app;
    grant select, update on hammer.lock to modosu_app;
    grant execute on function hammer.lose_connection to modosu_app`)
  for (let member = 0; member < MEMBERS; member++) {
    await inTransaction(admin, async (tx) => {
      const code = `h:${member}`
      const opened = await openAccount(contextOf(tx), { code, unit: 'pt', kind: 'member' })
      assert(opened.ok, 'an account can be opened')
      const issued = await issuePoints(contextOf(tx), {
        key: `grant:${member}`,
        to: code,
        amount: amount(10_000n),
        expiresAt: 'never',
        kind: 'grant',
        who: {},
      })
      assert(issued.ok, 'points can be issued')
    })
  }
  await admin.end()
}

function contextOf(tx: Tx) {
  return standaloneContext(tx, wallClock.now())
}

function launch(slot: number): void {
  launched += 1
  const program = join(import.meta.dirname, 'hammer-worker.ts')
  const config = JSON.stringify(server.connection('hammer'))
  const child = spawn(process.execPath, [program, config, String(launched), String(MEMBERS)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  createInterface(child.stdout).on('line', (key) => acknowledged.add(key))
  workers.set(slot, child)
}

async function killDatabase(): Promise<void> {
  process.kill(server.pid, 'SIGKILL')
  for (let attempt = 1; ; attempt++) {
    try {
      server = await startPostgres({ dataDir })
      return
    } catch (error) {
      if (attempt >= RESTARTS_MAX) throw error
      await pause(200)
    }
  }
}

/** What was acknowledged before this moment must be there, once, with the amount in its key. */
async function check(): Promise<{ stored: number; findings: number }> {
  const keys = [...acknowledged]
  const pool = openPool(server.connection('hammer'), { max: 1 })
  try {
    const { rows } = await pool.query<{ key: string; amount: bigint }>(
      `select t.key, sum(p.amount)::bigint as amount from ledger.txn t
       join ledger.posting p on p.txn_id = t.txn_id where t.kind = 'hammer' group by t.key`,
    )
    const stored = new Map(rows.map((row) => [row.key, row.amount]))
    for (const key of keys) assert(stored.has(key), `acknowledged and lost: ${key}`)
    for (const [key, moved] of stored) {
      assert(moved === BigInt(key.split(':')[3] ?? ''), `moved ${moved}: ${key}`)
    }
    const findings = await inTransaction(pool, (tx) => verifyLedger(contextOf(tx)))
    assert(findings.length === 0, `not clean: ${JSON.stringify(findings.slice(0, 3))}`)
    return { stored: stored.size, findings: findings.length }
  } finally {
    await pool.end()
  }
}
