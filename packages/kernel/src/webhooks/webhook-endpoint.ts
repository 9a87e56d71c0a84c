// tidy: allow clock-and-chance, a webhook's age is of the wire and not of the story
import { z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { wallClock } from '../clock.ts'
import type { Ctx } from '../context.ts'
import type { Api } from '../http/endpoint.ts'
import { kernelProblems, sendProblem } from '../http/problem.ts'
import type { Result } from '../result.ts'
import { inRefusableContext } from '../runtime.ts'
import { verifyWebhook } from './verify-webhook.ts'

const BODY_BYTES_MAX = 64 * 1024
/** Signed bodies are a contract between machines, apart from what people's browsers may call. */
const TAG = 'between companies'

export interface WebhookSpec<Message extends z.ZodObject> {
  readonly path: string
  readonly summary: string
  /** Any of them may have signed: two while a secret is being changed. */
  readonly secrets: readonly string[]
  readonly message: Message
}

/**
 * Adds an endpoint that takes signed messages of one outside party, after Standard Webhooks. Nothing
 * is read from a message before its signature holds. The verb is told the message's id and sees to it
 * that a second one changes nothing: senders repeat what was not answered.
 */
export function webhookEndpoint<Message extends z.ZodObject>(
  api: Api,
  spec: WebhookSpec<Message>,
  verb: (
    ctx: Ctx,
    input: { readonly webhookId: string; readonly message: z.infer<Message> },
  ) => Promise<Result<unknown, { code: string; [member: string]: unknown }>>,
): void {
  describeWebhook(api, spec)
  const strict = spec.message.strict()
  api.hono.post(spec.path, async (c) => {
    const body = await c.req.text()
    if (Buffer.byteLength(body) > BODY_BYTES_MAX) return problem(c, 'kernel/too_large')
    const id = c.req.header('webhook-id')
    const headers = {
      id,
      timestamp: c.req.header('webhook-timestamp'),
      signature: c.req.header('webhook-signature'),
    }
    const isGenuine = verifyWebhook(spec.secrets, headers, body, wallClock.now())
    if (!isGenuine || id === undefined) return problem(c, 'kernel/not_signed_in')
    const read = strict.safeParse(parse(body))
    if (!read.success) {
      const errors = read.error.issues.map(({ path, message }) => ({
        pointer: `/body/${path.join('/')}`,
        reason: message,
      }))
      return sendProblem(c, 'kernel/malformed', kernelProblems['kernel/malformed'], { errors })
    }
    const outcome = await inRefusableContext(api.runtime, (ctx) =>
      verb(ctx, { webhookId: id, message: read.data as z.infer<Message> }),
    )
    if (outcome.ok) return c.json(outcome.value as object)
    const { code, ...rest } = outcome.error
    return sendProblem(c, code, api.problems[code] ?? kernelProblems['kernel/fault'], rest)
  })
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}

function problem(c: Context, code: 'kernel/too_large' | 'kernel/not_signed_in'): Response {
  return sendProblem(c, code, kernelProblems[code])
}

function describeWebhook(api: Api, spec: WebhookSpec<z.ZodObject>): void {
  api.hono.openAPIRegistry.registerPath({
    method: 'post',
    path: spec.path,
    summary: spec.summary,
    tags: [TAG],
    description: 'Signed as Standard Webhooks say, with the secret that both sides keep.',
    request: {
      headers: z.object({
        'webhook-id': z.string(),
        'webhook-timestamp': z.string(),
        'webhook-signature': z.string(),
      }),
      body: { content: { 'application/json': { schema: spec.message } } },
    },
    responses: {
      200: { description: 'Taken' },
      400: { description: 'kernel/malformed' },
      401: { description: 'kernel/not_signed_in' },
    },
  })
}
