import type { Ctx } from '@modosu/kernel'
import type { Meta } from '../wire/messages.ts'

interface MetaRow extends Record<string, unknown> {
  meta: Meta
  read_at: Date
}

/** What a neighbour last said of itself. */
export async function findMeta(
  ctx: Ctx,
  neighbour: string,
): Promise<{ meta: Meta; readAt: Date } | undefined> {
  const found = await ctx.tx.query<MetaRow>(
    'select meta, read_at from recall.neighbour_meta where neighbour = $1',
    [neighbour],
  )
  const row = found.rows[0]
  return row && { meta: row.meta, readAt: row.read_at }
}

export async function keepMeta(ctx: Ctx, neighbour: string, meta: Meta): Promise<void> {
  await ctx.tx.query(
    `insert into recall.neighbour_meta (neighbour, meta, read_at) values ($1, $2, $3)
     on conflict on constraint neighbour_meta_pkey
       do update set meta = excluded.meta, read_at = excluded.read_at`,
    [neighbour, JSON.stringify(meta), ctx.now],
  )
}
