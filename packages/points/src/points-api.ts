import type { Api, Ctx, Words } from '@modosu/kernel'
import type { NeighbourDirectory } from '@modosu/recall'
import { addEarnings } from './http/earnings.ts'
import { addExchanges } from './http/exchanges.ts'
import { addGrants } from './http/grants.ts'
import { addMemberPoints } from './http/member-points.ts'
import type { PointsPolicy } from './points-policy.ts'

/** What points need to know of a member: where to write, and how to call him. */
export interface PointsMember {
  readonly memberId: string
  readonly email: string
  readonly displayName: string
}

/** What points are given by the wiring. */
export interface PointsDeps {
  /** The partners whose programmes points can be exchanged into, and from. */
  readonly neighbours: NeighbourDirectory
  readonly policy: PointsPolicy
  /** Where members reach this company's pages, without a trailing slash. */
  readonly origin: string
  readonly displayName: Words
  /** The members that exist of those asked for; the account room knows them. */
  readMembers(ctx: Ctx, memberIds: readonly string[]): Promise<readonly PointsMember[]>
}

/** Adds the endpoints of points. */
export function pointsApi(api: Api, deps: PointsDeps): void {
  addGrants(api)
  addMemberPoints(api)
  addEarnings(api)
  addExchanges(api, deps)
}
