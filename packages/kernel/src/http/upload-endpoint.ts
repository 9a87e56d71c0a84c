import { createRoute, z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import type { Ctx } from '../context.ts'
import type { Result } from '../result.ts'
import { inContext } from '../runtime.ts'
import type { MemberActor } from './actor.ts'
import { type Api, problemSchema, type Refusal, whoAsks } from './endpoint.ts'
import { kernelProblems, sendProblem } from './problem.ts'

export interface UploadSpec {
  readonly path: string
  readonly summary: string
  readonly tag: string
  /** Media types that are taken. What the bytes are is for `prepare` to find out. */
  readonly types: readonly string[]
  readonly bytesMax: number
  readonly response: z.ZodType
  readonly refusals: readonly string[]
}

/** What is done with an upload, in this order. */
export interface UploadSteps<Prepared> {
  /** Before the bytes are worked on; what it writes (a count of tries) stays. */
  admit(ctx: Ctx, actor: MemberActor): Promise<Result<unknown, Refusal>>
  /** Outside of any transaction: heavy work must not keep a connection from others. */
  prepare(bytes: Uint8Array): Promise<Result<Prepared, Refusal>>
  store(
    ctx: Ctx,
    input: { actor: MemberActor; prepared: Prepared },
  ): Promise<Result<unknown, Refusal>>
}

/** Adds an endpoint that takes a file as its body, of a member, and answers 201. */
export function uploadEndpoint<Prepared>(
  api: Api,
  spec: UploadSpec,
  steps: UploadSteps<Prepared>,
): void {
  api.hono.openAPIRegistry.registerPath(describe(spec, api))
  api.hono.post(spec.path, async (c) => {
    try {
      const outcome = await takeUpload(api, c, { spec, steps })
      if (outcome.ok) return c.json(outcome.value as never, 201)
      const { code, ...rest } = outcome.error
      const kinds: Api['problems'] = { ...kernelProblems, ...api.problems }
      return sendProblem(c, code, kinds[code] ?? kernelProblems['kernel/fault'], rest)
    } catch (error) {
      const { message, stack } = error as Error
      api.runtime.log.error({ operation: spec.path, err: message, stack }, 'upload failed')
      return sendProblem(c, 'kernel/fault', kernelProblems['kernel/fault'])
    }
  })
}

async function takeUpload<Prepared>(
  api: Api,
  c: Context,
  { spec, steps }: { spec: UploadSpec; steps: UploadSteps<Prepared> },
): Promise<Result<unknown, Refusal>> {
  const type = c.req.header('content-type')?.split(';')[0]?.trim().toLowerCase() ?? ''
  if (!spec.types.includes(type)) return no('kernel/unsupported_media_type')
  const asMember = async (
    work: (ctx: Ctx, actor: MemberActor) => Promise<Result<unknown, Refusal>>,
  ) =>
    await inContext(api.runtime, async (ctx) => {
      const actor = await whoAsks(api, { method: 'post', path: spec.path, auth: 'member' }, c, ctx)
      if (actor === 'forbidden') return no('kernel/forbidden')
      return actor?.kind === 'member' ? await work(ctx, actor) : no('kernel/not_signed_in')
    })
  // Who may not send anything is told so before his bytes are read.
  const admitted = await asMember((ctx, actor) => steps.admit(ctx, actor))
  if (!admitted.ok) return admitted
  const bytes = new Uint8Array(await c.req.arrayBuffer())
  if (bytes.byteLength > spec.bytesMax) return no('kernel/too_large')
  const prepared = await steps.prepare(bytes)
  if (!prepared.ok) return prepared
  return await asMember((ctx, actor) => steps.store(ctx, { actor, prepared: prepared.value }))
}

function no(code: keyof typeof kernelProblems): Result<never, Refusal> {
  return { ok: false, error: { code } }
}

function describe(spec: UploadSpec, api: Api) {
  const codes = [
    ...spec.refusals,
    'kernel/not_signed_in',
    'kernel/too_large',
    'kernel/unsupported_media_type',
  ]
  const kinds: Api['problems'] = { ...kernelProblems, ...api.problems }
  const problem = { 'application/problem+json': { schema: problemSchema } }
  const byStatus = Object.groupBy(codes, (code) => String(kinds[code]?.status ?? 500))
  const file = z.string().openapi({ format: 'binary' })
  return createRoute({
    method: 'post',
    path: spec.path,
    summary: spec.summary,
    tags: [spec.tag],
    security: [{ member: [] }],
    request: {
      body: {
        content: Object.fromEntries(spec.types.map((type) => [type, { schema: file }])),
      },
    },
    responses: {
      201: { description: 'Done', content: { 'application/json': { schema: spec.response } } },
      ...Object.fromEntries(
        Object.entries(byStatus).map(([status, list = []]) => [
          status,
          { description: list.join(', '), content: problem },
        ]),
      ),
    },
  })
}
