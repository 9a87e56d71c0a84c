import { z } from '@hono/zod-openapi'
import { amountOutSchema, amountSchema, instantSchema, textSchema } from '@modosu/kernel'

const ITEM_NAME_MAX = 200
const PLACE_MAX = 60
const URL_MAX = 500
const PAGE_MAX = 100
const PAGE_DEFAULT = 50

/**
 * Chosen by the neighbour. It becomes the reference of the transfer, so anything that the wire would
 * not carry has to be refused here, before it is paid.
 */
export const paymentRequestIdSchema = z
  .string()
  .regex(/^[a-z]{1,12}_[0-9a-z]{24}$/, 'must be the id of a payment request')
  .openapi({ example: 'preq_01k8x2m4q6s8v0w2y4z6a8c0' })

/** Chosen by the merchant. */
export const captureIdSchema = z
  .string()
  .regex(/^[a-z]{1,12}_[0-9a-z]{24}$/, 'must be the id of a capture')
  .openapi({ example: 'cap_01k8x2m4q6s8v0w2y4z6a8c0' })

export const memberIdSchema = z
  .string()
  .regex(/^mem_[0-9a-z]{1,40}$/, 'must be the id of a member')
  .openapi({ example: 'mem_01k8x2m4q6s8v0w2y4z6a8c0' })

export const placeSchema = z.object({ ja: textSchema(PLACE_MAX), en: textSchema(PLACE_MAX) })

/** What a neighbour says when it asks for a payment. Names of things and shops, never of people. */
export const paymentRequestMessage = z.object({
  paymentRequestId: paymentRequestIdSchema,
  amount: amountSchema,
  unit: z.literal('yen'),
  itemName: textSchema(ITEM_NAME_MAX),
  place: placeSchema.strict(),
  orderReference: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, 'must be letters or digits'),
  returnUrl: z.url({ protocol: /^https?$/ }).max(URL_MAX),
  expiresAt: instantSchema,
  /** `by_merchant`: approved now, taken later, whole or in parts. */
  capture: z.enum(['at_approval', 'by_merchant']).default('at_approval'),
  /** Tell us of every change, at `/pay/v1/payment-notices/{noticeId}`. */
  notifies: z.boolean().default(false),
})

export const stateSchema = z.enum([
  'requested',
  'authorised',
  'approved',
  'refunded',
  'voided',
  'expired',
])

export const kindSchema = z.enum(['points', 'charged', 'sales'])

/** A payment request as the approval page shows it. */
export const paymentRequestOut = z.object({
  paymentRequestId: z.string(),
  amount: amountOutSchema,
  unit: z.string(),
  itemName: z.string(),
  place: placeSchema,
  neighbour: z.string(),
  returnUrl: z.string(),
  expiresAt: instantSchema,
  state: stateSchema,
  approvedAt: instantSchema.nullable(),
  points: amountOutSchema,
  captured: amountOutSchema,
  refunded: amountOutSchema,
  capturesAt: instantSchema.nullable(),
})

/** A payment as the desk sees it: enough to find the order at the neighbour's desk. */
export const paymentOut = paymentRequestOut.omit({ returnUrl: true, expiresAt: true }).extend({
  orderReference: z.string(),
  transferId: z.string().nullable(),
  sessionId: z.string(),
  deviceId: z.string(),
  refundedAt: instantSchema.nullable(),
})

/** An amount with one expiry; null where it never expires. */
export const lotOut = z.object({
  kind: kindSchema,
  amount: amountOutSchema,
  expiresAt: instantSchema.nullable(),
})

/** Which page of a history: the newest entries before `before`. */
export const pageQuery = z.object({
  before: z
    .string()
    .regex(/^[0-9]{1,18}$/, 'must be the `next` of an earlier page')
    .optional(),
  limit: z.coerce.number().int().min(1).max(PAGE_MAX).default(PAGE_DEFAULT),
})
