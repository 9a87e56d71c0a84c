import { setTimeout as delay } from 'node:timers/promises'
import type { Context } from 'hono'
import { streamSSE } from 'hono/streaming'

/** How often a page that somebody looks at is read again. */
const LOOK_MS = 1_000
/** A word on the line, so that nothing between takes it for dead. */
const BEAT_MS = 15_000
/** A line ends after this; the page opens it anew when its person did something meanwhile. */
const LINE_MS = 10 * 60_000
/** Lines of one process; whoever comes later has a page that does not move by itself. */
const LINES_MAX = 500

let lines = 0

/** Whether a page is asked for as a line of news (`EventSource`) and not to be read. */
export function asksForNews(c: Context): boolean {
  return c.req.header('accept') === 'text/event-stream'
}

/**
 * Tells a page that is open whenever what it showed is not so any more: `event: news` with the digest
 * of what is to be seen now. It carries no content: the page fetches itself as its person sees it.
 * Ends by itself after ten minutes (`event: over`), so that a forgotten tab keeps no session alive.
 */
export function streamNews(c: Context, read: () => Promise<string>): Response {
  if (lines >= LINES_MAX) return c.body(null, 503, { 'retry-after': '60' })
  // A proxy that gathers output would hold the news back.
  c.header('x-accel-buffering', 'no')
  return streamSSE(c, async (stream) => {
    lines += 1
    const gone = new AbortController()
    stream.onAbort(() => gone.abort())
    try {
      let seen = c.req.query('seen')
      for (let waited = 0; waited < LINE_MS && !gone.signal.aborted; waited += LOOK_MS) {
        const now = await read()
        if (now !== seen) await stream.writeSSE({ event: 'news', data: now })
        else if (waited % BEAT_MS === 0) await stream.writeSSE({ event: 'beat', data: '' })
        seen = now
        await delay(LOOK_MS, undefined, { signal: gone.signal })
      }
      await stream.writeSSE({ event: 'over', data: '' })
    } catch (error) {
      if (!gone.signal.aborted) throw error
    } finally {
      lines -= 1
    }
  })
}
