import { type Amount, amount, type Ctx } from '@modosu/kernel'
import { perform } from './store/perform.ts'

export interface ExpiredPoints {
  readonly code: string
  readonly amount: Amount
}

/** One call sweeps at most this many queues, so that it never holds the writer for long. */
const QUEUES_MAX = 1_000

/**
 * Posts what is past its date to breakage (`breakage:pt`), where it can still be given back from.
 * Answers `more` when another call is needed. Doing it twice changes nothing more.
 */
export async function expirePockets(
  ctx: Ctx,
  input: { readonly now: Date },
): Promise<{ expired: ExpiredPoints[]; more: boolean }> {
  const done = await perform<{
    expired: { code: string; amount: string }[]
    more: boolean
  }>(
    { ...ctx, now: input.now },
    {
      verb: 'expire',
      key: `expire:${ctx.newId('exp')}`,
      kind: 'expire',
      body: { limit: QUEUES_MAX },
      who: {},
    },
  )
  if (!done.ok) throw new Error(`expiry was refused: ${done.error.code}`)
  const { expired, more } = done.value.value
  return {
    expired: expired.map((row) => ({ code: row.code, amount: amount(BigInt(row.amount)) })),
    more,
  }
}
