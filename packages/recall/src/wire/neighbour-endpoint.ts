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
import type { NeighbourDirectory } from '../neighbour-directory.ts'
import { keepAnswer, readAnswer, rememberMessage } from '../store/message.ts'
import { signMessage } from './sign-message.ts'
import { type VerifiedMessage, verifyMessage } from './verify-message.ts'

/** Largest message that is read, in bytes. */
const MESSAGE_BYTES_MAX = 256 * 1024

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
  api.hono.openAPIRegistry.registerPath({
    method: spec.method,
    path: spec.path,
    summary: spec.summary,
    tags: [spec.tag],
    description: `A compact JWS with typ \`${spec.typ}\`; its \`msg\` is described as the body.`,
    request: {
      body: { content: { 'application/jose': { schema: spec.message } } },
    },
    responses: {
      200: {
        description: 'A signed answer',
        content: { 'application/jose': { schema: spec.answer } },
      },
      401: { description: 'recall/unknown_neighbour, recall/bad_signature, recall/stale' },
    },
  })
  const path = spec.path.replaceAll(/\{(\w+)\}/g, ':$1')
  const operation = `${spec.method} ${spec.path}`
  api.hono.on(spec.method.toUpperCase(), path, async (c) => {
    const jws = spec.method === 'get' ? (c.req.header('x-message') ?? '') : await c.req.text()
    if (Buffer.byteLength(jws) > MESSAGE_BYTES_MAX) return refusal(c, { code: 'recall/malformed' })
    const verified = await verifyMessage(directory, jws, spec.typ)
    if (!verified.ok) return refusal(c, verified.error)
    const outcome = await runVerb(api, spec, verb, {
      verified: verified.value,
      pathParams: c.req.param(),
      operation,
    })
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
    return c.body(answer, status, { 'content-type': 'application/jose' })
  })
}

export function answerTyp(typ: string): string {
  return typ.replace(/\+jwt$/, '-answer+jwt')
}

interface Received {
  readonly verified: VerifiedMessage
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
  const parsed = checkContent(spec.message, verified.msg, received.pathParams)
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

/** The fields that may cross a border are the schema's and no others. */
function checkContent(
  schema: z.ZodObject,
  msg: unknown,
  pathParams: Readonly<Record<string, string>>,
): Result<unknown, RecallError> {
  const parsed = schema.strict().safeParse(msg)
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
