import { type Ctx, ok, type Result } from '@modosu/kernel'
import type { LedgerError } from './errors.ts'
import type { Who } from './span.ts'
import { perform } from './store/perform.ts'

/**
 * Moves the end of a hold; the newest end counts.
 *
 * Refusals in order: `ledger/conflicting_key`, `ledger/unknown_hold`, `ledger/expired` (the new end
 * has passed). Idempotent by key and body.
 */
export async function renewHold(
  ctx: Ctx,
  input: {
    readonly key: string
    /** The key that the hold was placed with. */
    readonly holdKey: string
    readonly until: Date
    readonly who: Who
  },
): Promise<Result<{ txnId: bigint }, LedgerError>> {
  const done = await perform(ctx, {
    verb: 'renew_hold',
    key: input.key,
    kind: 'renew_hold',
    body: { holdKey: input.holdKey, until: input.until },
    who: input.who,
  })
  return done.ok ? ok({ txnId: done.value.txnId }) : done
}
