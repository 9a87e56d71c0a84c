import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  amount,
  asUser,
  type Ctx,
  contextOf,
  kernelMigrations,
  type MigrationSource,
  migrate,
  openPool,
  type Runtime,
  silentLog,
  txOf,
} from '@modosu/kernel'
import { createTestDatabase, type TestDatabase } from '@modosu/kernel/testing'
import { issuePoints, ledgerMigrations, openAccount, openConversion } from '@modosu/ledger'
import { fundLossAccount, recallMigrations } from '@modosu/recall'
import { NOTICE_TABLE } from './services.ts'
import { openStage, type Stage } from './stage.ts'

/** The true time at which every history begins. */
export const BEGINNING = Date.UTC(2017, 8, 12, 4)
const DAY_MS = 24 * 60 * 60 * 1000

/** What everybody has when a history begins. Few units each: every unit is followed by itself. */
const OPENING = {
  members: ['a', 'b'],
  regular: 12n,
  dated: 8n,
  datedDays: 3,
  rich: 200n,
  ownYen: 4n,
  loss: 100n,
} as const

const SOURCES: readonly MigrationSource[] = [kernelMigrations, ledgerMigrations, recallMigrations]

export interface Databases {
  readonly stages: readonly Stage[]
  close(): Promise<void>
}

/** Databases of `count` companies with the same opening, each on a stage of its own. */
export async function openDatabases(count: number): Promise<Databases> {
  const key = `recall-simulation ${await digest()}`
  const opened: TestDatabase[] = []
  const stages: Stage[] = []
  for (let i = 0; i < count; i++) {
    const database = await createTestDatabase(key, async (config) => {
      const pool = openPool(config, { max: 1 })
      await migrate(pool, SOURCES)
      // The checks read what the product may only call functions for.
      await pool.query('grant select on all tables in schema ledger to modosu_app')
      await pool.query(NOTICE_TABLE)
      const client = await pool.connect()
      await openBooks(
        contextOf(
          {
            clock: { now: () => new Date(BEGINNING - DAY_MS), toWall: (date: Date) => date },
            randomBytes: (size: number) => new Uint8Array(size),
            log: silentLog,
            listeners: {},
          } as unknown as Runtime,
          txOf(client),
        ),
      )
      client.release()
      await pool.query('vacuum analyze')
      await pool.end()
    })
    opened.push(database)
    stages.push(await openStage(asUser(database.config, 'modosu_app')))
  }
  return {
    stages,
    async close() {
      for (const stage of stages) await stage.close()
      for (const database of opened) await database.drop()
    },
  }
}

async function digest(): Promise<string> {
  const hash = createHash('sha256')
    .update(await readFile(import.meta.filename))
    .update(NOTICE_TABLE)
  for (const { sqlDir } of SOURCES) {
    for (const file of (await readdir(sqlDir)).filter((name) => /^\d{4}-/.test(name)).sort()) {
      hash.update(await readFile(join(sqlDir, file)))
    }
  }
  return hash.digest('hex')
}

async function openBooks(ctx: Ctx): Promise<void> {
  await openConversion(ctx, { from: 'pt', to: 'yen' })
  const rollingExpiresAt = new Date(BEGINNING + 300 * DAY_MS)
  const issue = (to: string, units: bigint, expiresAt: Date | 'rolling' | 'never') =>
    issuePoints(ctx, {
      key: `issue:${to}:${String(expiresAt)}`,
      to,
      amount: amount(units),
      expiresAt,
      ...(expiresAt === 'rolling' ? { rollingExpiresAt } : {}),
      kind: 'opening',
      who: {},
    })
  for (const member of [...OPENING.members, 'r']) {
    const owner = member
    await openAccount(ctx, { code: `points:${member}`, unit: 'pt', kind: 'member', owner })
    await openAccount(ctx, { code: `pay:${member}`, unit: 'yen', kind: 'member', owner })
  }
  for (const member of OPENING.members) {
    await issue(`points:${member}`, OPENING.regular, 'rolling')
    const datedUntil = new Date(BEGINNING + OPENING.datedDays * DAY_MS)
    await issue(`points:${member}`, OPENING.dated, datedUntil)
    await issue(`pay:${member}`, OPENING.ownYen, 'never')
  }
  for (const unit of ['pt', 'yen']) {
    await fundLossAccount(ctx, { key: unit, unit, amount: amount(OPENING.loss) })
  }
  await issue('points:r', OPENING.rich, 'rolling')
  for (const person of ['m', 'f']) {
    await openAccount(ctx, { code: `pay:${person}`, unit: 'yen', kind: 'member', owner: person })
    await issue(`pay:${person}`, OPENING.ownYen, 'never')
  }
  for (const seller of ['s', 'x']) {
    await openAccount(ctx, { code: `sales:${seller}`, unit: 'yen', kind: 'sales' })
  }
}
