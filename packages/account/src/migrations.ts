import { fileURLToPath } from 'node:url'
import type { MigrationSource } from '@modosu/kernel'

export const accountMigrations: MigrationSource = {
  name: 'account',
  sqlDir: fileURLToPath(new URL('../sql', import.meta.url)),
}
