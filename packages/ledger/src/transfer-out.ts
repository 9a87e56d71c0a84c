import { type Amount, assert, type Ctx, ok, type Result } from '@modosu/kernel'
import type { LedgerError } from './errors.ts'
import { totalOf } from './moved-spans.ts'
import { type Span, spanToJson, type Who } from './span.ts'
import { perform } from './store/perform.ts'

export type TransferKind = 'payment' | 'refund' | 'return' | 'give_back' | 'stop'

export interface TransferOutInput {
  /** The end-to-end reference, the same on both sides. It is also the idempotency key. */
  readonly transferId: string
  readonly key?: string | undefined
  readonly neighbour: string
  /** An account, which pays in the published order, or exact spans. */
  readonly from: string | readonly Span[]
  readonly amount: Amount
  readonly kind: TransferKind
  readonly who: Who
  readonly memo?: Record<string, unknown> | undefined
}

/**
 * Sends value to a neighbour: posts it to the clearing account `clearing:<neighbour>:<unit>` and
 * records where each offset of the transfer came from.
 *
 * Refusals in order: `ledger/conflicting_key` (the reference was used for something else),
 * `ledger/unknown_account`, `ledger/span_not_live`, `ledger/frozen`, `ledger/insufficient`,
 * `ledger/unit_mismatch`. Idempotent by reference and body.
 */
export async function transferOut(
  ctx: Ctx,
  input: TransferOutInput,
): Promise<Result<{ txnId: bigint; transferId: string; unit: string }, LedgerError>> {
  assert(input.amount > 0n, 'a transfer of nothing')
  const spans = typeof input.from === 'string' ? undefined : input.from
  if (spans) assert(totalOf(spans) === input.amount, 'the spans do not add up to the amount')
  const done = await perform<{ unit: string }>(ctx, {
    verb: 'transfer_out',
    key: `transfer-out:${input.transferId}`,
    kind: input.kind,
    body: {
      transferId: input.transferId,
      neighbour: input.neighbour,
      ...(spans ? { spans: spans.map(spanToJson) } : { from: input.from }),
      amount: input.amount.toString(),
      kind: input.kind,
    },
    who: input.who,
    memo: input.memo,
  })
  if (!done.ok) return done
  const { txnId, value } = done.value
  return ok({ txnId, transferId: input.transferId, unit: value.unit })
}
