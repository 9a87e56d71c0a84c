import { fileURLToPath } from 'node:url'
import type { MigrationSource } from '@modosu/kernel'

export type { CasePage, CaseView } from './case-schemas.ts'
export { deskApi } from './desk-api.ts'
export type { DeskDeps, DeskPolicy } from './desk-deps.ts'
export { deskJobs, deskListeners } from './desk-jobs.ts'
export type { DeskErrorCode } from './errors.ts'
export { deskProblems } from './errors.ts'
export { staffAuthenticator } from './staff/authenticate-staff.ts'
export { createStaff } from './staff/create-staff.ts'

export const deskMigrations: MigrationSource = {
  name: 'desk',
  sqlDir: fileURLToPath(new URL('../sql', import.meta.url)),
}
