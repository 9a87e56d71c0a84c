import { type Api, countDueJobs, inContext, type MovableRuntime, moveClock } from '@modosu/kernel'
import { readBalance } from '@modosu/ledger'

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
}
