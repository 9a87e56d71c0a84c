import { z } from '@hono/zod-openapi'
import { amountOutSchema, instantSchema } from '@modosu/kernel'

/** What a person needs who acts on a claim. Amounts are strings of digits. */
export const claimStateSchema = z
  .object({
    claim: z
      .object({
        stance: z.enum(['provisional', 'confirmed', 'withdrawn']),
        evidence: z.enum(['press', 'machine', 'verified', 'police']),
        holdUntil: instantSchema,
        renewals: z.number(),
        attempts: z.number(),
        /** Paid to the owner from the loss account. */
        covered: amountOutSchema,
        legs: z.array(
          z.object({
            legId: z.string(),
            company: z.string(),
            attempt: z.number(),
            asked: amountOutSchema,
            answered: z.boolean(),
            answerDue: instantSchema,
            decisionDue: instantSchema.nullable(),
            nextUpdateDue: instantSchema.nullable(),
            appealed: z.boolean(),
            refusedBy: z.string().nullable(),
          }),
        ),
      })
      .nullable(),
    asked: z.array(
      z.object({
        legId: z.string(),
        company: z.string(),
        attempt: z.number(),
        renewals: z.number(),
        decisionDue: instantSchema.nullable(),
        appeals: z.array(
          z.object({
            appealId: z.string(),
            account: z.string(),
            openedAt: instantSchema,
            decidedAt: instantSchema.nullable(),
            outcome: z.enum(['kept', 'dismissed']).nullable(),
          }),
        ),
      }),
    ),
    contests: z.array(
      z.object({
        contestId: z.string(),
        caseId: z.string(),
        otherCaseId: z.string(),
        amount: amountOutSchema,
        dueAt: instantSchema,
        decidedAt: instantSchema.nullable(),
      }),
    ),
    alarms: z.array(
      z.object({
        company: z.string(),
        code: z.string(),
        subject: z.string(),
        at: instantSchema,
      }),
    ),
  })
  .openapi('ClaimState')

export type ClaimState = z.infer<typeof claimStateSchema>

/** Claims that failed and what they cost the innocent; whole numbers as strings of digits. */
export const abuseSchema = z
  .object({
    claims: amountOutSchema,
    failed: amountOutSchema,
    expired: amountOutSchema,
    amountClaimed: amountOutSchema,
    amountFailed: amountOutSchema,
    holdersWronglyHeld: amountOutSchema,
    amountWronglyHeld: amountOutSchema,
    hoursWronglyHeldMax: amountOutSchema,
    amountHoursWronglyHeld: amountOutSchema,
    objections: amountOutSchema,
    objectionsHeard: amountOutSchema,
    alarms: amountOutSchema,
  })
  .openapi('ClaimAbuse')

const abuseOfSchema = z.object({
  /** A member of ours, or a company. */
  who: z.string(),
  claims: amountOutSchema,
  failed: amountOutSchema,
  amountClaimed: amountOutSchema,
  amountFailed: amountOutSchema,
  holdersWronglyHeld: amountOutSchema,
  amountWronglyHeld: amountOutSchema,
  hoursWronglyHeld: amountOutSchema,
})

export const abuseBySchema = z
  .object({
    claimants: z.array(abuseOfSchema),
    companies: z.array(abuseOfSchema),
    /** What neighbours said that cannot be, the newest first; also about no case of ours. */
    alarms: z.array(
      z.object({
        company: z.string(),
        code: z.string(),
        caseId: z.string().nullable(),
        at: instantSchema,
      }),
    ),
  })
  .openapi('ClaimAbuseBy')
