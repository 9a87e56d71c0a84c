import type { Ctx } from '@modosu/kernel'
import type { Side } from '../orders/order.ts'

export const scores = ['good', 'bad'] as const
export type Score = (typeof scores)[number]

export interface Rating {
  readonly orderId: string
  readonly givenBy: Side
  readonly ofMember: string
  readonly score: Score
  readonly words: string | null
  readonly givenAt: Date
  /** From then on everybody sees it; null while it waits for the other one. */
  readonly opensAt: Date | null
}

export async function insertRating(
  ctx: Ctx,
  rating: Omit<Rating, 'givenAt' | 'opensAt'>,
): Promise<void> {
  await ctx.tx.query(
    `insert into market.rating (order_id, given_by, of_member, score, words, given_at)
     values ($1, $2, $3, $4, $5, $6)`,
    [rating.orderId, rating.givenBy, rating.ofMember, rating.score, rating.words, ctx.now],
  )
}

/** From `at` on everybody may see the ratings of an order; one that is to open sooner stays. */
export async function openRatings(ctx: Ctx, orderId: string, at: Date): Promise<void> {
  await ctx.tx.query(
    `update market.rating set opens_at = least(coalesce(opens_at, $2), $2)
     where order_id = $1`,
    [orderId, at],
  )
}

interface RatingRow {
  order_id: string
  given_by: Side
  of_member: string
  score: Score
  words: string | null
  given_at: Date
  opens_at: Date | null
  [column: string]: unknown
}

const RATING_COLUMNS = 'order_id, given_by, of_member, score, words, given_at, opens_at'

const toRating = (row: RatingRow): Rating => ({
  orderId: row.order_id,
  givenBy: row.given_by,
  ofMember: row.of_member,
  score: row.score,
  words: row.words,
  givenAt: row.given_at,
  opensAt: row.opens_at,
})

/** Both ratings of an order, open or not. */
export async function listRatings(ctx: Ctx, orderId: string): Promise<Rating[]> {
  const found = await ctx.tx.query<RatingRow>(
    `select ${RATING_COLUMNS} from market.rating where order_id = $1 order by given_by`,
    [orderId],
  )
  return found.rows.map(toRating)
}

export async function countScores(
  ctx: Ctx,
  memberId: string,
): Promise<Readonly<Record<Score, number>>> {
  const found = await ctx.tx.query<{ score: Score; ratings: bigint }>(
    `select score, count(*) as ratings from market.rating
     where of_member = $1 and opens_at <= $2 group by score`,
    [memberId, ctx.now],
  )
  const of = (score: Score) => Number(found.rows.find((row) => row.score === score)?.ratings ?? 0n)
  return { good: of('good'), bad: of('bad') }
}
