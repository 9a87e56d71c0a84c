import { readFile } from 'node:fs/promises'
import {
  amount,
  asUser,
  type Ctx,
  type DatabaseConfig,
  ensureDatabase,
  inTransaction,
  makeId,
  makeSecret,
  migrate,
  openPool,
  type Pool,
  silentLog,
  systemRandomBytes,
  type Tx,
  txOf,
} from '@modosu/kernel'
import { issuePoints, ledgerMigrations, postTransfers } from '@modosu/ledger'

export const MEMBERS = 10_000
const EXPIRIES = ['2027-01-31', '2027-02-28', 'rolling'] as const
export const NOW = new Date('2026-06-01T00:00:00Z')
const BALANCE_EACH = 2_000n

export interface BenchDatabase {
  readonly admin: Pool
  readonly app: Pool
  run<Value>(work: (ctx: Ctx) => Promise<Value>): Promise<Value>
  /** For work that is one statement: no begin and commit around it. */
  runAlone<Value>(work: (ctx: Ctx) => Promise<Value>): Promise<Value>
  close(): Promise<void>
}

/** A fresh database with a ledger of 10,000 members of three expiries each, and the baseline. */
export async function openBenchDatabase(
  server: DatabaseConfig,
  name: string,
): Promise<BenchDatabase> {
  const root = openPool(server, { max: 1 })
  await root.query(`drop database if exists ${name}`)
  await root.end()
  await ensureDatabase(server, name)
  const config = databaseOf(server, name)
  const admin = openPool(config, { max: 2 })
  await migrate(admin, [ledgerMigrations])
  await admin.query(await readFile(new URL('./baseline.sql', import.meta.url), 'utf8'))
  const app = openPool(appConfig(config), { max: 4 })
  const database: BenchDatabase = {
    admin,
    app,
    run: (work) => inTransaction(app, (tx) => work(contextOf(tx))),
    runAlone: (work) => work(contextOf(txOf(app))),
    async close() {
      await app.end()
      await admin.end()
    },
  }
  await populate(database)
  return database
}

function databaseOf(server: DatabaseConfig, database: string): DatabaseConfig {
  if (server.connectionString === undefined) return { ...server, database }
  const url = new URL(server.connectionString)
  url.pathname = `/${database}`
  return { connectionString: url.href }
}

/** A server may not let the application's role in; the ledger is the same for its owner. */
function appConfig(config: DatabaseConfig): DatabaseConfig {
  return config.connectionString === undefined ? asUser(config, 'modosu_app') : config
}

function contextOf(tx: Tx): Ctx {
  return {
    tx,
    now: NOW,
    newId: (prefix) => newId(prefix),
    newSecret: (size) => makeSecret(size, systemRandomBytes),
    enqueue: () => Promise.reject(new Error('the ledger enqueues nothing')),
    emit: () => Promise.reject(new Error('the ledger tells nobody')),
    log: silentLog,
  }
}

let made = 0

/** Ids as the house makes them: in order of time. */
export function newId<Prefix extends string>(prefix: Prefix): `${Prefix}_${string}` {
  made += 1
  return makeId(prefix, new Date(NOW.getTime() + made), systemRandomBytes)
}

const codes: string[] = []
for (let at = 0; at <= MEMBERS; at++) codes.push(`points:mem_${String(at).padStart(12, '0')}`)

export function memberCode(member: number): string {
  return codes[member] ?? `points:mem_${member}`
}

const OPENED_AT_ONCE = 500
const GRANTED_AT_ONCE = 2_500

async function populate(database: BenchDatabase): Promise<void> {
  const names = [...codes.slice(1), 'fund:0', 'fund:1', 'fund:2']
  for (let at = 0; at < names.length; at += OPENED_AT_ONCE) {
    await database.app.query(
      `select ledger.perform('open_account', 'open:' || c, 'open_account',
         jsonb_build_object('code', c, 'unit', 'pt', 'kind', 'member', 'owner', c), '', null, null,
         $2) from unnest($1::text[]) c`,
      [names.slice(at, at + OPENED_AT_ONCE), NOW],
    )
  }
  for (const [index, expiry] of EXPIRIES.entries()) await grantAll(database, index, expiry)
  await database.admin.query(
    `insert into baseline.account (account_id, balance)
     select m, $2 from generate_series(1, $1) m`,
    [MEMBERS, BALANCE_EACH * 3n],
  )
  await database.admin.query('vacuum analyze')
}

async function grantAll(
  database: BenchDatabase,
  index: number,
  expiry: (typeof EXPIRIES)[number],
): Promise<void> {
  const fund = `fund:${index}`
  await database.run((ctx) =>
    issuePoints(ctx, {
      key: `fund-${index}`,
      to: fund,
      amount: amount(BALANCE_EACH * BigInt(MEMBERS)),
      expiresAt: expiry === 'rolling' ? 'rolling' : new Date(expiry),
      kind: 'grant',
      who: {},
    }),
  )
  for (let first = 1; first <= MEMBERS; first += GRANTED_AT_ONCE) {
    await database.run((ctx) =>
      postTransfers(
        ctx,
        Array.from({ length: GRANTED_AT_ONCE }, (_, offset) => ({
          key: `grant-${index}-${first + offset}`,
          from: fund,
          to: memberCode(first + offset),
          amount: amount(BALANCE_EACH),
          kind: 'grant',
          who: {},
        })),
      ),
    )
  }
}
