import { hash } from 'node:crypto'
import { type Amount, assert, type Ctx } from '@modosu/kernel'
import { type HashedInput, judgeTransfers } from './judge-transfers.ts'
import type { Who } from './span.ts'
import { columnsOf, emptyState, prepareTransfers, writeTransfers } from './store/transfers.ts'

export interface PostInput {
  readonly key: string
  readonly from: string
  readonly to: string
  readonly amount: Amount
  readonly kind: string
  readonly who: Who
}

/** What became of one transfer, in order of precedence after `posted`. */
export type Verdict =
  | 'posted'
  | 'replayed'
  | 'conflicting_key'
  | 'unknown_account'
  | 'unit_mismatch'
  | 'frozen'
  | 'insufficient'

/** One call holds the one writer for its whole length; this many take about a tenth of a second. */
export const TRANSFERS_MAX = 5_000

/**
 * Posts many transfers at once and judges each exactly as if they had come one by one.
 *
 * A transfer spends in the published order: the soonest expiry first, then regular points; what it
 * takes keeps its expiry at the receiver. Verdicts in order of precedence: replayed,
 * conflicting_key, unknown_account, unit_mismatch, frozen (only the payer's side), insufficient.
 * A refused transfer uses no key and hinders no other. Idempotent by key and body.
 */
export async function postTransfers(ctx: Ctx, inputs: readonly PostInput[]): Promise<Verdict[]> {
  assert(inputs.length <= TRANSFERS_MAX, `more than ${TRANSFERS_MAX} transfers in one call`)
  if (inputs.length === 0) return []
  const hashed = inputs.map(hashInput)
  const state = emptyState()
  const known = await prepareTransfers(ctx, state, accountsOf(inputs), {
    keys: inputs.map((input) => input.key),
  })
  const { verdicts, write } = judgeTransfers(state, hashed, known, ctx.now)
  if (write.inputs.length > 0) {
    const at = { block: state.block, after: undefined, flushed: true }
    const written = await writeTransfers(ctx, state, columnsOf(state, write), at)
    assert(written === 'written', 'the writer lock was lost inside a transaction')
  }
  return verdicts
}

export function accountsOf(inputs: readonly PostInput[]): string[] {
  return [...new Set(inputs.flatMap((input) => [input.from, input.to]))]
}

/** Checks what only a bug of the caller can get wrong, and hashes the body. */
export function hashInput(input: PostInput): HashedInput {
  assert(input.amount > 0n, 'a transfer of nothing')
  assert(input.from !== input.to, 'a transfer to the same account')
  // 128 bits tell one request from another; who sent it is no part of what was asked.
  const body = [input.from, input.to, input.amount, input.kind, input.who.caseId ?? ''].join('|')
  return { input, hash: hash('sha256', body, 'hex').slice(0, HASH_DIGITS) }
}

const HASH_DIGITS = 32
