import type { Ctx } from '@modosu/kernel'

interface StoneRow extends Record<string, unknown> {
  transfer_id: string
  neighbour: string
  leg_id: string
}

/** Which of these transfers are refused for ever because a claim was quicker. */
export async function tombstones(ctx: Ctx, transferIds: readonly string[]): Promise<Set<string>> {
  const found = await ctx.tx.query<StoneRow>(
    'select transfer_id, neighbour, leg_id from recall.tombstone where transfer_id = any($1)',
    [transferIds],
  )
  return new Set(found.rows.map((row) => row.transfer_id))
}

/** The claim that refuses this transfer for ever, if one does. */
export async function findTombstone(
  ctx: Ctx,
  transferId: string,
): Promise<{ neighbour: string; legId: string } | undefined> {
  const found = await ctx.tx.query<StoneRow>(
    'select transfer_id, neighbour, leg_id from recall.tombstone where transfer_id = $1',
    [transferId],
  )
  const row = found.rows[0]
  return row && { neighbour: row.neighbour, legId: row.leg_id }
}

export async function insertTombstone(
  ctx: Ctx,
  stone: { transferId: string; neighbour: string; legId: string },
): Promise<void> {
  await ctx.tx.query(
    'insert into recall.tombstone (transfer_id, neighbour, leg_id, at) values ($1, $2, $3, $4)',
    [stone.transferId, stone.neighbour, stone.legId, ctx.now],
  )
}
