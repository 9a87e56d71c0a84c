import { z } from '@hono/zod-openapi'
import { type Api, endpoint, ok, textSchema } from '@modosu/kernel'
import type { MarketDeps } from '../deps.ts'
import { consentToReading, recordGround } from '../messages/give-ground.ts'
import { readMessages, readMessagesAsOffice } from '../messages/read-messages.ts'
import { writeMessage } from '../messages/write-message.ts'
import { messageGrounds } from '../store/message.ts'
import { messageOut, orderPath } from './schemas.ts'
import { messagesJson } from './views.ts'

const WORDS_MAX = 1_000
const REASON_MAX = 500
const messagesOut = z.object({ messages: z.array(messageOut) })
const groundOut = z.object({ ground: z.enum(messageGrounds) })

/** The closed talk of the two sides of an order. */
export function messagesApi(api: Api, deps: MarketDeps): void {
  const path = '/market/v1/orders/{orderId}/messages'
  const spec = { path, tag: 'market', auth: 'member', params: orderPath } as const
  endpoint(
    api,
    {
      ...spec,
      method: 'post',
      summary: 'Writes to the other side',
      status: 201,
      body: z.object({ words: textSchema(WORDS_MAX) }),
      response: z.object({ messageId: z.string() }),
      refusals: ['market/unknown_order', 'market/already_cancelled', 'market/messages_limit'],
    },
    (ctx, { actor, params, body }) =>
      writeMessage(ctx, deps, { ...params, ...body, member: actor }),
  )
  endpoint(
    api,
    {
      ...spec,
      method: 'get',
      summary: 'Reads the messages of an order of yours',
      response: messagesOut,
      refusals: ['market/unknown_order'],
    },
    async (ctx, { actor, params }) => {
      const read = await readMessages(ctx, { ...params, member: actor })
      return read.ok ? ok(messagesJson(read.value)) : read
    },
  )
  endpoint(
    api,
    {
      ...spec,
      path: `${path}/consent`,
      method: 'post',
      summary: 'Lets the office read the messages of an order',
      response: groundOut,
      refusals: ['market/unknown_order'],
    },
    (ctx, { actor, params }) => consentToReading(ctx, { ...params, member: actor }),
  )
  officeApi(api)
}

function officeApi(api: Api): void {
  const path = '/market/v1/staff/orders/{orderId}/messages'
  const spec = { tag: 'market office', auth: 'staff', params: orderPath } as const
  endpoint(
    api,
    {
      ...spec,
      path,
      method: 'get',
      summary: 'Reads the messages of an order on a recorded ground',
      response: messagesOut,
      refusals: ['market/unknown_order', 'market/messages_secret'],
      discloses: ({ params }) => `messages of ${params.orderId}`,
      staffRoles: ['agent', 'supervisor'],
    },
    async (ctx, { params }) => {
      const read = await readMessagesAsOffice(ctx, params)
      return read.ok ? ok(messagesJson(read.value)) : read
    },
  )
  endpoint(
    api,
    {
      ...spec,
      path: `${path}/ground`,
      method: 'post',
      summary: 'Records why messages are read without consent',
      body: z.object({
        ground: z.enum(['emergency', 'warrant']),
        reason: textSchema(REASON_MAX),
      }),
      response: groundOut,
      refusals: ['market/unknown_order'],
      staffRoles: ['supervisor'],
    },
    (ctx, { actor, params, body }) => recordGround(ctx, { ...params, ...body, staff: actor }),
  )
}
