import { type Amount, assert, type Ctx, ok, type Result } from '@modosu/kernel'
import type { LedgerError } from './errors.ts'
import type { Who } from './span.ts'
import { perform } from './store/perform.ts'
import type { TransferKind } from './transfer-out.ts'

export interface TransferInInput {
  /** The end-to-end reference, the same on both sides. It is also the idempotency key. */
  readonly transferId: string
  readonly key?: string | undefined
  readonly neighbour: string
  readonly to: string
  readonly amount: Amount
  readonly unit: string
  readonly kind: TransferKind
  readonly who: Who
  /**
   * For value that comes back: the outgoing transfer and which of its offsets return, in the order
   * of this transfer's own. What arrives gets the expiries that those offsets had when they left.
   */
  readonly returnOf?:
    | {
        readonly transferId: string
        readonly ranges: readonly { readonly lo: bigint; readonly amount: Amount }[]
      }
    | undefined
  /** For new value with dates of its own, in order of the offsets; without it there is no end. */
  readonly expiries?:
    | readonly { readonly amount: Amount; readonly expiresAt: Date | 'never' }[]
    | undefined
  readonly memo?: Record<string, unknown> | undefined
}

/**
 * Takes value in from a neighbour's clearing account, under the same reference and offsets.
 *
 * Refusals in order: `ledger/conflicting_key` (the reference arrived before as something else),
 * `ledger/unknown_account`, `ledger/unit_mismatch`, `ledger/unknown_transfer` (the offsets that
 * come back never left). Idempotent by reference and body.
 */
export async function transferIn(
  ctx: Ctx,
  input: TransferInInput,
): Promise<Result<{ txnId: bigint; transferId: string; replayed: boolean }, LedgerError>> {
  assert(input.amount > 0n, 'a transfer of nothing')
  const done = await perform(ctx, {
    verb: 'transfer_in',
    key: `transfer-in:${input.transferId}`,
    kind: input.kind,
    body: {
      transferId: input.transferId,
      neighbour: input.neighbour,
      to: input.to,
      amount: input.amount.toString(),
      unit: input.unit,
      kind: input.kind,
      returnOf: input.returnOf && {
        transferId: input.returnOf.transferId,
        ranges: input.returnOf.ranges.map((range) => ({
          lo: range.lo.toString(),
          amount: range.amount.toString(),
        })),
      },
      expiries: input.expiries?.map((piece) => ({
        amount: piece.amount.toString(),
        expiresAt: piece.expiresAt === 'never' ? 'infinity' : piece.expiresAt,
      })),
    },
    who: input.who,
    memo: input.memo,
  })
  if (!done.ok) return done
  const { txnId, replayed } = done.value
  return ok({ txnId, transferId: input.transferId, replayed })
}
