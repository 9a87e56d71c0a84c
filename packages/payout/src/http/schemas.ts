import { z } from '@hono/zod-openapi'
import { amountOutSchema, idSchema, instantSchema } from '@modosu/kernel'

export const payoutIdSchema = idSchema('pyo')

export const memberIdSchema = z
  .string()
  .regex(/^mem_[0-9a-z]{1,40}$/, 'must be the id of a member')
  .openapi({ example: 'mem_01k8x2m4q6s8v0w2y4z6a8c0' })

export const stateSchema = z.enum([
  'waiting',
  'sending',
  'at_bank',
  'stopping',
  'settled',
  'stopped',
  'returned',
])

export const payoutOut = z.object({
  payoutId: z.string(),
  amount: amountOutSchema,
  fee: amountOutSchema,
  state: stateSchema,
  askedAt: instantSchema,
  sendsAt: instantSchema,
  settlesAt: instantSchema.nullable(),
  endedAt: instantSchema.nullable(),
  reason: z.string().nullable(),
})

/** The desk also sees who asked: stolen is decided by session. */
export const staffPayoutOut = payoutOut.extend({
  sessionId: z.string(),
  deviceId: z.string(),
  payoutAccountId: z.string(),
})
