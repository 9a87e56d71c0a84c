import { fileURLToPath } from 'node:url'
import type { MigrationSource } from '@modosu/kernel'

export { authenticateStaff } from './authenticate-staff.ts'
export type { CasePage, CaseView } from './case-schemas.ts'
export { createStaff } from './create-staff.ts'
export { deskApi } from './desk-api.ts'
export type { DeskDeps, DeskPolicy } from './desk-deps.ts'
export { deskJobs, deskListeners } from './desk-jobs.ts'
export type { DeskErrorCode } from './errors.ts'
export { deskProblems } from './errors.ts'

export const deskMigrations: MigrationSource = {
  name: 'desk',
  sqlDir: fileURLToPath(new URL('../sql', import.meta.url)),
}
