import type { Context } from 'hono'
import type { ProblemKind } from './problem-kind.ts'

/** One field that was wrong: where (JSON pointer from the request) and why. */
export interface FieldError {
  readonly pointer: string
  readonly reason: string
}

/** The kernel's own refusals, at the edge, before a verb is reached. */
export const kernelProblems = {
  'kernel/malformed': {
    status: 400,
    title: 'A field of the request is not as it must be',
  },
  'kernel/not_signed_in': { status: 401, title: 'Sign in first' },
  'kernel/forbidden': { status: 403, title: 'This is not yours to do' },
  'kernel/step_up_needed': {
    status: 403,
    title: 'Show once more that it is you; nothing was changed',
  },
  'kernel/not_found': { status: 404, title: 'There is nothing here' },
  'kernel/idempotency_conflict': {
    status: 409,
    title: 'This idempotency key was used for another request',
  },
  'kernel/too_large': { status: 413, title: 'The request is too large' },
  'kernel/unsupported_media_type': {
    status: 415,
    title: 'The body must be JSON',
  },
  'kernel/too_many_requests': {
    status: 429,
    title: 'Too many tries; wait a little',
  },
  'kernel/fault': {
    status: 500,
    title: 'Something broke on our side; nothing was changed',
  },
} as const satisfies Record<string, ProblemKind>

export type KernelErrorCode = keyof typeof kernelProblems

/** Answers with a problem document. */
export function sendProblem(
  c: Context,
  code: string,
  kind: ProblemKind,
  extra: {
    errors?: readonly FieldError[]
    detail?: string
    [member: string]: unknown
  } = {},
): Response {
  const body = { type: code, title: kind.title, status: kind.status, ...extra }
  return c.body(JSON.stringify(body), kind.status, {
    'content-type': 'application/problem+json; charset=utf-8',
    ...(kind.status === 429 || kind.status === 503 ? { 'retry-after': '60' } : {}),
  })
}
