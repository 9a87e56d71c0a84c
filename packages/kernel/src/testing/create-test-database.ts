import { createHash } from 'node:crypto'
import { wallClock } from '../clock.ts'
import type { Tx } from '../context.ts'
import { type DatabaseConfig, openPool, txOf } from '../database.ts'
import { systemRandomBytes } from '../id.ts'
import { testServer } from './test-server.ts'

export interface TestDatabase {
  readonly config: DatabaseConfig
  /** Ends the connections to the database and drops it. */
  drop(): Promise<void>
}

const TEMPLATE_PREFIX = 't_template_'
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
  const template = nameTemplate(templateKey)
  const name = nameDatabase(wallClock.now())
  await withAdmin(server, async (admin) => {
    await lockTemplate(admin, template)
    await ensureTemplate(admin, { server, template, build })
    await admin.query(`create database ${name} template ${template}`)
  })
  return { config: databaseOf(server, name), drop: () => dropDatabase(server, name) }
}

/** Drops a template that no later run will ask for, since its key was of this run alone. */
export async function dropTestTemplate(templateKey: string): Promise<void> {
  const template = nameTemplate(templateKey)
  await withAdmin(await testServer(), async (admin) => {
    await lockTemplate(admin, template)
    await admin.query(`alter database ${template} is_template false`)
    await admin.query(`drop database ${template} with (force)`)
  })
}

function nameTemplate(templateKey: string): string {
  const hash = createHash('sha256').update(templateKey).digest('hex')
  return `${TEMPLATE_PREFIX}${hash.slice(0, HASH_LENGTH)}`
}

/** The name tells when it was made, so that leftovers of killed test runs can be found. */
function nameDatabase(now: Date): string {
  const random = Buffer.from(systemRandomBytes(RANDOM_BYTES)).toString('hex')
  return `t_${now.getTime()}_${random}`
}

/** Works on one connection, so that locks of the session hold until the work is done. */
async function withAdmin(
  server: DatabaseConfig,
  work: (admin: Tx) => Promise<void>,
): Promise<void> {
  const pool = openPool(server, { max: 1 })
  try {
    const client = await pool.connect()
    try {
      await work(txOf(client))
    } finally {
      client.release(true)
    }
  } finally {
    await pool.end()
  }
}

/**
 * One builder at a time per template, over all processes, until the connection ends. The copy is
 * made under the lock too: PostgreSQL refuses to copy a database that somebody is connected to.
 */
async function lockTemplate(admin: Tx, template: string): Promise<void> {
  await admin.query('select pg_advisory_lock(hashtextextended($1, 0))', [template])
}

/** A template is marked as such only when it is whole; an unmarked one was left by a dead builder. */
async function ensureTemplate(
  admin: Tx,
  plan: {
    server: DatabaseConfig
    template: string
    build: (config: DatabaseConfig) => Promise<void>
  },
): Promise<void> {
  const { server, template, build } = plan
  const found = await admin.query<{ whole: boolean }>(
    'select datistemplate as whole from pg_database where datname = $1',
    [template],
  )
  if (found.rows[0]?.whole) return
  await dropLeftovers(admin)
  await admin.query(`drop database if exists ${template} with (force)`)
  await admin.query(`create database ${template}`)
  await build(databaseOf(server, template))
  await admin.query(`comment on database ${template} is '${wallClock.now().getTime()}'`)
  await admin.query(`alter database ${template} is_template true`)
}

/**
 * Drops databases of test processes that died before they could, and templates of earlier states of
 * the code. Both tell when they were made, by name or by comment.
 */
async function dropLeftovers(admin: Tx): Promise<void> {
  const oldest = wallClock.now().getTime() - DAY_MS
  const found = await admin.query<{ name: string; template: boolean; made: string | null }>(
    `select datname as name, datistemplate as template,
            case when datistemplate then shobj_description(oid, 'pg_database')
                 else split_part(datname, '_', 2) end as made
     from pg_database
     where datname ~ '^t_(template|[0-9]+)_' order by datname limit $1`,
    [LEFTOVERS_MAX],
  )
  for (const { name, template, made } of found.rows) {
    if (made === null || !(Number(made) < oldest)) continue
    if (template) {
      const locked = await admin.query<{ taken: boolean }>(
        'select pg_try_advisory_lock(hashtextextended($1, 0)) as taken',
        [name],
      )
      if (!locked.rows[0]?.taken) continue
      await admin.query(`alter database ${name} is_template false`)
    }
    await admin.query(`drop database if exists ${name} with (force)`)
  }
}

async function dropDatabase(server: DatabaseConfig, name: string): Promise<void> {
  await withAdmin(server, async (admin) => {
    await admin.query(`drop database if exists ${name} with (force)`)
  })
}

function databaseOf(server: DatabaseConfig, database: string): DatabaseConfig {
  if (server.connectionString === undefined) return { ...server, database }
  const url = new URL(server.connectionString)
  url.pathname = `/${database}`
  return { connectionString: url.href }
}
