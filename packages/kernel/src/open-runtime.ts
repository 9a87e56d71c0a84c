import { fileURLToPath } from 'node:url'
import type { Clock } from './clock.ts'
import { type DatabaseConfig, openPool } from './database.ts'
import type { RandomBytes } from './id.ts'
import { openJobQueue } from './jobs/job-queue.ts'
import type { Log } from './log.ts'
import type { MigrationSource } from './migrate.ts'
import type { Runtime } from './runtime.ts'

export const kernelMigrations: MigrationSource = {
  name: 'kernel',
  sqlDir: fileURLToPath(new URL('../sql', import.meta.url)),
}

export interface RuntimeConfig {
  readonly company: string
  readonly database: DatabaseConfig
  readonly clock: Clock
  readonly randomBytes: RandomBytes
  readonly log: Log
  /** Every kind of job that the company knows. */
  readonly jobKinds: readonly string[]
  readonly listeners: Readonly<Record<string, readonly string[]>>
}

/** Opens what one process of a company needs: the pool and the queue. The database is migrated. */
export async function openRuntime(
  config: RuntimeConfig,
): Promise<Runtime & { close(): Promise<void> }> {
  const pool = openPool(config.database)
  const jobs = await openJobQueue(config.database, config.jobKinds, config.log)
  return {
    company: config.company,
    pool,
    clock: config.clock,
    randomBytes: config.randomBytes,
    log: config.log,
    jobs,
    listeners: config.listeners,
    async close() {
      await jobs.stop()
      await pool.end()
    },
  }
}
