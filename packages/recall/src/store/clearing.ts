import type { Ctx } from '@modosu/kernel'

/** The name before which everything with a neighbour has been compared; `undefined` at first. */
export async function comparedBefore(ctx: Ctx, neighbour: string): Promise<string | undefined> {
  const found = await ctx.tx.query<{ compared_before: string }>(
    'select compared_before from recall.clearing where neighbour = $1',
    [neighbour],
  )
  return found.rows[0]?.compared_before
}

/** Two nights at once compare the same; the one that came further counts. */
export async function setCompared(ctx: Ctx, neighbour: string, before: string): Promise<void> {
  await ctx.tx.query(
    `insert into recall.clearing as c (neighbour, compared_before, compared_at)
     values ($1, $2, $3)
     on conflict on constraint clearing_pkey do update
       set compared_before = greatest(c.compared_before, excluded.compared_before),
         compared_at = excluded.compared_at`,
    [neighbour, before, ctx.now],
  )
}

/** Sets the clock of the nights once; false when it runs already. */
export async function setNightClock(ctx: Ctx, nextRunAt: Date): Promise<boolean> {
  const set = await ctx.tx.query(
    `insert into recall.night_clock (next_run_at) values ($1)
     on conflict on constraint night_clock_pkey do nothing`,
    [nextRunAt],
  )
  return set.rowCount === 1
}

/** Moves the clock from one night to the next; false when it does not stand there. */
export async function moveNightClock(ctx: Ctx, from: Date, to: Date): Promise<boolean> {
  const moved = await ctx.tx.query(
    'update recall.night_clock set next_run_at = $2 where next_run_at = $1',
    [from, to],
  )
  return moved.rowCount === 1
}
