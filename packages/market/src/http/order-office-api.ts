import { z } from '@hono/zod-openapi'
import { type Api, endpoint, textSchema } from '@modosu/kernel'
import type { MarketDeps } from '../deps.ts'
import { decideReview } from '../reviews/decide-review.ts'
import { decideWithheld } from '../reviews/decide-withheld.ts'
import { limitMember } from '../sales/limits.ts'
import { limitScopes } from '../store/member-limit.ts'
import { orderPath, stateOut } from './schemas.ts'

const REASON_MAX = 500
const MEMBER_ID_MAX = 64
const tag = 'market office'
const reason = textSchema(REASON_MAX)

/** What the office decides about orders and about the people in them. */
export function orderOfficeApi(api: Api, deps: MarketDeps): void {
  endpoint(
    api,
    {
      method: 'post',
      path: '/market/v1/staff/orders/{orderId}/review',
      summary: 'Decides an order that is under review',
      tag,
      auth: 'staff',
      params: orderPath,
      body: z.object({ decision: z.enum(['goes_on', 'send_back']), reason }),
      response: stateOut,
      refusals: [
        'market/unknown_order',
        'market/already_cancelled',
        'market/already_completed',
        'market/on_hold',
        'market/wrong_state',
      ],
      staffRoles: ['agent', 'supervisor'],
    },
    (ctx, { actor, params, body }) => decideReview(ctx, deps, { ...params, ...body, staff: actor }),
  )
  endpoint(
    api,
    {
      method: 'post',
      path: '/market/v1/staff/orders/{orderId}/withheld',
      summary: 'Decides about the money of a seller who shipped after he knew of a hold',
      tag,
      auth: 'staff',
      params: orderPath,
      body: z.object({ pay: z.boolean(), reason }),
      response: z.object({ decided: z.enum(['paid', 'kept']) }),
      refusals: ['market/unknown_order', 'market/already_decided', 'market/nothing_withheld'],
      staffRoles: ['supervisor'],
    },
    (ctx, { actor, params, body }) =>
      decideWithheld(ctx, deps, { ...params, ...body, staff: actor }),
  )
  endpoint(
    api,
    {
      method: 'put',
      path: '/market/v1/staff/members/{memberId}/limits/{scope}',
      summary: 'Takes selling or payouts from a member, or gives them back',
      tag,
      auth: 'staff',
      params: z.object({
        memberId: z
          .string()
          .regex(/^mem_[0-9a-z_]+$/)
          .max(MEMBER_ID_MAX),
        scope: z.enum(limitScopes),
      }),
      body: z.object({ limited: z.boolean(), reason }),
      response: z.object({ limited: z.boolean() }),
      refusals: [],
      staffRoles: ['supervisor'],
    },
    (ctx, { actor, params, body }) => limitMember(ctx, { ...params, ...body, staff: actor }),
  )
}
