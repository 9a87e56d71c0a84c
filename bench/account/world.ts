import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { type AccountDeps, accountJobs, accountMigrations, protectingPolicy } from '@modosu/account'
import {
  asUser,
  type DatabaseConfig,
  ensureDatabase,
  kernelMigrations,
  migrate,
  openPool,
  openRuntime,
  type Pool,
  type Runtime,
  silentLog,
  startPostgres,
  systemRandomBytes,
  wallClock,
} from '@modosu/kernel'

/** A company with the account alone, on a server of its own, durable as in production. */
export interface World {
  readonly database: DatabaseConfig
  /** As the superuser: to fill tables, and to cut lines. */
  readonly admin: Pool
  readonly runtime: Runtime
  readonly deps: AccountDeps
  close(): Promise<void>
}

export async function openWorld(): Promise<World> {
  const dataDir = join(import.meta.dirname, '../../.tmp/bench-account')
  const server = await startPostgres({ dataDir, fresh: true })
  await ensureDatabase(server.connection('postgres'), 'bench')
  const admin = openPool(server.connection('bench'), { max: 4 })
  await migrate(admin, [kernelMigrations, accountMigrations])
  const database = asUser(server.connection('bench'), 'modosu_app')
  const deps: AccountDeps = {
    policy: protectingPolicy,
    sealing: { currentId: 'k1', keys: { k1: randomBytes(32) } },
    origin: 'https://bench.example',
    company: 'bench',
    displayName: { ja: '計測', en: 'Bench' },
  }
  const runtime = await openRuntime({
    company: 'bench',
    database,
    clock: wallClock,
    randomBytes: systemRandomBytes,
    log: silentLog,
    // Jobs are kept and not done: what is measured is the answer.
    jobKinds: [...Object.keys(accountJobs(deps)), 'kernel.send_mail', 'kernel.send_text'],
    listeners: {},
  })
  return {
    database,
    admin,
    runtime,
    deps,
    async close() {
      await runtime.close()
      await admin.end()
      await server.stop()
    },
  }
}
