import type { Amount, Ctx } from '@modosu/kernel'
import { type Rank, rankFor, rulesAt } from '../rules.ts'
import { hasCard, sumEarned } from '../store/earning.ts'
import { startOfJstMonth } from './jst-month.ts'

export interface MemberRank {
  readonly rank: Rank
  /** What counts towards it: points earned, and how often, in the months before this one. */
  readonly points: Amount
  readonly times: number
  readonly since: Date
  readonly until: Date
}

/**
 * Reads a member's rank: it holds for a calendar month and is earned in the months before. Purchases
 * that were cancelled do not count.
 */
export async function readRank(
  ctx: Ctx,
  input: { readonly memberId: string },
): Promise<MemberRank> {
  const rules = rulesAt(ctx.now)
  const { memberId } = input
  const month = startOfJstMonth(ctx.now)
  const since = startOfJstMonth(ctx.now, -rules.rankMonths)
  const earned = await sumEarned(ctx, { memberId, since, until: month })
  const card = await hasCard(ctx, memberId)
  const rank = rankFor(rules, { ...earned, hasCard: card })
  return { rank, ...earned, since: month, until: startOfJstMonth(ctx.now, 1) }
}
