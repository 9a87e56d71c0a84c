import { z } from '@hono/zod-openapi'
import { amountOutSchema, amountSchema, idSchema, instantSchema } from '@modosu/kernel'

/**
 * What may cross between companies, whole: identifiers, amounts, offsets, times and codes. There is
 * no field for free text about a person, and unknown fields are refused on both sides.
 */

/** Largest number of ranges in one message. */
const RANGES_MAX = 2_000

const offset = z.string().regex(/^(0|[1-9][0-9]{0,15})$/)

/** `[["0","40000"]]`: half-open ranges of offsets, in order, not overlapping. */
const rangesSchema = z.array(z.tuple([offset, offset])).max(RANGES_MAX)

const legIdSchema = idSchema('leg')
const transferIdSchema = idSchema('tr')

const stanceSchema = z.enum(['provisional', 'confirmed', 'withdrawn'])

export const ASK_TYP = 'modosu-recall-ask+jwt'
export const askSchema = z.object({
  leg: legIdSchema,
  case: z.strictObject({
    id: idSchema('case'),
    number: z.string().regex(/^\d{3}-\d{3}-\d{3}$/),
  }),
  transfer: transferIdSchema,
  attempt: z.number().int().min(1).max(100),
  offsets: rangesSchema.min(1),
  amount: amountSchema,
  unit: z.string().regex(/^[a-z]{1,10}$/),
  stance: stanceSchema,
  reason: z.enum(['UAPA', 'FRAD']),
  evidence: z.enum(['press', 'machine', 'verified', 'police']),
  holdUntil: instantSchema,
  answerDue: instantSchema,
  hopsLeft: z.number().int().min(0).max(8),
})
export type AskMessage = z.infer<typeof askSchema>

const bucketRanges = z.strictObject({
  held: rangesSchema,
  onward: rangesSchema,
  gone: rangesSchema,
  returned: rangesSchema,
  released: rangesSchema,
})

export const REPORT_TYP = 'modosu-recall-report+jwt'
export const reportSchema = z.object({
  leg: legIdSchema,
  revision: z.number().int().min(1),
  stanceSeen: stanceSchema,
  offsets: bucketRanges,
  holdings: z
    .array(
      z.strictObject({
        kind: z.string().regex(/^[a-z_]{1,60}$/),
        bucket: z.enum(['held', 'onward', 'gone', 'returned', 'released']),
        amount: amountOutSchema,
        stoppableUntil: instantSchema.nullable(),
        reason: z
          .string()
          .regex(/^[A-Z]{4}$/)
          .nullable(),
      }),
    )
    .max(RANGES_MAX),
  nextUpdateDue: instantSchema,
})
export type ReportMessage = z.infer<typeof reportSchema>

export const TRANSFER_TYP = 'modosu-transfer+jwt'
export const transferSchema = z.object({
  transfer: transferIdSchema,
  kind: z.enum(['payment', 'refund', 'return']),
  amount: amountSchema,
  unit: z.string().regex(/^[a-z]{1,10}$/),
  /** Of a payment: what it pays. */
  reference: z
    .string()
    .regex(/^[a-z]+_[0-9a-z]{24}$/)
    .nullable(),
  /** Of a return: the leg. */
  leg: legIdSchema.nullable(),
  /** Of a return or refund: which offsets of which earlier transfer come back; one range. */
  original: transferIdSchema.nullable(),
  offsets: rangesSchema.max(1),
})
export type TransferMessage = z.infer<typeof transferSchema>

export const transferAnswerSchema = z.object({ state: z.enum(['credited', 'refused']) })

export const READ_TYP = 'modosu-recall-read+jwt'
export const readLegSchema = z.object({ leg: legIdSchema })
export const readTransferSchema = z.object({ transfer: transferIdSchema })
export const readTransferAnswerSchema = z.object({
  state: z.enum(['unknown', 'sent', 'credited', 'refused']),
})
export const registersSchema = z.object({
  ask: askSchema,
  report: reportSchema.nullable(),
})
