import type { Ctx } from '@modosu/kernel'

const MEMORY_MS = 24 * 60 * 60 * 1000
/** One message in so many forgets old ids, more than that many, so that the memory stays a day long. */
const FORGETS_EVERY = 64
const FORGOTTEN_AT_ONCE = 1_000

/** Notes a message id; false when this very message was noted before. */
export async function rememberMessage(
  ctx: Ctx,
  message: { readonly neighbour: string; readonly jti: string },
): Promise<boolean> {
  if (ctx.now.getTime() % FORGETS_EVERY === 0) await forgetOld(ctx)
  const noted = await ctx.tx.query(
    `insert into recall.seen_message (iss, jti, seen_at) values ($1, $2, $3)
     on conflict on constraint seen_message_pkey do nothing`,
    [message.neighbour, message.jti, ctx.now],
  )
  return noted.rowCount === 1
}

/** Keeps what a message was answered with, for its doubles. */
export async function keepAnswer(
  ctx: Ctx,
  message: { readonly neighbour: string; readonly jti: string },
  answer: unknown,
): Promise<void> {
  await ctx.tx.query('update recall.seen_message set answer = $3 where iss = $1 and jti = $2', [
    message.neighbour,
    message.jti,
    JSON.stringify(answer),
  ])
}

/** What the first of two equal messages was answered with. */
export async function readAnswer(
  ctx: Ctx,
  message: { readonly neighbour: string; readonly jti: string },
): Promise<unknown> {
  const found = await ctx.tx.query<{ answer: unknown }>(
    'select answer from recall.seen_message where iss = $1 and jti = $2',
    [message.neighbour, message.jti],
  )
  return found.rows[0]?.answer ?? null
}

async function forgetOld(ctx: Ctx): Promise<void> {
  await ctx.tx.query(
    `delete from recall.seen_message
     where (iss, jti) in (select iss, jti from recall.seen_message where seen_at < $1
                          limit ${FORGOTTEN_AT_ONCE} for update skip locked)`,
    [new Date(ctx.now.getTime() - MEMORY_MS)],
  )
}
