import { type Ctx, ok, type Result, refuse } from '@modosu/kernel'
import { readHistory } from '@modosu/ledger'
import type { PointsError } from '../errors.ts'
import { pointsAccountOf } from '../points-account.ts'
import { insertDisowned } from '../store/notice.ts'

/** Where whoever sees a stranger's hand in his history stops everything. */
const STOP_PATH = '/stop'

/**
 * A member says of an entry of his history: not me. The house hears of it with the session that did
 * it, and he is led to the emergency stop. Moves nothing; saying it twice equals saying it once.
 *
 * Refusals: points/unknown_entry (also of others).
 */
export async function disownEntry(
  ctx: Ctx,
  input: { readonly memberId: string; readonly entryId: string },
): Promise<Result<{ entryId: string; stopPath: string }, PointsError>> {
  const { memberId, entryId } = input
  const txnId = BigInt(entryId.slice(0, entryId.indexOf('.')))
  const before = txnId + 1n
  const read = await readHistory(ctx, { code: pointsAccountOf(memberId), before, limit: 1 })
  const entry = read.find((one) => one.txnId === txnId)
  if (!entry) return refuse({ code: 'points/unknown_entry' })
  if (await insertDisowned(ctx, input)) {
    const sessionId = entry.who.sessionId ?? null
    await ctx.emit({ type: 'points.disowned', data: { memberId, entryId, sessionId } })
  }
  return ok({ entryId, stopPath: STOP_PATH })
}
