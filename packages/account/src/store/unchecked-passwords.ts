import type { Ctx } from '@modosu/kernel'

/** That a password was taken although the list of leaked ones did not answer; not whose. */
export async function insertUncheckedPassword(ctx: Ctx, gap: { reason: string }): Promise<void> {
  await ctx.tx.query(
    'insert into account.unchecked_password (unchecked_id, at, reason) values ($1, $2, $3)',
    [ctx.newId('upw'), ctx.now, gap.reason],
  )
}
