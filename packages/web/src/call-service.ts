import type { z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { type Problem, problemSchema } from './contract.ts'
import type { Site } from './site.ts'

export interface ServiceCall<Value> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Path of the contract; ids in it are already encoded. */
  readonly path: string
  readonly body?: unknown
  readonly idempotencyKey?: string
  /** Why somebody's data is looked at: a code, since a header carries no other alphabet. */
  readonly reason?: string
  readonly answer: z.ZodType<Value>
}

export type ServiceAnswer<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly problem: Problem }

/** Handed on so that a service sees the person's own cookies, language and connection. */
const HEADERS_ON = ['cookie', 'user-agent', 'accept-language', 'x-forwarded-for']

/**
 * Asks a service as the person who looks at the page: his cookies go along, and cookies that the
 * service sets come back to him. An answer outside the contract is a fault, not a page of holes.
 */
export async function callService<Value>(
  c: Context,
  site: Site,
  call: ServiceCall<Value>,
): Promise<ServiceAnswer<Value>> {
  const headers = new Headers({ accept: 'application/json' })
  for (const name of HEADERS_ON) {
    const value = c.req.header(name)
    if (value !== undefined) headers.set(name, value)
  }
  if (call.body !== undefined) headers.set('content-type', 'application/json')
  if (call.idempotencyKey !== undefined) headers.set('idempotency-key', call.idempotencyKey)
  if (call.reason !== undefined) headers.set('x-reason', call.reason)
  const request = new Request(new URL(call.path, c.req.url), {
    method: call.method,
    headers,
    ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
  })
  const response = await site.fetchService(request, c.env)
  const body: unknown = await response.json().catch(() => undefined)
  if (!response.ok) return { ok: false, problem: readProblem(response.status, body) }
  for (const cookie of response.headers.getSetCookie()) {
    c.header('set-cookie', cookie, { append: true })
  }
  const parsed = call.answer.safeParse(body)
  if (!parsed.success) {
    throw new Error(`${call.method} ${call.path} answered outside its contract`, {
      cause: parsed.error,
    })
  }
  return { ok: true, value: parsed.data }
}

function readProblem(status: number, body: unknown): Problem {
  const parsed = problemSchema.safeParse(body)
  return parsed.success ? parsed.data : { type: 'unknown', title: '', status }
}

/** Fills ids into a path of the contract. */
export function pathTo(strings: TemplateStringsArray, ...ids: readonly string[]): string {
  return strings.reduce(
    (path, part, index) => path + encodeURIComponent(ids[index - 1] ?? '') + part,
  )
}
