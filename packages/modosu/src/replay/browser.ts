/** A person's browser: keeps the cookies of each company apart, and looks like one device. */
export interface Browser {
  request(request: BrowserRequest): Promise<BrowserAnswer>
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

const REQUEST_TIMEOUT_MS = 15_000

/** Opens a browser on a device of its own, seen from one network address. */
export function openBrowser(device: { userAgent: string; ip: string }): Browser {
  const jars = new Map<string, Map<string, string>>()
  return {
    async request(request) {
      const jar = jars.get(request.origin) ?? new Map<string, string>()
      jars.set(request.origin, jar)
      const response = await fetch(request.origin + request.path, {
        method: request.method,
        signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
        headers: {
          'user-agent': device.userAgent,
          'x-forwarded-for': device.ip,
          cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; '),
          ...(request.body === undefined ? {} : { 'content-type': 'application/json' }),
          ...request.headers,
        },
        ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
      })
      keepCookies(jar, response.headers.getSetCookie())
      const text = await response.text()
      const isJson = /json/.test(response.headers.get('content-type') ?? '')
      return { status: response.status, body: isJson ? JSON.parse(text) : text }
    },
  }
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
