import type { ClaimLot, ClaimView } from '../look-at-claim.ts'
import type { TimelineEntry } from '../store/timeline.ts'

/**
 * The lots that returned points went to: those that wait now, and those that were written down when
 * they were made usable. Empty when they are not all known, since a part would read as the whole.
 */
export function returnedLots(claim: ClaimView, timeline: readonly TimelineEntry[]): ClaimLot[] {
  const made = timeline
    .filter((entry) => entry.kind === 'made_usable')
    .flatMap((entry) => entry.facts.lots as { amount: string; expiresAt: string | null }[])
    .map((lot) => ({
      amount: BigInt(lot.amount),
      expiresAt: lot.expiresAt === null ? null : new Date(lot.expiresAt),
    }))
  const lots = [...claim.waitingLots, ...made]
  const total = lots.reduce((sum, lot) => sum + lot.amount, 0n)
  return total === claim.buckets.returned ? lots : []
}
