import type { Ctx, Result } from '@modosu/kernel'
import type { LedgerError } from './errors.ts'
import { type MoveSpansInput, moveSpans } from './move-spans.ts'
import type { MovedSpan } from './moved-spans.ts'

/**
 * Lets held units go: posts exact spans of a case's account back to an account, each with its
 * expiry. With `graceDays`, units whose date passed during the hold live that long from now.
 *
 * Refusals in order: those of `moveSpans`. Idempotent by key and body.
 */
export function releaseHold(
  ctx: Ctx,
  input: Omit<MoveSpansInput, 'kind'>,
): Promise<Result<{ txnId: bigint; moved: MovedSpan[] }, LedgerError>> {
  return moveSpans(ctx, { ...input, kind: 'release' })
}
