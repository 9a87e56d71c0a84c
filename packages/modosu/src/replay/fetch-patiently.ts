import { easeOff } from './ease-off.ts'

/** What came back, read whole: a line can also break in the middle of an answer. */
export interface ReadResponse {
  readonly status: number
  readonly headers: Headers
  readonly text: string
}

const REQUEST_TIMEOUT_MS = 15_000
const TRIES_MAX = 120

/** What a dead process looks like from outside; everything else is an answer or a fault. */
const DEAD_LINE = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET'])

/**
 * Asks as a person does: where the line is dead the button is pressed again, for some 20 seconds,
 * with the very same content. Whatever is answered counts.
 */
export async function fetchPatiently(url: string, init: RequestInit = {}): Promise<ReadResponse> {
  const pause = easeOff()
  for (let tries = 1; ; tries++) {
    try {
      const response = await fetch(url, {
        ...init,
        signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
      })
      return { status: response.status, headers: response.headers, text: await response.text() }
    } catch (error) {
      if (tries === TRIES_MAX || !isDeadLine(error)) throw error
      await pause()
    }
  }
}

function isDeadLine(error: unknown): boolean {
  const { code, cause } = error as NodeJS.ErrnoException
  return DEAD_LINE.has(code ?? '') || DEAD_LINE.has((cause as NodeJS.ErrnoException)?.code ?? '')
}
