import { z } from '@hono/zod-openapi'
import { amountOutSchema, instantSchema } from '@modosu/kernel'

/** The shapes of a case as they leave this room. Amounts are strings of digits, in points. */

const wordsSchema = z.object({ ja: z.string(), en: z.string() })

const bucketsSchema = z.object({
  held: amountOutSchema,
  onward: amountOutSchema,
  gone: amountOutSchema,
  returned: amountOutSchema,
  released: amountOutSchema,
})

const stateSchema = z.enum([
  'opening',
  'stopped',
  'second_person',
  'returning',
  'withdrawing',
  'owner_next',
  'closed',
])

/** Whose move it is: the account holder's, this desk's, the seller's, a neighbour's. */
const turnSchema = z.enum(['owner', 'desk', 'seller', 'partner'])

const promiseSchema = z.object({
  kind: z.enum(['first_word', 'decision', 'answer']),
  words: wordsSchema,
  company: z.string(),
  companyName: wordsSchema,
  madeAt: instantSchema,
  dueAt: instantSchema,
  keptAt: instantSchema.nullable(),
  lateAt: instantSchema.nullable(),
  lateReason: wordsSchema.nullable(),
})

const legSchema = bucketsSchema.extend({
  company: z.string(),
  companyName: wordsSchema,
  /** `order_awaiting_shipment`, `balance`, … as the company that holds it calls it. */
  kind: z.string(),
  place: wordsSchema,
  stoppableUntil: instantSchema.nullable(),
  /** What has come back from there: it counts as `returned` at the company that asked. */
  cameBack: amountOutSchema,
  /** Of what is onward: on its way back from further away. */
  onItsWay: amountOutSchema,
})

/** What a case waits for besides its promises: who has to do what until when. */
const needSchema = z.object({
  kind: z.string(),
  turn: turnSchema,
  words: wordsSchema,
  dueAt: instantSchema,
})

/** What a claim has come to, besides where its points are. */
const claimFactsSchema = z.object({
  /** When an unconfirmed hold ends by itself; null when nothing waits for a decision. */
  holdUntil: instantSchema.nullable(),
  undecided: amountOutSchema,
  /** How often what had ended without a return was asked for. */
  attempts: z.number(),
  /** What the owner has said was his own doing. */
  letGo: amountOutSchema,
  /** Paid to the owner from the loss account. */
  covered: amountOutSchema,
})

const lotSchema = z.object({
  amount: amountOutSchema,
  /** Null for regular points, which share one rolling expiry. */
  expiresAt: instantSchema.nullable(),
  words: wordsSchema,
})

export const casePageSchema = z
  .object({
    caseNumber: z.string(),
    company: z.string(),
    companyName: wordsSchema,
    state: stateSchema,
    headline: wordsSchema,
    verified: z.boolean(),
    givenBack: z.boolean(),
    openedAt: instantSchema.nullable(),
    closedAt: instantSchema.nullable(),
    /** 0 while the case is being opened. */
    stolen: amountOutSchema,
    turn: turnSchema.nullable(),
    turnName: wordsSchema.nullable(),
    nextNews: promiseSchema.nullable(),
    promises: z.array(promiseSchema),
    tasks: z.array(
      z.object({ task: z.enum(['prove_identity', 'review_account']), words: wordsSchema }),
    ),
    /** Left out until the owner is verified, like everything below. */
    amounts: bucketsSchema.optional(),
    /** Where all of it is now; the amounts add up to `stolen`. */
    legs: z.array(legSchema).optional(),
    /** Returned points by lot, as they wait or as they were made usable. */
    lots: z.array(lotSchema).optional(),
    usable: z.boolean().optional(),
    claim: claimFactsSchema.optional(),
    needs: z.array(needSchema).optional(),
    changes: z.array(z.object({ field: z.string(), at: instantSchema })).optional(),
    timeline: z
      .array(z.object({ at: instantSchema, by: z.string(), words: wordsSchema }))
      .optional(),
    decisions: z
      .array(
        z.object({
          kind: z.enum(['return', 'withdraw', 'undo']),
          amount: amountOutSchema,
          at: instantSchema,
          people: z.number(),
          reasons: z.array(z.string()),
        }),
      )
      .optional(),
    letter: z
      .object({
        sentAt: instantSchema,
        appealUntil: instantSchema,
        subject: z.string(),
        body: z.string(),
      })
      .nullable()
      .optional(),
  })
  .openapi('CasePage')

