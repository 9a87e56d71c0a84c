import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  type DatabaseConfig,
  dropDatabase,
  ensureDatabase,
  kernelMigrations,
  migrate,
  openPool,
  type PostgresServer,
} from '@modosu/kernel'
import { ledgerMigrations } from '@modosu/ledger'
import { fillHistory, openHolders } from './history.ts'

const SOURCES = [kernelMigrations, ledgerMigrations]
const PREFIX = 'history_'
const DIGEST_LENGTH = 8

/**
 * A ledger with this many transfers, in a database of its own that stays for the next run; one whose
 * building was cut off is built on. A ledger of other migrations is not this one and is dropped.
 */
export async function keepHistory(server: PostgresServer, transfers: number): Promise<string> {
  const digest = await digestOfMigrations()
  const admin = server.connection('postgres')
  await dropOutdated(admin, digest)
  const name = `${PREFIX}${digest}_${transfers}`
  await ensureDatabase(admin, name)
  const pool = openPool(server.connection(name), { max: 4 })
  await migrate(pool, SOURCES)
  await openHolders(pool)
  await fillHistory(pool, transfers)
  await pool.end()
  return name
}

async function digestOfMigrations(): Promise<string> {
  const hash = createHash('sha256')
  for (const { sqlDir } of SOURCES) {
    for (const file of (await readdir(sqlDir)).filter((one) => /^\d{4}-/.test(one)).sort()) {
      hash.update(await readFile(join(sqlDir, file)))
    }
  }
  return hash.digest('hex').slice(0, DIGEST_LENGTH)
}

async function dropOutdated(admin: DatabaseConfig, digest: string): Promise<void> {
  const pool = openPool(admin, { max: 1 })
  const { rows } = await pool.query<{ name: string }>(
    `select datname as name from pg_database where datname like '${PREFIX}%'`,
  )
  await pool.end()
  for (const { name } of rows) {
    if (!name.startsWith(`${PREFIX}${digest}_`)) await dropDatabase(admin, name)
  }
}
