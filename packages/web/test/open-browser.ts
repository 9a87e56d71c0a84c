import type { Hono } from 'hono'

export interface Shown {
  readonly status: number
  readonly text: string
  readonly headers: Headers
}

export interface Browser {
  get(path: string, headers?: Record<string, string>): Promise<Shown>
  /** Posts a form as one of the site's own pages does. */
  post(
    path: string,
    fields: Record<string, string>,
    headers?: Record<string, string>,
  ): Promise<Shown>
  /** Cookies that would go along with a request of this path. */
  cookiesFor(path: string): string
}

interface Cookie {
  readonly value: string
  readonly path: string
}

const ORIGIN = 'http://hinata.localhost:4001'

/** A browser without script: it keeps cookies by their path and names its origin with a form. */
export function openBrowser(app: Hono, origin = ORIGIN): Browser {
  const jar = new Map<string, Cookie>()
  const cookiesFor = (path: string) =>
    [...jar]
      .filter(
        ([, cookie]) => path === cookie.path || path.startsWith(cookie.path.replace(/\/?$/, '/')),
      )
      .map(([name, cookie]) => `${name}=${cookie.value}`)
      .join('; ')
  const send = async (path: string, init: RequestInit): Promise<Shown> => {
    const headers = new Headers(init.headers)
    const url = new URL(path, origin)
    headers.set('host', url.host)
    const cookies = cookiesFor(url.pathname)
    if (cookies !== '') headers.set('cookie', cookies)
    const response = await app.request(url.href, { ...init, headers })
    for (const line of response.headers.getSetCookie()) keep(jar, line)
    return { status: response.status, text: await response.text(), headers: response.headers }
  }
  return {
    get: (path, headers = {}) => send(path, { headers }),
    post: (path, fields, headers = { origin }) =>
      send(path, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
        body: new URLSearchParams(fields).toString(),
      }),
    cookiesFor,
  }
}

function keep(jar: Map<string, Cookie>, line: string): void {
  const [pair = '', ...attributes] = line.split(';').map((part) => part.trim())
  const [name = '', value = ''] = pair.split('=')
  const path = attributes.find((text) => /^path=/i.test(text))?.slice('path='.length) ?? '/'
  if (attributes.some((text) => /^max-age=0$/i.test(text))) jar.delete(name)
  else jar.set(name, { value, path })
}
