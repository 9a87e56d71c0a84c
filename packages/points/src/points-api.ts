import type { Api } from '@modosu/kernel'
import { addGrants } from './http/grants.ts'
import { addMemberPoints } from './http/member-points.ts'

/** Adds the endpoints of points. */
export function pointsApi(api: Api): void {
  addGrants(api)
  addMemberPoints(api)
}
