import { z } from '@hono/zod-openapi'
import { amountOutSchema, instantSchema } from '@modosu/kernel'

const PAGE_MAX = 100
const PAGE_DEFAULT = 50

export const memberIdSchema = z
  .string()
  .regex(/^mem_[0-9a-z]{1,40}$/, 'must be the id of a member')
  .openapi({ example: 'mem_01k8x2m4q6s8v0w2y4z6a8c0' })

/** Which page of a history: the newest entries before `before`. */
export const pageQuery = z.object({
  before: z
    .string()
    .regex(/^[0-9]{1,18}$/, 'must be the `next` of an earlier page')
    .optional(),
  limit: z.coerce.number().int().min(1).max(PAGE_MAX).default(PAGE_DEFAULT),
})

const pointsKind = z.enum(['regular', 'limited'])

/** Points of one kind with one expiry; null where no date is set. */
const lotOut = z.object({
  kind: pointsKind,
  amount: amountOutSchema,
  expiresAt: instantSchema.nullable(),
})

const placeOut = z.object({ ja: z.string(), en: z.string() })

export const balanceOut = z.object({
  usable: amountOutSchema,
  lots: z.array(lotOut),
  /** Earned and not usable yet; no part of `usable`. */
  pending: z.array(z.object({ amount: amountOutSchema, usableAt: instantSchema, place: placeOut })),
  held: z.array(
    z.object({
      caseNumber: z.string(),
      /** All that is kept safe: `held` and `returned` together. */
      amount: amountOutSchema,
      /** Stopped where they went, here or at another company. */
      held: amountOutSchema,
      /** Back in their lots, usable once the owner is verified. */
      returned: amountOutSchema,
      lots: z.array(lotOut),
    }),
  ),
})

export const entryOut = z.object({
  entryId: z.string(),
  at: instantSchema,
  kind: z.enum([
    'granted',
    'earned',
    'taken_back',
    'used',
    'refunded',
    'converted',
    'exchanged',
    'exchange_stopped',
    'received',
    'expired',
    'held',
    'released',
    'returned',
    'moved',
  ]),
  direction: z.enum(['in', 'out']),
  amount: amountOutSchema,
  remark: z.string().nullable(),
  place: placeOut.nullable(),
  disowned: z.boolean(),
  lots: z.array(lotOut),
})

/** The `before` of the next, older page; null at the end. */
const nextOut = z.string().nullable()

export const historyOut = z.object({ entries: z.array(entryOut), next: nextOut })

/** The desk also sees who did it: stolen is decided by session. */
export const staffHistoryOut = z.object({
  entries: z.array(
    entryOut.extend({
      caseId: z.string().nullable(),
      sessionId: z.string().nullable(),
      deviceId: z.string().nullable(),
    }),
  ),
  next: nextOut,
})
