import type { Ctx } from '@modosu/kernel'
import type { Holding } from '../holder.ts'
import { endHolding, insertHoldings } from '../store/holding.ts'

/** How a hold ended for the holder: it went back to its owner, or he has it again. */
export type HoldingOutcome = 'returned' | 'released' | 'kept'

/** Notes that value is held in front of these holders. */
export async function openHoldings(ctx: Ctx, holdings: readonly Holding[]): Promise<void> {
  if (holdings.length > 0) await insertHoldings(ctx, holdings)
}

/** Notes how a hold has ended, and with it for how long it lasted. */
export async function closeHolding(
  ctx: Ctx,
  holding: Holding,
  outcome: HoldingOutcome,
): Promise<void> {
  await endHolding(ctx, { ...holding, outcome })
}
