import type { Ctx } from '@modosu/kernel'
import { countScores, type Score } from '../store/rating.ts'

/** How a member was rated, of the ratings that everybody may see. */
export function countRatings(ctx: Ctx, memberId: string): Promise<Readonly<Record<Score, number>>> {
  return countScores(ctx, memberId)
}
