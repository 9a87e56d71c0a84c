import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  type Amount,
  amount,
  assert,
  asUser,
  type Ctx,
  type DatabaseConfig,
  inTransaction,
  migrate,
  openPool,
  type Pool,
} from '@modosu/kernel'
import { createTestDatabase } from '@modosu/kernel/testing'
import type { AccountKind } from '../src/index.ts'
import {
  issuePoints,
  ledgerMigrations,
  openAccount,
  openConversion,
  readBalance,
  standaloneContext,
} from '../src/index.ts'

export interface TestLedger {
  /** What a service has: the application's role. */
  readonly pool: Pool
  /** What a database administrator has. */
  readonly admin: Pool
  readonly config: DatabaseConfig
  now: Date
  run<Value>(work: (ctx: Ctx) => Promise<Value>): Promise<Value>
  close(): Promise<void>
}

export const NOW = new Date('2026-06-01T00:00:00Z')
export const SOON = new Date('2026-07-01T00:00:00Z')
export const LATER = new Date('2026-08-01T00:00:00Z')
export const ROLLING = new Date('2027-05-31T15:00:00Z')

/** An empty ledger in a database of its own. */
export async function openTestLedger(): Promise<TestLedger> {
  const database = await createTestDatabase(await digestOfMigrations(), async (config) => {
    const builder = openPool(config, { max: 1 })
    await migrate(builder, [ledgerMigrations])
    await builder.end()
  })
  const admin = openPool(database.config, { max: 2 })
  const pool = openPool(asUser(database.config, 'modosu_app'), { max: 16 })
  const ledger: TestLedger = {
    pool,
    admin,
    config: database.config,
    now: NOW,
    run: (work) => inTransaction(pool, (tx) => work(contextAt(ledger.now, tx))),
    async close() {
      await pool.end()
      await admin.end()
      await database.drop()
    },
  }
  return ledger
}

export function contextAt(now: Date, tx: Ctx['tx']): Ctx {
  return standaloneContext(tx, now)
}

async function digestOfMigrations(): Promise<string> {
  const hash = createHash('sha256')
  for (const file of (await readdir(ledgerMigrations.sqlDir)).sort()) {
    hash.update(file).update(await readFile(join(ledgerMigrations.sqlDir, file)))
  }
  return `ledger ${hash.digest('hex')}`
}

let keys = 0

/** A key that no other request of this process has. */
export function newKey(): string {
  keys += 1
  return `key-${keys}`
}

export function pt(value: number | bigint): Amount {
  return amount(BigInt(value))
}

/** The value of a result that must not be a refusal. */
export function must<Value>(
  result:
    | { readonly ok: true; readonly value: Value }
    | { readonly ok: false; readonly error: unknown },
): Value {
  assert(result.ok, `refused: ${result.ok ? '' : JSON.stringify(result.error)}`)
  return result.value
}

export async function open(
  ctx: Ctx,
  codes: readonly string[],
  kind: AccountKind = 'member',
  unit = 'pt',
): Promise<void> {
  for (const code of codes) must(await openAccount(ctx, { code, unit, kind, owner: code }))
}

export async function openPair(ctx: Ctx): Promise<void> {
  must(await openConversion(ctx, { from: 'pt', to: 'yen' }))
}

export async function grant(
  ctx: Ctx,
  to: string,
  value: number,
  expiresAt: Date | 'rolling' = SOON,
): Promise<void> {
  must(
    await issuePoints(ctx, {
      key: newKey(),
      to,
      amount: pt(value),
      expiresAt,
      ...(expiresAt === 'rolling' ? { rollingExpiresAt: ROLLING } : {}),
      kind: 'grant',
      who: {},
    }),
  )
}

export async function totalOf(ctx: Ctx, code: string): Promise<bigint> {
  return (await readBalance(ctx, code)).total
}

/** Lots as `amount@expiry`, in spending order: short enough to compare by eye. */
export async function lotsOf(ctx: Ctx, code: string): Promise<string[]> {
  const { lots } = await readBalance(ctx, code)
  return lots.map((lot) => {
    const end =
      lot.expiresAt instanceof Date ? lot.expiresAt.toISOString().slice(0, 10) : lot.expiresAt
    return `${lot.amount}@${end}`
  })
}
