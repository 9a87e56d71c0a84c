import { z } from '@hono/zod-openapi'
import { amountOutSchema, idSchema, textSchema } from '@modosu/kernel'
import { carriers } from '../parcels/tracking-number.ts'
import { orderEndings, orderStates } from '../states/order-steps.ts'
import { scores } from '../store/rating.ts'

const NAME_MAX = 60
const ADDRESS_MAX = 120
const TRACKING_WRITTEN_MAX = 40
const RATING_WORDS_MAX = 140
const PAGE_MAX = 50
const PAGE_DEFAULT = 20

export const orderPath = z.object({ orderId: idSchema('ord') })

export const limitSchema = z.coerce.number().int().min(1).max(PAGE_MAX).default(PAGE_DEFAULT)

export const shipsInSchema = z.enum(['days_1_2', 'days_2_3', 'days_4_7'])

export const carrierSchema = z.enum(carriers)

/** As printed on the slip, with or without hyphens; the number is checked by the verb. */
export const trackingNumberSchema = z
  .string()
  .max(TRACKING_WRITTEN_MAX)
  .openapi({ example: '1234-5678-9014' })

export const deliverToSchema = z.strictObject({
  name: textSchema(NAME_MAX),
  postalCode: z.string().regex(/^[0-9]{3}-?[0-9]{4}$/, 'must be seven digits'),
  prefecture: textSchema(NAME_MAX),
  city: textSchema(ADDRESS_MAX),
  line: textSchema(ADDRESS_MAX),
})

const instant = z.iso.datetime()

export const ratingSchema = z.strictObject({
  score: z.enum(scores),
  words: textSchema(RATING_WORDS_MAX).optional(),
})

export const stateOut = z.object({ state: z.enum(orderStates) })

const summary = {
  orderId: z.string(),
  listingId: z.string(),
  title: z.string(),
  price: amountOutSchema,
  state: z.enum(orderStates),
  onHold: z.boolean(),
  orderedAt: instant,
}

export const orderListOut = z.object({
  orders: z.array(z.object({ ...summary, otherName: z.string() })),
  next: instant.nullable(),
})

/** That a claim ended an order is nobody's business but the office's. */
const publicEndings = orderEndings.filter(
  (ending) => ending !== 'claim' && ending !== 'claim_on_silence',
)

export const labelOut = z.object({
  carrier: carrierSchema,
  trackingNumber: z.string(),
  code: z.string(),
  postage: amountOutSchema,
  anonymous: z.boolean(),
  madeAt: instant,
})

const ratingOut = z.object({
  givenBy: z.enum(['buyer', 'seller']),
  score: z.enum(scores),
  words: z.string().nullable(),
  givenAt: instant,
})

export const messageOut = z.object({
  messageId: z.string(),
  writtenBy: z.enum(['buyer', 'seller']),
  words: z.string(),
  writtenAt: instant,
})

export const orderOut = z.object({
  ...summary,
  role: z.enum(['buyer', 'seller']),
  fee: amountOutSchema.nullable(),
  sellerName: z.string(),
  buyerName: z.string(),
  paidAt: instant.nullable(),
  endedAt: instant.nullable(),
  ending: z.enum(publicEndings).nullable(),
  /** Whether this side may ask to cancel now. */
  mayAskCancel: z.boolean(),
  payBy: instant.nullable(),
  paymentRequestId: z.string().nullable(),
  approvalUrl: z.string().nullable(),
  deadlines: z.array(
    z.object({
      clock: z.string(),
      dueAt: instant.nullable(),
      leftMs: z.number().int().nullable(),
    }),
  ),
  deliverTo: deliverToSchema.nullable(),
  deliverToHidden: z.enum(['not_paid', 'on_hold', 'ended', 'anonymous']).nullable(),
  shipped: z.boolean(),
  shipment: z
    .object({
      carrier: carrierSchema,
      trackingNumber: z.string(),
      saidAt: instant,
      flagged: z.boolean(),
      scans: z.array(z.object({ status: z.string(), scannedAt: instant })),
    })
    .nullable(),
  label: labelOut.nullable(),
  ratings: z.array(ratingOut),
  cancelRequest: z
    .object({
      requestedBy: z.enum(['buyer', 'seller']),
      reason: z.string(),
      requestedAt: instant,
    })
    .nullable(),
  hold: z
    .object({
      since: instant,
      resultBy: instant.nullable(),
      reason: z.enum(['not_the_registered_owner', 'source_of_payment']),
      notice: z.record(z.string(), instant).nullable(),
    })
    .nullable(),
})

export const officeOrderOut = z.object({
  ...summary,
  sellerId: z.string(),
  buyerId: z.string(),
  sellerName: z.string(),
  buyerName: z.string(),
  prefecture: z.string().nullable(),
  paymentRequestId: z.string(),
  payCompany: z.string(),
  transferId: z.string().nullable(),
  paidAt: instant.nullable(),
  endedAt: instant.nullable(),
  ending: z.string().nullable(),
  holds: z.array(
    z.object({
      caseId: z.string(),
      caseNumber: z.string(),
      amount: amountOutSchema,
      heldAt: instant,
    }),
  ),
  signs: z.record(z.string(), instant.nullable()),
  steps: z.array(
    z.object({
      step: z.number().int(),
      event: z.string(),
      actor: z.string(),
      from: z.string(),
      to: z.string(),
      note: z.string().nullable(),
      at: instant,
    }),
  ),
})
