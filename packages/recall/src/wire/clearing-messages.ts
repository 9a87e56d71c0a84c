import { z } from '@hono/zod-openapi'
import { amountSchema, idSchema } from '@modosu/kernel'

/** Most transfers that one statement covers; whoever has more goes on where it ended. */
export const STATEMENT_LINES_MAX = 2_000

/** A place in the order of transfers: a name, or the beginning of one. */
const placeSchema = z.string().regex(/^tr_[0-9a-z]{0,24}$/)
const unitSchema = z.string().regex(/^[a-z]{1,10}$/)
const DIGEST = /^[0-9a-f]{64}$/

export const STATEMENT_TYP = 'modosu-clearing-read+jwt'
export const readStatementSchema = z.object({
  /** Transfers from this name on, without those from `before` on. */
  from: placeSchema,
  before: placeSchema,
  /** Whether every transfer is told, as when the sums differ. */
  lines: z.boolean(),
})

const sumSchema = z.string().regex(/^(0|[1-9][0-9]{0,30})$/)

/** As the answering company sees it: `out` is what it sent. */
export const statementSchema = z.object({
  /** How far the statement goes: what is under way, or past the limit, is not in it. */
  before: placeSchema,
  units: z
    .array(z.strictObject({ unit: unitSchema, sent: sumSchema, received: sumSchema }))
    .max(100),
  transfers: z.number().int().min(0).max(STATEMENT_LINES_MAX),
  digest: z.string().regex(DIGEST),
  lines: z
    .array(
      z.strictObject({
        transfer: idSchema('tr'),
        direction: z.enum(['in', 'out']),
        unit: unitSchema,
        amount: amountSchema,
      }),
    )
    .max(STATEMENT_LINES_MAX)
    .nullable(),
})
export type StatementMessage = z.infer<typeof statementSchema>
