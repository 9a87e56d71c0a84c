import { serve } from '@hono/node-server'
import { freePort } from '@modosu/kernel'
import { Hono } from 'hono'
import type { Recording } from './open-recording.ts'

export interface DoublingProxy {
  readonly origin: string
  /** How many messages went through, each of them twice. */
  messages(): number
  close(): Promise<void>
}

/** Headers of one connection, which are not handed on to the next (RFC 9110, 7.6.1). */
const OWN_HEADERS = new Set(['connection', 'content-length', 'host', 'transfer-encoding'])

/**
 * Stands before a company and delivers every message of its neighbour twice, one after the other.
 * Back goes the first answer or the second: whichever one a broken line would have let through.
 */
export async function openDoublingProxy(
  target: string,
  answer: 'first' | 'second',
  recording: Recording,
): Promise<DoublingProxy> {
  let messages = 0
  const app = new Hono()
  app.all('*', async (c) => {
    messages += 1
    const { pathname, search } = new URL(c.req.url)
    const body = c.req.method === 'GET' ? undefined : await c.req.text()
    const headers = [...c.req.raw.headers].filter(([name]) => !OWN_HEADERS.has(name))
    recording.note([pathname + search, ...headers.flat(), body ?? ''].join('\n'))
    const deliver = async () => {
      const got = await fetch(target + pathname + search, {
        method: c.req.method,
        headers: Object.fromEntries(headers),
        ...(body === undefined ? {} : { body }),
      })
      return { status: got.status, text: await got.text(), type: got.headers.get('content-type') }
    }
    const first = await deliver()
    recording.note(first.text)
    const second = await deliver()
    const { status, text, type } = answer === 'first' ? first : second
    return new Response(text, { status, headers: type ? { 'content-type': type } : {} })
  })
  const port = await freePort()
  const server = await new Promise<ReturnType<typeof serve>>((resolve, reject) => {
    const starting = serve({ fetch: app.fetch, hostname: '127.0.0.1', port }, () =>
      resolve(starting),
    )
    starting.once('error', reject)
  })
  return {
    origin: `http://127.0.0.1:${port}`,
    messages: () => messages,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        if ('closeAllConnections' in server) server.closeAllConnections()
      }),
  }
}
