import { fileURLToPath } from 'node:url'
import type { MigrationSource } from '@modosu/kernel'

/** The ledger's tables and functions, for the house's migrator. */
export const ledgerMigrations: MigrationSource = {
  name: 'ledger',
  sqlDir: fileURLToPath(new URL('../sql', import.meta.url)),
}
