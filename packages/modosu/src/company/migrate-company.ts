import { ensureDatabase, kernelMigrations, migrate, openPool } from '@modosu/kernel'
import type { CompanyConfig } from './company-config.ts'
import type { Room } from './services-of.ts'

/** Makes the company's database when it is missing and brings its tables up to date. */
export async function migrateCompany(config: CompanyConfig, rooms: readonly Room[]): Promise<void> {
  const { admin, maintenance } = config.database
  if (maintenance && admin.database) await ensureDatabase(maintenance, admin.database)
  const pool = openPool(admin, { max: 2 })
  try {
    await migrate(pool, [kernelMigrations, ...rooms.map((room) => room.migrations)])
  } finally {
    await pool.end()
  }
}
