import { z } from 'zod'

const hours = z.number().nonnegative()
const count = z.int().min(0)
/** Amounts stand as digits in a text: JSON numbers end at 2^53. */
export const digitsSchema = z
  .string()
  .regex(/^\d{1,16}$/)
  .transform(BigInt)

const rule = z.strictObject({
  holdHours: hours,
  confirmed: z.enum(['return', 'holder', 'keep', 'wait']),
  otherBalance: z.boolean(),
  twoPeopleAbove: digitsSchema,
})
const rulesOfRole = z.strictObject({ press: rule, machine: rule, verified: rule, police: rule })

/** The rules, limits and times of a company's claims, as they stand in a file. */
export const recallPolicySchema = z.strictObject({
  rules: z.strictObject({
    owner: rulesOfRole,
    thief: rulesOfRole,
    gift: rulesOfRole,
    escrow: rulesOfRole,
    seller: rulesOfRole,
    sink: rulesOfRole,
  }),
  holdHours: z.strictObject({ press: hours, machine: hours, verified: hours, police: hours }),
  renewalsMax: count,
  answerHours: hours,
  decisionHours: hours,
  contestHours: hours,
  hopsMax: count,
  fanOutMax: count,
  ageDaysMax: count,
  amountMin: digitsSchema,
  attemptsMax: count,
  graceDays: z.number().nonnegative(),
  cover: z.enum(['none', 'confirmed']),
  coverHours: hours,
  indemnity: z.strictObject({
    offered: z.boolean(),
    days: z.number().nonnegative(),
    demandedAbove: digitsSchema.nullable(),
  }),
})
