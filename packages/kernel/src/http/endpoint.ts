import { createHash } from 'node:crypto'
import { createRoute, type OpenAPIHono, type RouteConfig, z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import type { Ctx } from '../context.ts'
import { crashPoint } from '../crash-point.ts'
import { Rollback } from '../database.ts'
import type { Result } from '../result.ts'
import { inContext, type Runtime } from '../runtime.ts'
import {
  type Actor,
  type AnonymousActor,
  type Authenticators,
  MEMBER_COOKIE,
  type MemberActor,
  type Origin,
  STAFF_COOKIE,
  type StaffActor,
  type StepUp,
} from './actor.ts'
import { readFirstAnswer, writeFirstAnswer } from './idempotency.ts'
import { type FieldError, kernelProblems, sendProblem } from './problem.ts'
import type { ProblemKind } from './problem-kind.ts'
import { recordDisclosure } from './record-disclosure.ts'

/** Largest JSON body that is read. */
const BODY_BYTES_MAX = 256 * 1024
const IDEMPOTENCY_KEY = /^[A-Za-z0-9_.:-]{8,100}$/
const REASON_MAX = 500
const COUNTRY = /^[A-Z]{2}$/

/** One service's HTTP contract under construction. */
export interface Api {
  readonly hono: OpenAPIHono
  readonly runtime: Runtime
  readonly authenticators: Authenticators
  readonly problems: Readonly<Record<string, ProblemKind>>
  /** True when a proxy in front is trusted to tell the client's address. */
  readonly trustProxy: boolean
  /** Told apart by name where two companies share a host: browsers do not tell ports apart. */
  readonly cookieSuffix?: string
  /** Cookies carry `Secure` and the host prefix when the origin is https. */
  readonly secureCookies: boolean
  /** What wants a fresh proof of who is there, by `method path`. */
  readonly stepUps?: Readonly<Record<string, StepUp>>
}

type Shape = z.ZodObject
type Infer<T> = T extends z.ZodType ? z.infer<T> : undefined

interface ActorOf {
  member: MemberActor
  staff: StaffActor
  none: AnonymousActor
}
type Auth = keyof ActorOf

export interface EndpointSpec<
  A extends Auth,
  P extends Shape | undefined,
  Q extends Shape | undefined,
  B extends Shape | undefined,
> {
  readonly method: 'get' | 'post' | 'put' | 'delete'
  readonly path: string
  readonly summary: string
  readonly tag: string
  readonly auth: A
  readonly params?: P
  readonly query?: Q
  readonly body?: B
  readonly response: z.ZodType
  readonly status?: 200 | 201 | 202
  /** Codes that the verb may refuse with; they appear on the OpenAPI page. */
  readonly refusals: readonly string[]
  /** Requires the `Idempotency-Key` header and answers a repeated key with the first answer. */
  readonly idempotent?: boolean
  /** A look at somebody's data: staff give a reason (`X-Reason`) and the look is recorded. */
  readonly discloses?: (input: { params: Infer<P>; query: Infer<Q> }) => string
  /** Keeps what was written although the verb refused: counting failed tries. */
  readonly commitsOnRefusal?: boolean
  readonly staffRoles?: readonly StaffActor['role'][]
}

export interface EndpointInput<
  A extends Auth,
  P extends Shape | undefined,
  Q extends Shape | undefined,
  B extends Shape | undefined,
> {
  readonly actor: ActorOf[A]
  readonly params: Infer<P>
  readonly query: Infer<Q>
  readonly body: Infer<B>
  readonly origin: Origin
  readonly idempotencyKey: string | undefined
  cookie(name: string): string | undefined
  /** Sets an HttpOnly, SameSite=Lax cookie, or removes it when `value` is null, on success. */
  setCookie(name: string, value: string | null, maxAgeSeconds?: number): void
}

export type Refusal = { code: string; [member: string]: unknown }

/** Adds one endpoint: validate, authenticate, run the verb in one transaction, answer. */
export function endpoint<
  A extends Auth,
  P extends Shape | undefined = undefined,
  Q extends Shape | undefined = undefined,
  B extends Shape | undefined = undefined,
>(
  api: Api,
  spec: EndpointSpec<A, P, Q, B>,
  verb: (ctx: Ctx, input: EndpointInput<A, P, Q, B>) => Promise<Result<unknown, Refusal>>,
): void {
  const config = describe(spec as never, api)
  api.hono.openAPIRegistry.registerPath(config)
  const path = spec.path.replaceAll(/\{(\w+)\}/g, ':$1')
  api.hono.on(spec.method.toUpperCase(), path, async (c) => {
    const read = await readRequest(c, spec as never)
    if ('problem' in read) return read.problem
    return await answer(api, spec as never, c, read as never, verb as never)
  })
}

type AnySpec = EndpointSpec<Auth, Shape | undefined, Shape | undefined, Shape | undefined>
type AnyVerb = (ctx: Ctx, input: unknown) => Promise<Result<unknown, Refusal>>

interface ReadRequest {
  readonly params: unknown
  readonly query: unknown
  readonly body: unknown
  readonly rawBody: string
}

async function readRequest(
  c: Context,
  spec: AnySpec,
): Promise<ReadRequest | { problem: Response }> {
  const errors: FieldError[] = []
  let rawBody = ''
  let bodyValue: unknown
  if (spec.body) {
    const type = c.req.header('content-type') ?? ''
    if (!/^application\/json\b/.test(type)) {
      const kind = kernelProblems['kernel/unsupported_media_type']
      return { problem: sendProblem(c, 'kernel/unsupported_media_type', kind) }
    }
    rawBody = await c.req.text()
    if (Buffer.byteLength(rawBody) > BODY_BYTES_MAX) {
      return {
        problem: sendProblem(c, 'kernel/too_large', kernelProblems['kernel/too_large']),
      }
    }
    try {
      bodyValue = JSON.parse(rawBody)
    } catch {
      errors.push({ pointer: '/body', reason: 'must be JSON' })
    }
  }
  const params = check(spec.params, c.req.param(), '/path', errors)
  const query = check(spec.query, c.req.query(), '/query', errors)
  const body = errors.length > 0 ? undefined : check(spec.body, bodyValue, '/body', errors)
  if (spec.idempotent && !IDEMPOTENCY_KEY.test(c.req.header('idempotency-key') ?? '')) {
    errors.push({
      pointer: '/header/Idempotency-Key',
      reason: 'must be 8 to 100 letters or digits',
    })
  }
  const reason = c.req.header('x-reason') ?? ''
  if (spec.discloses && (reason.trim() === '' || reason.length > REASON_MAX)) {
    errors.push({
      pointer: '/header/X-Reason',
      reason: 'say why you look; the look is recorded',
    })
  }
  if (errors.length > 0) {
    const kind = kernelProblems['kernel/malformed']
    return { problem: sendProblem(c, 'kernel/malformed', kind, { errors }) }
  }
  return { params, query, body, rawBody }
}

const strictShapes = new WeakMap<Shape, Shape>()

/** Made once a schema: it compiles its parser at its first use. */
function strictOf(schema: Shape): Shape {
  let strict = strictShapes.get(schema)
  if (!strict) {
    strict = schema.strict()
    strictShapes.set(schema, strict)
  }
  return strict
}

function check(
  schema: Shape | undefined,
  value: unknown,
  where: string,
  errors: FieldError[],
): unknown {
  if (!schema) return undefined
  const parsed = strictOf(schema).safeParse(value)
  if (parsed.success) return parsed.data
  for (const issue of parsed.error.issues) {
    if (issue.code === 'unrecognized_keys') {
      for (const key of issue.keys) {
        errors.push({
          pointer: pointerTo(where, [...issue.path, key]),
          reason: 'unknown field',
        })
      }
    } else {
      errors.push({
        pointer: pointerTo(where, issue.path),
        reason: issue.message,
      })
    }
  }
  return undefined
}

function pointerTo(where: string, path: readonly PropertyKey[]): string {
  return [
    where,
    ...path.map((part) => String(part).replaceAll('~', '~0').replaceAll('/', '~1')),
  ].join('/')
}

type Outcome =
  | { ok: true; status: number; body: unknown }
  | { ok: false; code: string; rest: Record<string, unknown> }

async function answer(
  api: Api,
  spec: AnySpec,
  c: Context,
  read: ReadRequest,
  verb: AnyVerb,
): Promise<Response> {
  const cookies: (() => void)[] = []
  const operation = `${spec.method} ${spec.path}`
  const outcome = await inContext(api.runtime, async (ctx): Promise<Outcome> => {
    const actor = await whoAsks(api, spec, c, ctx)
    if (!actor) return { ok: false, code: 'kernel/not_signed_in', rest: {} }
    if (actor === 'forbidden') return { ok: false, code: 'kernel/forbidden', rest: {} }
    if (actor.kind === 'staff' && spec.staffRoles && !spec.staffRoles.includes(actor.role)) {
      return { ok: false, code: 'kernel/forbidden', rest: {} }
    }
    const methods = await missingProof(api, actor, { ctx, operation })
    if (methods) return { ok: false, code: 'kernel/step_up_needed', rest: { methods } }
    const outcome = await runVerb({
      ctx,
      spec,
      c,
      read,
      actor,
      api,
      verb,
      cookies,
    })
    if (!outcome.ok && !spec.commitsOnRefusal) throw new Rollback(outcome)
    crashPoint(`http:${operation}:before-commit`)
    return outcome
  }).catch((error: unknown): Outcome => {
    const { message, stack } = error as Error
    api.runtime.log.error({ operation, err: message, stack }, 'request failed')
    return { ok: false, code: 'kernel/fault', rest: {} }
  })
  crashPoint(`http:${operation}:after-commit`)
  if (!outcome.ok) {
    const kind = api.problems[outcome.code] ?? kernelProblems['kernel/fault']
    return sendProblem(c, outcome.code, kind, outcome.rest)
  }
  for (const set of cookies) set()
  return c.json(outcome.body as never, outcome.status as 200)
}

interface Run {
  ctx: Ctx
  spec: AnySpec
  c: Context
  read: ReadRequest
  actor: Actor
  api: Api
  verb: AnyVerb
  cookies: (() => void)[]
}

async function runVerb(run: Run): Promise<Outcome> {
  const { ctx, spec, c, read, actor, api } = run
  const key = spec.idempotent ? c.req.header('idempotency-key') : undefined
  const who = actor.kind === 'member' ? actor.memberId : actor.kind === 'staff' ? actor.staffId : ''
  const keyed = key && {
    actor: `${who} ${spec.method} ${spec.path}`,
    key,
    bodyHash: createHash('sha256')
      .update(JSON.stringify([read.params, read.rawBody]))
      .digest(),
  }
  if (keyed) {
    const first = await readFirstAnswer(ctx, keyed)
    if (first) return first
  }
  if (spec.discloses && actor.kind === 'staff') {
    const subject = spec.discloses(read as never)
    const reason = c.req.header('x-reason') ?? ''
    await recordDisclosure(ctx, {
      staffId: actor.staffId,
      operation: spec.path,
      subject,
      reason,
    })
  }
  const result = await run.verb(ctx, {
    ...read,
    actor,
    origin: originOf(api, c),
    idempotencyKey: key,
    cookie: (name: string) => getCookie(c, cookieName(api, name)),
    setCookie(name: string, value: string | null, maxAgeSeconds?: number) {
      run.cookies.push(() => writeCookie(api, c, { name, value, maxAgeSeconds }))
    },
  })
  if (!result.ok) {
    const { code, ...rest } = result.error
    return { ok: false, code, rest }
  }
  const outcome = {
    ok: true,
    status: spec.status ?? 200,
    body: result.value,
  } as const
  if (keyed) await writeFirstAnswer(ctx, keyed, outcome)
  return outcome
}

/** Who asks, by his cookie or by the key that he shows. */
export async function whoAsks(
  api: Api,
  spec: Pick<AnySpec, 'method' | 'path' | 'auth'>,
  c: Context,
  ctx: Ctx,
): Promise<Actor | 'forbidden' | undefined> {
  if (spec.auth === 'none') return { kind: 'anonymous' }
  const bearer = /^Bearer (\S+)$/.exec(c.req.header('authorization') ?? '')?.[1]
  const name = spec.auth === 'staff' ? STAFF_COOKIE : MEMBER_COOKIE
  const token = bearer ?? getCookie(c, cookieName(api, name))
  if (!token) return undefined
  const asked = { operation: `${spec.method} ${spec.path}`, reads: spec.method === 'get' }
  return await api.authenticators[spec.auth](ctx, token, originOf(api, c), asked)
}

/** A session that was left open is not enough for what cannot be taken back. */
async function missingProof(
  api: Api,
  actor: Actor,
  asked: { ctx: Ctx; operation: string },
): Promise<readonly string[] | undefined> {
  const rule = api.stepUps?.[asked.operation]
  if (!rule || actor.kind !== 'member') return undefined
  return await api.authenticators.stepUp?.(asked.ctx, actor, rule)
}

/** The `__Host-` prefix binds a cookie to this very host; browsers allow it over https only. */
function cookieName(api: Api, name: string): string {
  const own = `${name}${api.cookieSuffix ?? ''}`
  return api.secureCookies ? `__Host-${own}` : own
}

function writeCookie(
  api: Api,
  c: Context,
  cookie: {
    name: string
    value: string | null
    maxAgeSeconds: number | undefined
  },
): void {
  setCookie(c, cookieName(api, cookie.name), cookie.value ?? '', {
    httpOnly: true,
    sameSite: 'Lax',
    path: '/',
    secure: api.secureCookies,
    ...(cookie.value === null ? { maxAge: 0 } : {}),
    ...(cookie.maxAgeSeconds !== undefined ? { maxAge: cookie.maxAgeSeconds } : {}),
  })
}

/** The last address is the one that the proxy itself has seen; earlier ones are the client's word. */
function originOf(api: Api, c: Context): Origin {
  const forwarded = api.trustProxy
    ? c.req.header('x-forwarded-for')?.split(',').at(-1)?.trim()
    : undefined
  const country = api.trustProxy ? c.req.header('x-client-country') : undefined
  const socket = (c.env as { incoming?: { socket?: { remoteAddress?: string } } } | undefined)
    ?.incoming
  return {
    ip: forwarded || socket?.socket?.remoteAddress || 'unknown',
    userAgent: (c.req.header('user-agent') ?? 'unknown').slice(0, 300),
    ...(country && COUNTRY.test(country) ? { country } : {}),
  }
}

function describe(spec: AnySpec, { problems, stepUps = {} }: Api): RouteConfig {
  const codes = [...spec.refusals, 'kernel/malformed']
  if (spec.auth !== 'none') codes.push('kernel/not_signed_in')
  if (`${spec.method} ${spec.path}` in stepUps) codes.push('kernel/step_up_needed')
  const byStatus = new Map<number, string[]>()
  for (const code of codes) {
    const status = problems[code]?.status ?? 500
    byStatus.set(status, [...(byStatus.get(status) ?? []), code])
  }
  const responses: RouteConfig['responses'] = {
    [spec.status ?? 200]: {
      description: 'Done',
      content: { 'application/json': { schema: spec.response } },
    },
  }
  for (const [status, list] of byStatus) {
    responses[status] = {
      description: list.join(', '),
      content: { 'application/problem+json': { schema: problemSchema } },
    }
  }
  const headers = z.object({
    ...(spec.idempotent ? { 'Idempotency-Key': z.string() } : {}),
    ...(spec.discloses ? { 'X-Reason': z.string() } : {}),
  })
  return createRoute({
    method: spec.method,
    path: spec.path,
    summary: spec.summary,
    tags: [spec.tag],
    security: spec.auth === 'none' ? [] : [{ [spec.auth]: [] }],
    request: {
      headers,
      ...(spec.params ? { params: spec.params } : {}),
      ...(spec.query ? { query: spec.query } : {}),
      ...(spec.body ? { body: { content: { 'application/json': { schema: spec.body } } } } : {}),
    },
    responses,
  })
}

export const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number(),
    detail: z.string().optional(),
    errors: z.array(z.object({ pointer: z.string(), reason: z.string() })).optional(),
  })
  .openapi('Problem')
