import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { DatabaseConfig } from '../database.ts'
import { type PostgresServer, startPostgres } from '../postgres/start-postgres.ts'
import { stopPostgres } from '../postgres/stop-postgres.ts'

/** Speed over durability: these databases are worth nothing after the run. */
const SETTINGS = {
  fsync: 'off',
  synchronous_commit: 'off',
  max_connections: '300',
  // Each of its many databases is small and short-lived.
  shared_buffers: '128MB',
  max_wal_size: '1GB',
} as const

let started: Promise<PostgresServer> | undefined

/**
 * Gives the server that all test processes share, as the superuser on its `postgres` database.
 * The server named by TEST_DATABASE_URL if that is set, else an embedded one under `.tmp`, started
 * by the first process that asks and adopted by the others. It stays up when a process ends.
 */
export async function testServer(): Promise<DatabaseConfig> {
  const url = process.env.TEST_DATABASE_URL
  if (url) return { connectionString: url }
  const server = await startOnce()
  return server.connection('postgres')
}

/** Stops the shared server unless another live process still uses it. Starts none to stop it. */
export async function stopTestServer(): Promise<void> {
  if (process.env.TEST_DATABASE_URL) return
  const server = await started?.catch(() => undefined)
  started = undefined
  if (server) await server.stop()
  else await stopPostgres({ dataDir: dataDir() })
}

async function startOnce(): Promise<PostgresServer> {
  started ??= startPostgres({ dataDir: dataDir(), settings: SETTINGS })
  return await started
}

function dataDir(): string {
  return join(findRoot(), '.tmp', 'test-postgres')
}

/** The folder of the whole repository: the first one above whose package.json has workspaces. */
function findRoot(): string {
  for (let at = import.meta.dirname; at !== dirname(at); at = dirname(at)) {
    const manifest = join(at, 'package.json')
    if (existsSync(manifest) && 'workspaces' in JSON.parse(readFileSync(manifest, 'utf8')))
      return at
  }
  throw new Error(`no package.json with workspaces above ${import.meta.dirname}`)
}
