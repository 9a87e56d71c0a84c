import { Hono } from 'hono'

/** One request as it reached the contract. */
export interface Asked {
  readonly method: string
  readonly path: string
  readonly body: unknown
  readonly headers: Headers
}

export type StubAnswer = { status?: number; body: unknown; cookies?: readonly string[] }

/**
 * The services' contract as another company might serve it: fixed answers for fixed paths, and a
 * record of what was asked. An unlisted path answers as an unknown one does.
 */
export function contractStub(
  answers: Readonly<Record<string, StubAnswer | ((asked: Asked) => StubAnswer)>>,
) {
  const asked: Asked[] = []
  const app = new Hono()
  app.all('*', async (c) => {
    const text = await c.req.text()
    const one: Asked = {
      method: c.req.method,
      path: c.req.path + new URL(c.req.url).search,
      body: text === '' ? undefined : JSON.parse(text),
      headers: c.req.raw.headers,
    }
    asked.push(one)
    const listed = answers[`${one.method} ${c.req.path}`]
    const answer = typeof listed === 'function' ? listed(one) : listed
    const { status, body, cookies } = answer ?? problem(404, 'kernel/not_found')
    const headers = new Headers({ 'content-type': 'application/json' })
    for (const cookie of cookies ?? []) headers.append('set-cookie', cookie)
    return new Response(JSON.stringify(body), { status: status ?? 200, headers })
  })
  return { fetchService: app.fetch, asked }
}

export function problem(status: number, type: string, more: object = {}): StubAnswer {
  return { status, body: { type, title: type, status, ...more } }
}
