import type { Ctx } from '@modosu/kernel'

export async function insertProvedName(
  ctx: Ctx,
  proved: { readonly memberId: string; readonly name: string; readonly provedBy: string },
): Promise<void> {
  await ctx.tx.query(
    `insert into payout.proved_name (member_id, name, proved_by, proved_at)
     values ($1, $2, $3, $4)`,
    [proved.memberId, proved.name, proved.provedBy, ctx.now],
  )
}

/** The name that was proved last. */
export async function findProvedName(ctx: Ctx, memberId: string): Promise<string | undefined> {
  const found = await ctx.tx.query<{ name: string }>(
    `select name from payout.proved_name where member_id = $1
     order by proved_at desc limit 1`,
    [memberId],
  )
  return found.rows[0]?.name
}
