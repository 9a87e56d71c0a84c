import { z } from '@hono/zod-openapi'
import { type Api, endpoint } from '@modosu/kernel'
import { endSessionsByDesk } from '../desk/end-sessions-by-desk.ts'
import { showMemberToDesk } from '../desk/show-member-to-desk.ts'
import { viewMemberByDesk } from '../desk/view-member-by-desk.ts'
import * as factor from './factor-shapes.ts'
import * as shape from './shapes.ts'

const { tag } = shape

/** A member as he sees himself, and the end of his sessions: recorded with who and why. */
export function staffViewRoutes(api: Api): void {
  findRoute(api)
  endpoint(
    api,
    {
      method: 'get',
      path: '/account/v1/staff/members/{memberId}',
      summary: 'What the member’s own security page shows, without values; the look is recorded',
      tag,
      auth: 'staff',
      staffRoles: ['agent', 'supervisor'],
      params: z.object({ memberId: shape.memberId }),
      response: z.object({
        memberId: shape.memberId,
        displayName: z.string(),
        restrictions: z.array(shape.restriction),
        sessions: z.array(
          z.object({
            sessionId: shape.sessionId,
            begunAt: shape.instant,
            lastSeenAt: shape.instant,
            device: shape.bilingual,
            network: z.string(),
            wayIn: factor.wayIn,
          }),
        ),
        factors: z.object({ passkeys: z.number(), totp: z.boolean(), recoveryCodes: z.number() }),
      }),
      refusals: ['account/unknown_member'],
      discloses: ({ params }) => params.memberId,
      commitsOnRefusal: true,
    },
    (ctx, { params }) => viewMemberByDesk(ctx, params),
  )
  endpoint(
    api,
    {
      method: 'post',
      path: '/account/v1/staff/members/{memberId}/end-sessions',
      summary: 'Ends every session of a member; who, when and why is recorded',
      tag,
      auth: 'staff',
      staffRoles: ['agent', 'supervisor'],
      params: z.object({ memberId: shape.memberId }),
      body: shape.empty,
      response: z.object({ ended: z.number() }),
      refusals: ['account/unknown_member'],
      discloses: ({ params }) => params.memberId,
    },
    (ctx, { params }) => endSessionsByDesk(ctx, params),
  )
}

function findRoute(api: Api): void {
  endpoint(
    api,
    {
      method: 'get',
      path: '/account/v1/staff/members',
      summary: 'Finds a member by a present or previous login ID or address; the look is recorded',
      tag,
      auth: 'staff',
      staffRoles: ['agent', 'supervisor'],
      query: z.object({ login: shape.login }),
      response: z.object({
        memberId: shape.memberId,
        displayName: z.string(),
        email: z.string(),
        stoppedUnder: shape.caseNumber.nullable(),
        changes: z.array(
          z.object({
            changeId: shape.changeId,
            field: shape.field,
            at: shape.instant,
            madeBy: z.string(),
          }),
        ),
      }),
      refusals: ['account/unknown_member'],
      discloses: ({ query }) => query.login,
      // A search that finds nobody is a look too.
      commitsOnRefusal: true,
    },
    (ctx, { query }) => showMemberToDesk(ctx, query),
  )
}
