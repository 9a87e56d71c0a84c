import { z } from '@hono/zod-openapi'
import { amountOutSchema, amountSchema, idSchema, instantSchema } from '@modosu/kernel'

/**
 * What may cross between companies, whole: identifiers, amounts, offsets, times and codes. There is
 * no field for free text about a person, and unknown fields are refused on both sides.
 */

/** Largest number of ranges in one list of a message. */
export const RANGES_MAX = 2_000
/** Most asks, or reports, in one message: 256 KiB hold so many, and one transaction too. */
export const LEGS_AT_ONCE_MAX = 200
/** How often a person may renew one hold. */
const RENEWALS_MAX = 20

const offset = z.string().regex(/^(0|[1-9][0-9]{0,15})$/)

/** `[["0","40000"]]`: half-open ranges of offsets, in order, not overlapping. */
const rangesSchema = z.array(z.tuple([offset, offset])).max(RANGES_MAX)

const legIdSchema = idSchema('leg')
const transferIdSchema = idSchema('tr')
const unitSchema = z.string().regex(/^[a-z]{1,10}$/)
const caseNumberSchema = z.string().regex(/^\d{3}-\d{3}-\d{3}$/)
const stanceSchema = z.enum(['provisional', 'confirmed', 'withdrawn'])
const bucketSchema = z.enum([
  'awaited',
  'held',
  'onward',
  'noAnswer',
  'gone',
  'returned',
  'released',
])

/** Why an offset is where it is; ISO 20022 where it has a word for it. */
export const reasonSchema = z.enum([
  // Kept by a holder in good faith; by a holder whose appeal was heard.
  'NOAS',
  'CUST',
  // Another case has it; an earlier attempt or another case has had it returned already.
  'PTNA',
  'ARDT',
  // A company behind was silent; a company behind refused the claim.
  'NOOR',
  'RFSD',
  // An indemnity is asked for first; two claims meet here and a person decides between them.
  'IDMN',
  'DISP',
  // Past a limit of the contract: hops, fan-out, age, smallest amount.
  'LHOP',
  'LFAN',
  'LAGE',
  'LMIN',
])
export type Reason = z.infer<typeof reasonSchema>

const indemnitySchema = z.strictObject({ cap: amountSchema, until: instantSchema })

export const ASK_TYP = 'modosu-recall-ask+jwt'
export const askSchema = z.object({
  leg: legIdSchema,
  case: z.strictObject({ id: idSchema('case'), number: caseNumberSchema }),
  transfer: transferIdSchema,
  attempt: z.number().int().min(1).max(100),
  offsets: rangesSchema.min(1),
  amount: amountSchema,
  unit: unitSchema,
  stance: stanceSchema,
  reason: z.enum(['UAPA', 'FRAD']),
  evidence: z.enum(['press', 'machine', 'verified', 'police']),
  holdUntil: instantSchema,
  /** How often a person renewed the hold: only a grown number can make it longer. */
  renewals: z.number().int().min(0).max(RENEWALS_MAX),
  answerDue: instantSchema,
  hopsLeft: z.number().int().min(0).max(8),
  /** What the asker bears if the return proves wrong, up to its cap and until its end. */
  indemnity: indemnitySchema.nullable(),
  /** Offsets that are taken back, where it is not all of them; they only grow. */
  letGo: rangesSchema.optional(),
})
export type AskMessage = z.infer<typeof askSchema>

export const ASKS_TYP = 'modosu-recall-asks+jwt'
export const asksSchema = z.object({
  asks: z.array(askSchema.strict()).min(1).max(LEGS_AT_ONCE_MAX),
})

