import type { Ctx } from '@modosu/kernel'
import { selectBalanceAt } from './store/obligations.ts'

export interface PastLot {
  /** Absent: regular points, or value without end. */
  readonly expiresAt: Date | undefined
  readonly amount: bigint
}

/**
 * What an account held at another time: as of when things took effect (`effectiveAt`), as the ledger
 * knew it (`recordedAt`), or both. Nothing is stored for this; it is added up from the postings. An
 * amount is negative where a booking took effect before that on which it drew.
 */
export async function readBalanceAt(
  ctx: Ctx,
  input: {
    readonly code: string
    readonly effectiveAt?: Date | undefined
    readonly recordedAt?: Date | undefined
  },
): Promise<{ lots: PastLot[]; total: bigint }> {
  const rows = await selectBalanceAt(ctx, input.code, input)
  const lots = rows.map((row) => ({ expiresAt: row.expires_at ?? undefined, amount: row.amount }))
  return { lots, total: lots.reduce((sum, lot) => sum + lot.amount, 0n) }
}
