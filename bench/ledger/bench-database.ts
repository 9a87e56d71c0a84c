import { readFile } from 'node:fs/promises'
import {
  amount,
  assert,
  asUser,
  type Ctx,
  type DatabaseConfig,
  inTransaction,
  makeId,
  migrate,
  openPool,
  type Pool,
  systemRandomBytes,
  type Tx,
  txOf,
} from '@modosu/kernel'
import {
  issuePoints,
  ledgerMigrations,
  openAccount,
  postTransfers,
  standaloneContext,
} from '@modosu/ledger'

export const MEMBERS = 10_000
const EXPIRIES = ['2027-01-31', '2027-02-28', 'rolling'] as const
export const NOW = new Date('2026-06-01T00:00:00Z')
const BALANCE_EACH = 2_000n

/** An open database with a ledger of 10,000 members of three expiries each, and the baseline. */
export interface BenchDatabase {
  readonly admin: Pool
  /** The baseline's door: the same kind of connection, with the same care for statements, as ours. */
  readonly baseline: Tx
  run<Value>(work: (ctx: Ctx) => Promise<Value>): Promise<Value>
  /** For work that is one statement: no begin and commit around it. */
  runAlone<Value>(work: (ctx: Ctx) => Promise<Value>): Promise<Value>
  close(): Promise<void>
}

const CONNECTIONS = 4

export function openBenchDatabase(config: DatabaseConfig): BenchDatabase {
  const admin = openPool(config, { max: CONNECTIONS })
  const app = openPool(appConfig(config), { max: CONNECTIONS })
  return {
    admin,
    baseline: txOf(admin),
    run: (work) => inTransaction(app, (tx) => work(standaloneContext(tx, NOW))),
    runAlone: (work) => work(standaloneContext(txOf(app), NOW)),
    async close() {
      await app.end()
      await admin.end()
    },
  }
}

/** A server may not let the application's role in; the ledger is the same for its owner. */
function appConfig(config: DatabaseConfig): DatabaseConfig {
  return config.connectionString === undefined ? asUser(config, 'modosu_app') : config
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

const FUNDS = EXPIRIES.map((_, index) => `fund:${index}`)
const GRANTED_AT_ONCE = 2_500
/** Transactions in a ledger that has its members and nothing else: funds, their issues, grants. */
const TRANSACTIONS_BEFORE = 2 * FUNDS.length + FUNDS.length * MEMBERS

/** Fills an empty database: the ledger with its members, and the baseline with the same. */
export async function populate(config: DatabaseConfig): Promise<void> {
  const database = openBenchDatabase(config)
  const { admin } = database
  await migrate(admin, [ledgerMigrations])
  await admin.query(await readFile(new URL('./baseline.sql', import.meta.url), 'utf8'))
  await openMembers(database)
  for (const [index, expiry] of EXPIRIES.entries()) await grantAll(database, index, expiry)
  await admin.query(
    `insert into baseline.account (account_id, balance)
     select m, $2 from generate_series(1, $1) m`,
    [MEMBERS, BALANCE_EACH * 3n],
  )
  assert((await countTransfers(database)) === 0, 'the members are not what they are counted as')
  await admin.query('vacuum analyze')
  await database.close()
}

/** How many transfers there are besides those that gave the members their points. */
export async function countTransfers(database: BenchDatabase): Promise<number> {
  const { rows } = await database.admin.query<{ n: bigint }>(
    'select transactions as n from ledger.chain_head()',
  )
  return Number(rows[0]?.n ?? 0n) - TRANSACTIONS_BEFORE
}

/**
 * Opens the funds by the ledger's verb, and the members as rows in the transaction of the first one,
 * whose block covers them: ten thousand calls would be a third of a quick run.
 */
async function openMembers({ admin }: BenchDatabase): Promise<void> {
  await inTransaction(admin, async (tx) => {
    await tx.query(
      `insert into ledger.account (account_id, code, unit, kind, owner)
       select ord, code, 'pt', 'member', code from unnest($1::text[]) with ordinality m (code, ord)`,
      [codes.slice(1)],
    )
    for (const code of FUNDS) {
      const opened = await openAccount(standaloneContext(tx, NOW), {
        code,
        unit: 'pt',
        kind: 'member',
      })
      assert(opened.ok, 'a new account can be opened')
    }
  })
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
