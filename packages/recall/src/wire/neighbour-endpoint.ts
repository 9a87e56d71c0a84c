import type { z } from '@hono/zod-openapi'
import {
  type Api,
  type Ctx,
  crashPoint,
  inContext,
  ok,
  type Result,
  Rollback,
  refuse,
  sendProblem,
} from '@modosu/kernel'
import type { Context } from 'hono'
import { type RecallError, recallProblems } from '../errors.ts'
import { raiseAlarms } from '../measure/raise-alarm.ts'
import type { NeighbourDirectory } from '../neighbour-directory.ts'
import { keepAnswer, readAnswer, rememberMessage } from '../store/message.ts'
import { describeEndpoint } from './describe-endpoint.ts'
import { signMessage } from './sign-message.ts'
import { type VerifiedMessage, verifyMessage } from './verify-message.ts'

/** Largest message that is read, in bytes. */
export const MESSAGE_BYTES_MAX = 256 * 1024
/** Messages that one company works on at once; more than that wait at the neighbour. */
const MESSAGES_AT_ONCE_MAX = 100
const RETRY_AFTER_SECONDS = 1
const underWay = new WeakMap<Api, { count: number }>()

export interface NeighbourEndpointSpec<Message extends z.ZodObject> {
  readonly method: 'put' | 'get'
  /** With `{name}` parameters; each must equal the member of the same name in the message. */
  readonly path: string
  /** The JWS `typ` of the request; the answer's is this with `-answer` before the `+jwt`. */
  readonly typ: string
  readonly message: Message
  readonly answer: z.ZodType
  readonly summary: string
  readonly tag: string
}

type Refusal = { code: string; [member: string]: unknown }
type Verb<Message> = (
  ctx: Ctx,
  input: { neighbour: string; msg: Message },
) => Promise<Result<unknown, Refusal>>

/**
 * Adds an endpoint that only neighbours may call: the request is a signed message, and so is the
 * answer, a refusal included, since a forged refusal could make a sender book value back. The very
 * same message again is refused and changes nothing, but the refusal carries the first answer: a
 * network that doubles messages must not keep a sender from ever hearing it.
 */
export function neighbourEndpoint<Message extends z.ZodObject>(
  api: Api,
  directory: NeighbourDirectory,
  spec: NeighbourEndpointSpec<Message>,
  verb: Verb<z.infer<Message>>,
): void {
  describeEndpoint(api.hono, spec)
  const path = spec.path.replaceAll(/\{(\w+)\}/g, ':$1')
  const operation = `${spec.method} ${spec.path}`
  // Made once: a schema compiles its parser at its first use.
  const message = spec.message.strict()
  api.hono.on(spec.method.toUpperCase(), path, async (c) => {
    const jws = spec.method === 'get' ? (c.req.header('x-message') ?? '') : await c.req.text()
    if (Buffer.byteLength(jws) > MESSAGE_BYTES_MAX) return refusal(c, { code: 'recall/malformed' })
    const verified = await verifyMessage(directory, jws, spec.typ)
    if (!verified.ok) return refusal(c, verified.error)
    const outcome = await whenNotBusy(api, () =>
      runVerb(api, spec, verb, {
        verified: verified.value,
        message,
        pathParams: c.req.param(),
        operation,
      }),
    )
    if (!outcome.ok) await showOffence(api, verified.value, outcome.error)
    const msg = outcome.ok
      ? { ok: true, value: outcome.value }
      : { ok: false, problem: outcome.error }
    const answer = await signMessage(
      directory,
      {
        to: verified.value.neighbour,
        typ: answerTyp(spec.typ),
        msg,
        re: verified.value.jti,
      },
      api.runtime.randomBytes,
    )
    crashPoint(`http:${operation}:after-commit`)
    const status = outcome.ok ? 200 : (api.problems[outcome.error.code]?.status ?? 500)
    return c.body(answer, status, {
      'content-type': 'application/jose',
      ...(status === 503 ? { 'retry-after': String(RETRY_AFTER_SECONDS) } : {}),
    })
  })
}

export function answerTyp(typ: string): string {
  return typ.replace(/\+jwt$/, '-answer+jwt')
}

/** A neighbour that sends more than we can work on hears so, signed, and sends it again. */
async function whenNotBusy(
  api: Api,
  work: () => Promise<Result<unknown, Refusal>>,
): Promise<Result<unknown, Refusal>> {
  const busy = underWay.get(api) ?? { count: 0 }
  underWay.set(api, busy)
  if (busy.count >= MESSAGES_AT_ONCE_MAX) return refuse({ code: 'recall/busy' })
  busy.count += 1
  try {
    return await work()
  } finally {
    busy.count -= 1
  }
}

async function showOffence(api: Api, message: VerifiedMessage, refusal: Refusal): Promise<void> {
  const { leg, transfer } = (message.msg ?? {}) as { leg?: unknown; transfer?: unknown }
  const subject = String(transfer ?? leg ?? message.jti)
  const { neighbour } = message
  await raiseAlarms(api.runtime, [{ neighbour, code: refusal.code, subject }])
}

interface Received {
  readonly verified: VerifiedMessage
  /** Strict: the fields that may cross a border are the schema's and no others. */
  readonly message: z.ZodObject
  readonly pathParams: Readonly<Record<string, string>>
  readonly operation: string
}

async function runVerb<Message extends z.ZodObject>(
  api: Api,
  spec: NeighbourEndpointSpec<Message>,
  verb: Verb<z.infer<Message>>,
  received: Received,
): Promise<Result<unknown, Refusal>> {
  const { verified, operation } = received
  const parsed = checkContent(received.message, verified.msg, received.pathParams)
  if (!parsed.ok) return parsed
  return await inContext(api.runtime, async (ctx) => {
    const remembers = spec.method === 'put'
    if (remembers && !(await rememberMessage(ctx, verified))) {
      return refuse({ code: 'recall/replayed', first: await readAnswer(ctx, verified) })
    }
    const outcome = await verb(ctx, {
      neighbour: verified.neighbour,
      msg: parsed.value as z.infer<Message>,
    })
    if (!outcome.ok) throw new Rollback(outcome)
    if (remembers) await keepAnswer(ctx, verified, outcome.value)
    crashPoint(`http:${operation}:before-commit`)
    return outcome
  })
}

function checkContent(
  schema: z.ZodObject,
  msg: unknown,
  pathParams: Readonly<Record<string, string>>,
): Result<unknown, RecallError> {
  const parsed = schema.safeParse(msg)
  if (!parsed.success) {
    const errors = parsed.error.issues.map((issue) => ({
      pointer: `/msg/${issue.path.join('/')}`,
      reason: issue.message,
    }))
    return refuse({ code: 'recall/malformed', errors })
  }
  for (const [name, value] of Object.entries(pathParams)) {
    if ((parsed.data as Record<string, unknown>)[name] !== value) {
      const errors = [{ pointer: `/msg/${name}`, reason: 'must be the one in the path' }]
      return refuse({ code: 'recall/malformed', errors })
    }
  }
  return ok(parsed.data)
}

function refusal(c: Context, error: RecallError): Response {
  const { code, ...rest } = error
  return sendProblem(c, code, recallProblems[code], rest)
}
