import type { Ctx } from '../context.ts'

interface Keyed {
  readonly actor: string
  readonly key: string
  readonly bodyHash: Buffer
}

/** The first answer to this key, a conflict when the request differs, or `undefined` when new. */
export async function readFirstAnswer(
  ctx: Ctx,
  keyed: Keyed,
): Promise<
  | { ok: true; status: number; body: unknown }
  | {
      ok: false
      code: 'kernel/idempotency_conflict'
      rest: Record<string, never>
    }
  | undefined
> {
  // Two requests with one key at the same moment: the second waits here and then finds the answer.
  const [, found] = await Promise.all([
    ctx.tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [
      `${keyed.actor}\n${keyed.key}`,
    ]),
    ctx.tx.query<{ body_hash: Buffer; status: number; answer: unknown }>(
      'select body_hash, status, answer from kernel.idempotency where actor = $1 and key = $2',
      [keyed.actor, keyed.key],
    ),
  ])
  const row = found.rows[0]
  if (!row) return undefined
  if (!row.body_hash.equals(keyed.bodyHash)) {
    return { ok: false, code: 'kernel/idempotency_conflict', rest: {} }
  }
  return { ok: true, status: row.status, body: row.answer }
}

export async function writeFirstAnswer(
  ctx: Ctx,
  keyed: Keyed,
  answer: { status: number; body: unknown },
): Promise<void> {
  await ctx.tx.query(
    `insert into kernel.idempotency (actor, key, body_hash, status, answer, created_at)
     values ($1, $2, $3, $4, $5, $6)`,
    [keyed.actor, keyed.key, keyed.bodyHash, answer.status, JSON.stringify(answer.body), ctx.now],
  )
}
