import { createHash } from 'node:crypto'
import type { Ctx } from './context.ts'

export interface RateLimit {
  /** What is limited; hashed before it is stored. */
  readonly key: string
  readonly triesMax: number
  readonly windowMs: number
}

/**
 * Counts a try in its window and says whether it is still within the limit. The caller must let the
 * count be committed also when it refuses.
 */
export async function takeTry(ctx: Ctx, limit: RateLimit): Promise<boolean> {
  const windowStart = new Date(Math.floor(ctx.now.getTime() / limit.windowMs) * limit.windowMs)
  const key = createHash('sha256').update(limit.key).digest('base64url')
  const counted = await ctx.tx.query<{ tries: number }>(
    `insert into kernel.rate (key, window_start, tries) values ($1, $2, 1)
     on conflict on constraint rate_pkey do update set tries = rate.tries + 1
     returning tries`,
    [key, windowStart],
  )
  return (counted.rows[0]?.tries ?? 0) <= limit.triesMax
}