const bucketRanges = z.strictObject({
  awaited: rangesSchema,
  held: rangesSchema,
  onward: rangesSchema,
  noAnswer: rangesSchema,
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
        bucket: bucketSchema,
        amount: amountOutSchema,
        stoppableUntil: instantSchema.nullable(),
        reason: reasonSchema.nullable(),
        /** Of what another case has: that case's public number. */
        otherCase: caseNumberSchema.nullable(),
      }),
    )
    .max(RANGES_MAX),
  /** Of what is gone: which offsets are worth a second attempt. */
  askAgain: rangesSchema,
  /** Until when it is held, as granted; a confirmed hold ends by a decision. */
  holdUntil: instantSchema,
  decisionDue: instantSchema.nullable(),
  /** A holder's objection: it stops the clock of the decision and not the hold. */
  appeal: z
    .strictObject({
      openedAt: instantSchema,
      decidedAt: instantSchema.nullable(),
      outcome: z.enum(['kept', 'dismissed']).nullable(),
    })
    .nullable(),
  nextUpdateDue: instantSchema,
  /**
   * Of what is onward: how much is held further away, on its way back, and told as gone there, over
   * all companies behind. Figures only; what is missing to `onward` is not known yet.
   */
  beyond: z
    .strictObject({ held: amountOutSchema, returned: amountOutSchema, gone: amountOutSchema })
    .default({ held: '0', returned: '0', gone: '0' }),
})
export type ReportMessage = z.infer<typeof reportSchema>
export type ToldBucket = keyof ReportMessage['offsets']

export const REPORTS_TYP = 'modosu-recall-reports+jwt'
export const reportsSchema = z.object({
  reports: z.array(reportSchema.strict()).min(1).max(LEGS_AT_ONCE_MAX),
})

const problemSchema = z.looseObject({ code: z.string() })
export const asksAnswerSchema = z.object({
  answers: z.array(
    z.union([
      z.strictObject({ leg: legIdSchema, report: reportSchema.strict() }),
      z.strictObject({ leg: legIdSchema, problem: problemSchema }),
    ]),
  ),
})
export const reportsAnswerSchema = z.object({
  answers: z.array(
    z.union([
      z.strictObject({ leg: legIdSchema, revision: z.number() }),
      z.strictObject({ leg: legIdSchema, problem: problemSchema }),
    ]),
  ),
})

export const TRANSFER_TYP = 'modosu-transfer+jwt'
export const transferSchema = z.object({
  transfer: transferIdSchema,
  kind: z.enum(['payment', 'refund', 'return', 'give_back', 'stop']),
  amount: amountSchema,
  unit: unitSchema,
  /** Of a payment: what it pays. */
  reference: z
    .string()
    .regex(/^[a-z]+_[0-9a-z]{24}$/)
    .nullable(),
  /** Of a return, a give-back or a stop: the leg. */
  leg: legIdSchema.nullable(),
  /** Of everything but a payment: which offsets of which earlier transfer. */
  original: transferIdSchema.nullable(),
  offsets: rangesSchema,
})
export type TransferMessage = z.infer<typeof transferSchema>

/** `leg` names the claim that refuses a transfer for ever; null for any other refusal. */
export const transferAnswerSchema = z.object({
  state: z.enum(['credited', 'refused']),
  leg: legIdSchema.nullable(),
})

export const READ_TYP = 'modosu-recall-read+jwt'
export const readLegSchema = z.object({ leg: legIdSchema })
export const readTransferSchema = z.object({ transfer: transferIdSchema })
export const readMetaSchema = z.object({})
export const readTransferAnswerSchema = z.object({
  state: z.enum(['unknown', 'sent', 'credited', 'refused']),
})
export const registersSchema = z.object({
  ask: askSchema,
  report: reportSchema.nullable(),
})

export const CAPABILITIES = [
  'asks',
  'reports',
  'stop',
  'give_back',
  'renewal',
  'appeal',
  'attempts',
  'let_go',
  'beyond',
] as const

export const META_TYP = 'modosu-recall-meta+jwt'
export const metaSchema = z.object({
  company: z.string().max(60),
  versions: z.array(z.string().max(20)).max(20),
  capabilities: z.array(z.string().max(40)).max(100),
  limits: z.object({
    hops: z.number().int(),
    fanOut: z.number().int(),
    ageDays: z.number().int(),
    amountMin: amountOutSchema,
    asksAtOnce: z.number().int().min(1).max(LEGS_AT_ONCE_MAX),
    ranges: z.number().int(),
    messageBytes: z.number().int(),
  }),
  holdHours: z.object({
    press: z.number(),
    machine: z.number(),
    verified: z.number(),
    police: z.number(),
  }),
})
export type Meta = z.infer<typeof metaSchema>
