import { createHash } from 'node:crypto'
import { wallClock } from '../clock.ts'
import { type DatabaseConfig, openPool, type Pool } from '../database.ts'
import { systemRandomBytes } from '../id.ts'
import { testServer } from './test-server.ts'

export interface TestDatabase {
  readonly config: DatabaseConfig
  /** Ends the connections to the database and drops it. */
  drop(): Promise<void>
}

const TEMPLATE_LOCK_SPACE = 7_065_922
const HASH_LENGTH = 20
const RANDOM_BYTES = 8
const DAY_MS = 24 * 60 * 60 * 1000
const LEFTOVERS_MAX = 200

/**
 * Makes an empty copy of a template database for one test file, in some 20 ms. The template is
 * built once per `templateKey` by `build`, which gets a fresh database; the key has to change when
 * what is built changes (a hash of the migrations, say). `build` must close its connections.
 */
export async function createTestDatabase(
  templateKey: string,
  build: (config: DatabaseConfig) => Promise<void>,
): Promise<TestDatabase> {
  const server = await testServer()
  const hash = createHash('sha256').update(templateKey).digest('hex').slice(0, HASH_LENGTH)
  const template = `t_template_${hash}`
  const name = nameDatabase(wallClock.now())
  const admin = openPool(server, { max: 1 })
  try {
    await withTemplateLock(admin, hash, async () => {
      await ensureTemplate(admin, server, template, build)
      await admin.query(`create database ${name} template ${template}`)
    })
  } finally {
    await admin.end()
  }
  return { config: databaseOf(server, name), drop: () => dropDatabase(server, name) }
}

/** The name tells when it was made, so that leftovers of killed test runs can be found. */
function nameDatabase(now: Date): string {
  const random = Buffer.from(systemRandomBytes(RANDOM_BYTES)).toString('hex')
  return `t_${now.getTime()}_${random}`
}

/**
 * One builder at a time per template, over all processes; the copy is made under the lock too,
 * since PostgreSQL refuses to copy a database while somebody is connected to it.
 */
async function withTemplateLock(
  admin: Pool,
  hash: string,
  work: () => Promise<void>,
): Promise<void> {
  const key = [TEMPLATE_LOCK_SPACE, Number.parseInt(hash.slice(0, 7), 16)]
  await admin.query('select pg_advisory_lock($1, $2)', key)
  try {
    await work()
  } finally {
    await admin.query('select pg_advisory_unlock($1, $2)', key)
  }
}

/** A template is marked as such only when it is whole; an unmarked one was left by a dead builder. */
async function ensureTemplate(
  admin: Pool,
  server: DatabaseConfig,
  template: string,
  build: (config: DatabaseConfig) => Promise<void>,
): Promise<void> {
  const found = await admin.query<{ whole: boolean }>(
    'select datistemplate as whole from pg_database where datname = $1',
    [template],
  )
  if (found.rows[0]?.whole) return
  await dropLeftovers(admin)
  await admin.query(`drop database if exists ${template} with (force)`)
  await admin.query(`create database ${template}`)
  await build(databaseOf(server, template))
  await admin.query(`alter database ${template} is_template true`)
}

/** Databases of test processes that died before they could drop them. */
async function dropLeftovers(admin: Pool): Promise<void> {
  const oldest = wallClock.now().getTime() - DAY_MS
  const found = await admin.query<{ name: string }>(
    `select datname as name from pg_database where datname ~ '^t_[0-9]+_' order by datname limit $1`,
    [LEFTOVERS_MAX],
  )
  for (const { name } of found.rows) {
    if (Number(name.split('_')[1]) < oldest) {
      await admin.query(`drop database if exists ${name} with (force)`)
    }
  }
}

async function dropDatabase(server: DatabaseConfig, name: string): Promise<void> {
  const admin = openPool(server, { max: 1 })
  try {
    await admin.query(`drop database if exists ${name} with (force)`)
  } finally {
    await admin.end()
  }
}

function databaseOf(server: DatabaseConfig, database: string): DatabaseConfig {
  if (server.connectionString === undefined) return { ...server, database }
  const url = new URL(server.connectionString)
  url.pathname = `/${database}`
  return { connectionString: url.href }
}
