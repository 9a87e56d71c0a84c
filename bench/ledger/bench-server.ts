import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  type DatabaseConfig,
  databaseError,
  ensureDatabase,
  openPool,
  startPostgres,
} from '@modosu/kernel'
import { ledgerMigrations } from '@modosu/ledger'

/** A server that databases are measured on. */
export interface BenchServer {
  readonly name: string
  readonly admin: DatabaseConfig
  /** Whether what is built here is there for the next run. */
  readonly kept: boolean
  /** What every database of this state of the code is called, up to its own name. */
  readonly prefix: string
  stop(): Promise<void>
}

const PREFIX = 'modosu_bench_'
const DIGEST_LENGTH = 8

/**
 * The embedded server as every company has it, on a folder of its own that keeps the histories from
 * run to run. The longest is some 4 GB with its indexes.
 */
export async function startEmbedded(options: { fresh: boolean }): Promise<BenchServer> {
  const dataDir = join(import.meta.dirname, '../../.tmp/bench-ledger')
  const server = await startPostgres({ dataDir, fresh: options.fresh })
  const admin = server.connection('postgres')
  const prefix = await prefixOfCode()
  await dropStale(admin, prefix)
  return { name: 'embedded', admin, kept: true, prefix, stop: () => server.stop() }
}

/** A server of somebody's own; what is built there is dropped at the end unless he says `--keep`. */
export async function reachServer(
  url: string,
  options: { fresh: boolean; keep: boolean },
): Promise<BenchServer> {
  const admin = { connectionString: url }
  const prefix = await prefixOfCode()
  if (options.fresh) await dropDatabases(admin, () => true)
  await dropStale(admin, prefix)
  return {
    name: 'DATABASE_URL',
    admin,
    kept: options.keep,
    prefix,
    stop: () => (options.keep ? Promise.resolve() : dropDatabases(admin, () => true)),
  }
}

export function databaseOn(server: BenchServer, name: string): DatabaseConfig {
  const { connectionString } = server.admin
  if (connectionString === undefined) return { ...server.admin, database: name }
  const url = new URL(connectionString)
  url.pathname = `/${name}`
  return { connectionString: url.href }
}

/**
 * Makes a database by copying another, or an empty one. `build` fills it; a database whose building
 * was cut off is made anew.
 */
export async function makeDatabase(
  server: BenchServer,
  name: string,
  build: (config: DatabaseConfig) => Promise<void>,
): Promise<DatabaseConfig> {
  const config = databaseOn(server, name)
  if (await isWhole(server, name)) return config
  await dropDatabases(server.admin, (one) => one === name)
  await ensureDatabase(server.admin, name)
  await build(config)
  await inServer(server.admin, `comment on database ${name} is 'whole'`)
  return config
}

export async function copyDatabase(
  server: BenchServer,
  name: string,
  template: string,
): Promise<DatabaseConfig> {
  await dropDatabases(server.admin, (one) => one === name)
  await inServer(server.admin, `create database ${name} template ${template} strategy file_copy`)
  return databaseOn(server, name)
}

export async function hasDatabase(server: BenchServer, name: string): Promise<boolean> {
  return (await namesOf(server.admin)).includes(name)
}

async function isWhole(server: BenchServer, name: string): Promise<boolean> {
  const rows = await inServer<{ word: string | null }>(
    server.admin,
    `select shobj_description(oid, 'pg_database') as word from pg_database where datname = $1`,
    [name],
  )
  return rows[0]?.word === 'whole'
}

async function dropDatabases(
  admin: DatabaseConfig,
  which: (name: string) => boolean,
): Promise<void> {
  for (const name of (await namesOf(admin)).filter(which)) {
    await inServer(admin, `drop database ${name} with (force)`)
  }
}

const IN_USE = '55006'

/** What was built from other code is of no use to anybody, unless he is measuring it right now. */
async function dropStale(admin: DatabaseConfig, prefix: string): Promise<void> {
  for (const name of (await namesOf(admin)).filter((one) => !one.startsWith(prefix))) {
    try {
      await inServer(admin, `drop database ${name}`)
    } catch (error) {
      if (databaseError(error)?.state !== IN_USE) throw error
    }
  }
}

async function namesOf(admin: DatabaseConfig): Promise<string[]> {
  const rows = await inServer<{ name: string }>(
    admin,
    `select datname as name from pg_database where starts_with(datname, $1)`,
    [PREFIX],
  )
  return rows.map((row) => row.name)
}

async function inServer<Row extends Record<string, unknown>>(
  admin: DatabaseConfig,
  text: string,
  values: readonly unknown[] = [],
): Promise<Row[]> {
  const pool = openPool(admin, { max: 1 })
  try {
    return (await pool.query(text, [...values])).rows as Row[]
  } finally {
    await pool.end()
  }
}

/** A history is worth keeping only while the ledger's SQL and the way it is filled are the same. */
async function prefixOfCode(): Promise<string> {
  const hash = createHash('sha256')
  const { sqlDir } = ledgerMigrations
  for (const file of (await readdir(sqlDir)).filter((name) => /^\d/.test(name)).sort()) {
    hash.update(await readFile(join(sqlDir, file)))
  }
  for (const file of ['baseline.sql', 'bench-database.ts']) {
    hash.update(await readFile(join(import.meta.dirname, file)))
  }
  return `${PREFIX}${hash.digest('hex').slice(0, DIGEST_LENGTH)}_`
}
