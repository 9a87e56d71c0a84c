import type { Api } from '@modosu/kernel'
import { addCaseEndpoints } from './case-api.ts'
import { addClaimEndpoints } from './claims/claims-api.ts'
import type { DeskDeps } from './desk-deps.ts'
import { addStaffEndpoints } from './staff/staff-api.ts'

/** Adds the desk's HTTP contract: everything under `/desk/v1/`. */
export function deskApi(api: Api, desk: DeskDeps): void {
  addStaffEndpoints(api, desk)
  addCaseEndpoints(api, desk)
  addClaimEndpoints(api, desk)
}
