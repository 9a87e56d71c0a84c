import { addHours, type Ctx } from '@modosu/kernel'
import { countWithdrawnRoots } from '../store/measure.ts'

/** How long a claim that failed is remembered against the next one. */
const MEMORY_HOURS = 180 * 24

/** How many claims of this owner were taken back or found wrong lately. */
export function countFailedClaims(ctx: Ctx, ownerId: string): Promise<number> {
  return countWithdrawnRoots(ctx, ownerId, addHours(ctx.now, -MEMORY_HOURS))
}