export type CasePage = z.infer<typeof casePageSchema>
export type CasePagePromise = z.infer<typeof promiseSchema>
export type CasePageLeg = z.infer<typeof legSchema>

const queueLineSchema = bucketsSchema.extend({
  caseId: z.string(),
  caseNumber: z.string(),
  askedBy: z.string().nullable(),
  state: stateSchema,
  turn: turnSchema.nullable(),
  openedAt: instantSchema,
  stolen: amountOutSchema,
  unshipped: z.boolean(),
  nextPromise: z.object({ kind: z.string(), dueAt: instantSchema, late: z.boolean() }).nullable(),
  /** How much else there is to do, and what of it is due first. */
  tasks: z.number(),
  nextTask: z
    .object({ kind: z.string(), words: wordsSchema, dueAt: instantSchema, late: z.boolean() })
    .nullable(),
})

export type QueueLine = z.infer<typeof queueLineSchema>

export const queueSchema = z
  .object({ cases: z.array(queueLineSchema), next: z.string().nullable() })
  .openapi('CaseQueue')

const decisionSchema = z.object({
  decisionId: z.string(),
  kind: z.enum(['return', 'withdraw', 'undo']),
  amount: amountOutSchema,
  reason: z.string(),
  state: z.enum(['awaiting_second', 'effective', 'refused']),
  proposedBy: z.string(),
  proposedAt: instantSchema,
  secondBy: z.string().nullable(),
  secondReason: z.string().nullable(),
  secondAt: instantSchema.nullable(),
})

const taskSchema = needSchema.extend({
  taskId: z.string(),
  subject: z.string(),
  facts: z.record(z.string(), z.unknown()),
  openedAt: instantSchema,
  late: z.boolean(),
  doneAt: instantSchema.nullable(),
  doneBy: z.string().nullable(),
  doneWords: z.string().nullable(),
})

export const caseSchema = bucketsSchema
  .extend({
    caseId: z.string(),
    caseNumber: z.string(),
    originCaseId: z.string(),
    askedBy: z.string().nullable(),
    /** Null in a part of a neighbour's case: who the owner is does not cross. */
    ownerId: z.string().nullable(),
    state: stateSchema,
    turn: turnSchema.nullable(),
    evidence: z.enum(['press', 'machine']).nullable(),
    via: z.string().nullable(),
    stolen: amountOutSchema,
    unshipped: z.boolean(),
    openedAt: instantSchema,
    verifiedAt: instantSchema.nullable(),
    givenBackAt: instantSchema.nullable(),
    settledAt: instantSchema.nullable(),
    closedAt: instantSchema.nullable(),
    /** Where all of it is now, in a case of our own; empty in a part of a neighbour's. */
    legs: z.array(legSchema),
    /** What neighbours asked of us. */
    asked: z.array(
      z.object({
        legId: z.string(),
        company: z.string(),
        amount: amountOutSchema,
        stance: z.enum(['provisional', 'confirmed', 'withdrawn']),
        holdUntil: instantSchema,
        settled: z.boolean(),
        accounts: z.array(
          z.object({ account: z.string(), bucket: z.string(), amount: amountOutSchema }),
        ),
      }),
    ),
    /** In a case of our own. */
    claim: claimFactsSchema.nullable(),
    tasks: z.array(taskSchema),
    promises: z.array(promiseSchema),
    decisions: z.array(decisionSchema),
    timeline: z.array(
      z.object({
        at: instantSchema,
        kind: z.string(),
        by: z.enum(['owner', 'desk', 'machine', 'partner']),
        staff: z.string().nullable(),
        facts: z.record(z.string(), z.unknown()),
      }),
    ),
    takeover: z
      .object({
        firstEventAt: instantSchema.nullable(),
        changes: z.array(z.object({ field: z.string(), at: instantSchema })),
        sessions: z.number(),
        mailTo: z.string().nullable(),
      })
      .nullable(),
    twoPeople: z.boolean(),
  })
  .openapi('Case')

export type CaseView = z.infer<typeof caseSchema>
