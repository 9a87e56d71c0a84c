import { z } from '@hono/zod-openapi'
import { AMOUNT_PATTERN, parseAmount } from '../amount.ts'
import { idPattern } from '../id.ts'

const TEXT_MAX = 2_000

/** A positive whole amount as a string of digits, at most 2^53 - 1. */
export const amountSchema = z
  .string()
  .regex(AMOUNT_PATTERN, 'must be a whole number written as a string of digits')
  .refine((text) => text !== '0', 'must be more than zero')
  .refine(
    (text) => !AMOUNT_PATTERN.test(text) || parseAmount(text) !== undefined,
    'must be at most 9007199254740991',
  )
  .openapi({ example: '40000' })

/** An amount in an answer; may be zero. */
export const amountOutSchema = z.string().regex(AMOUNT_PATTERN).openapi({ example: '40000' })

export function idSchema(prefix: string) {
  return z
    .string()
    .regex(idPattern(prefix), `must be an id that starts with ${prefix}_`)
    .openapi({ example: `${prefix}_01k8x2m4q6s8v0w2y4z6a8c0` })
}

/** Neither a database nor a reader takes a zero character; half a letter would change on the way. */
const isText = (text: string) => !text.includes('\0') && text.isWellFormed()

/** Text that a person wrote: trimmed, not empty, bounded. */
export function textSchema(max = TEXT_MAX) {
  return blankableTextSchema(max).min(1, 'must not be empty')
}

/** The same, where nothing at all may be written. */
export function blankableTextSchema(max = TEXT_MAX) {
  return z.string().trim().max(max).refine(isText, 'must be text')
}

export const emailSchema = z
  .string()
  .trim()
  .max(254)
  .regex(/^[^\s@<>"]+@[^\s@<>"]+\.[^\s@<>"]+$/, 'must be an e-mail address')

export const instantSchema = z.iso.datetime({ offset: true })
