import { z } from '@hono/zod-openapi'
import { type Api, endpoint, ok, textSchema } from '@modosu/kernel'
import { proveName } from '../prove-name.ts'
import { listPayouts } from '../store/payout.ts'
import { PAYOUTS_MAX, payoutToJson } from './payouts.ts'
import { memberIdSchema, staffPayoutOut } from './schemas.ts'

const NAME_MAX = 60
const params = z.object({ memberId: memberIdSchema })

/** Names that were proved, and payouts as the desk sees them. */
export function addPayoutDesk(api: Api): void {
  endpoint(
    api,
    {
      method: 'put',
      path: '/payout/v1/staff/members/{memberId}/name',
      summary: 'Writes down the name that a member has proved by his papers',
      tag: 'payout',
      auth: 'staff',
      staffRoles: ['agent', 'supervisor'],
      params,
      body: z.object({ nameKana: textSchema(NAME_MAX) }),
      response: z.object({ name: z.string() }),
      refusals: ['kernel/forbidden', 'payout/name_wrong'],
      discloses: ({ params }) => params.memberId,
    },
    (ctx, { actor, params, body }) =>
      proveName(ctx, { ...params, ...body, staffId: actor.staffId }),
  )
  endpoint(
    api,
    {
      method: 'get',
      path: '/payout/v1/staff/members/{memberId}/payouts',
      summary: 'Shows the desk the payouts of a member, and from which session each was asked for',
      tag: 'payout',
      auth: 'staff',
      params,
      response: z.object({ payouts: z.array(staffPayoutOut) }),
      refusals: [],
      discloses: ({ params }) => params.memberId,
    },
    async (ctx, { params }) => {
      const payouts = await listPayouts(ctx, { ...params, limit: PAYOUTS_MAX })
      return ok({
        payouts: payouts.map((payout) => {
          const { sessionId, deviceId, payoutAccountId } = payout
          return { ...payoutToJson(payout), sessionId, deviceId, payoutAccountId }
        }),
      })
    },
  )
}
