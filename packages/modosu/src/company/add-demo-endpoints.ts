import { type Api, countDueJobs, inContext, type MovableRuntime, moveClock } from '@modosu/kernel'
import { readBalance, readHistory } from '@modosu/ledger'

/** The newest moves of an account that the glass wall shows; a story has fewer. */
const MOVES_MAX = 500

/**
 * The demo's hand on the clock and its glass wall. They exist in demo companies only: a company
 * with a production clock has no such path.
 */
export function addDemoEndpoints(hono: Api['hono'], moved: MovableRuntime): void {
  const { runtime } = moved
  hono.get('/demo/v1/rest', async (c) => c.json({ due: await countDueJobs(runtime.pool) }))
  hono.get('/demo/v1/clock', (c) => c.json({ now: runtime.clock.now().toISOString() }))
  hono.post('/demo/v1/clock', async (c) => {
    const { now } = await c.req.json<{ now?: unknown }>()
    const date = new Date(typeof now === 'string' ? now : Number.NaN)
    if (Number.isNaN(date.getTime())) return c.json({ type: 'demo/malformed' }, 400)
    await moveClock(moved, date)
    return c.json({ now: date.toISOString() })
  })
  hono.get('/demo/v1/lots', async (c) => {
    const { lots } = await inContext(runtime, (ctx) =>
      readBalance(ctx, c.req.query('account') ?? ''),
    )
    return c.json({
      lots: lots.map((lot) => ({
        expiresAt: lot.expiresAt instanceof Date ? lot.expiresAt.toISOString() : lot.expiresAt,
        amount: String(lot.amount),
      })),
    })
  })
  hono.get('/demo/v1/moves', async (c) => {
    const moves = await inContext(runtime, (ctx) =>
      readHistory(ctx, { code: c.req.query('account') ?? '', limit: MOVES_MAX }),
    )
    return c.json({
      moves: moves.map((move) => ({
        at: move.effectiveAt.toISOString(),
        counterparty: move.counterparty,
        amount: String(move.amount),
        lots: move.lots.map((lot) => ({
          // As in the lots above: regular points follow the one date of their account.
          expiresAt: lot.expiresAt?.toISOString() ?? 'rolling',
          amount: String(lot.amount),
        })),
      })),
    })
  })
}
