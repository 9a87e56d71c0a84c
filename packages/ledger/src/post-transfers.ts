import { createHash } from 'node:crypto'
import { type Amount, assert, type Ctx } from '@modosu/kernel'
import { packActor, type Who } from './span.ts'

export interface PostInput {
  readonly key: string
  readonly from: string
  readonly to: string
  readonly amount: Amount
  readonly kind: string
  readonly who: Who
}

/** What became of one transfer, in order of precedence after `posted`. */
export type Verdict = 'posted' | (typeof REFUSED)[number]

const REFUSED = [
  'replayed',
  'conflicting_key',
  'unknown_account',
  'unit_mismatch',
  'frozen',
  'insufficient',
] as const

/** One call holds the one writer for its whole length; this many take about a tenth of a second. */
export const TRANSFERS_MAX = 5_000

/**
 * Posts many transfers in one round trip and judges each exactly as if they had come one by one.
 *
 * A transfer spends in the published order: the soonest expiry first, then regular points; what it
 * takes keeps its expiry at the receiver. Verdicts in order of precedence: replayed,
 * conflicting_key, unknown_account, unit_mismatch, frozen (only the payer's side), insufficient.
 * A refused transfer uses no key and hinders no other. Idempotent by key and body.
 */
export async function postTransfers(ctx: Ctx, inputs: readonly PostInput[]): Promise<Verdict[]> {
  assert(inputs.length <= TRANSFERS_MAX, `more than ${TRANSFERS_MAX} transfers in one call`)
  if (inputs.length === 0) return []
  for (const input of inputs) {
    assert(input.amount > 0n, 'a transfer of nothing')
    assert(input.from !== input.to, 'a transfer to the same account')
  }
  const { rows } = await ctx.tx.query<{ verdicts: string }>(
    'select ledger.post_transfers($1, $2, $3, $4, $5, $6, $7, $8, $9) as verdicts',
    [
      inputs.map((input) => input.key),
      inputs.map((input) => input.from),
      inputs.map((input) => input.to),
      inputs.map((input) => input.amount),
      inputs.map(hashBody),
      inputs.map((input) => input.kind),
      inputs.map((input) => packActor(input.who)),
      inputs.map((input) => input.who.caseId ?? null),
      ctx.now,
    ],
  )
  return (rows[0]?.verdicts ?? '').split(' ').map(readVerdict)
}

/** 128 bits tell one request from another; who sent it is no part of what was asked. */
function hashBody(input: PostInput): Buffer {
  const body = [input.from, input.to, input.amount, input.kind, input.who.caseId ?? ''].join('|')
  return createHash('sha256').update(body).digest().subarray(0, 16)
}

function readVerdict(word: string): Verdict {
  assert(
    word === 'posted' || (REFUSED as readonly string[]).includes(word),
    `an unknown verdict: ${word}`,
  )
  return word as Verdict
}
