import { fetchPatiently } from './fetch-patiently.ts'

/** A person's browser: keeps the cookies of each host, and looks like one device. */
export interface Browser {
  request(request: BrowserRequest): Promise<BrowserAnswer>
  /** What it keeps now, so that another browser can go on as this very device. */
  cookies(): readonly Cookie[]
}

export interface BrowserRequest {
  readonly origin: string
  readonly method: string
  readonly path: string
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

export interface BrowserAnswer {
  readonly status: number
  readonly body: unknown
}

/** As in any browser a cookie belongs to a host and knows no port (RFC 6265, 8.5). */
export interface Cookie {
  readonly host: string
  readonly name: string
  readonly value: string
}

export interface Device {
  readonly userAgent: string
  readonly ip: string
}

type Jars = Map<string, Map<string, string>>

/** Opens a browser on a device of its own, seen from one network address. */
export function openBrowser(device: Device, kept: readonly Cookie[] = []): Browser {
  const jars: Jars = new Map()
  for (const { host, name, value } of kept) jarOf(jars, host).set(name, value)
  return {
    async request(request) {
      const jar = jarOf(jars, new URL(request.origin).hostname)
      const { status, headers, text } = await fetchPatiently(request.origin + request.path, {
        method: request.method,
        headers: {
          'user-agent': device.userAgent,
          'x-forwarded-for': device.ip,
          cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; '),
          ...(request.body === undefined ? {} : { 'content-type': 'application/json' }),
          ...request.headers,
        },
        ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
      })
      keepCookies(jar, headers.getSetCookie())
      const isJson = /json/.test(headers.get('content-type') ?? '')
      return { status, body: isJson ? JSON.parse(text) : text }
    },
    cookies: () =>
      [...jars].flatMap(([host, jar]) => [...jar].map(([name, value]) => ({ host, name, value }))),
  }
}

function jarOf(jars: Jars, host: string): Map<string, string> {
  const jar = jars.get(host) ?? new Map<string, string>()
  jars.set(host, jar)
  return jar
}

function keepCookies(jar: Map<string, string>, lines: readonly string[]): void {
  for (const line of lines) {
    const [pair = '', ...attributes] = line.split(';')
    const [name = '', value = ''] = pair.split('=')
    if (attributes.some((text) => text.trim().toLowerCase() === 'max-age=0'))
      jar.delete(name.trim())
    else jar.set(name.trim(), value.trim())
  }
}
