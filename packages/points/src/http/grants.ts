import { z } from '@hono/zod-openapi'
import {
  type Api,
  amount,
  amountOutSchema,
  amountSchema,
  endpoint,
  instantSchema,
  ok,
  textSchema,
} from '@modosu/kernel'
import { grantPoints } from '../grant-points.ts'
import { memberIdSchema } from './schemas.ts'

const REMARK_MAX = 100

/** Giving points to a member. */
export function addGrants(api: Api): void {
  endpoint(
    api,
    {
      method: 'post',
      path: '/points/v1/grants',
      summary: 'Gives points to a member, usable at once',
      tag: 'points',
      auth: 'staff',
      staffRoles: ['supervisor'],
      body: z.object({
        memberId: memberIdSchema,
        amount: amountSchema,
        kind: z.enum(['regular', 'limited']),
        expiresAt: instantSchema.optional(),
        remark: textSchema(REMARK_MAX),
      }),
      response: z.object({
        grantId: z.string(),
        amount: amountOutSchema,
        kind: z.enum(['regular', 'limited']),
        expiresAt: instantSchema,
      }),
      refusals: ['kernel/forbidden', 'points/expiry_wrong', 'points/grant_too_large'],
      idempotent: true,
      status: 201,
    },
    async (ctx, { actor, body }) => {
      const { expiresAt, ...rest } = body
      const granted = await grantPoints(ctx, {
        ...rest,
        amount: amount(BigInt(body.amount)),
        staffId: actor.staffId,
        ...(expiresAt ? { expiresAt: new Date(expiresAt) } : {}),
      })
      if (!granted.ok) return granted
      return ok({
        grantId: granted.value.grantId,
        amount: body.amount,
        kind: body.kind,
        expiresAt: granted.value.expiresAt.toISOString(),
      })
    },
  )
}
