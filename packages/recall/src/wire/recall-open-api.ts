import { z } from '@hono/zod-openapi'
import { openHono } from '@modosu/kernel'
import type { RecallDeps } from '../recall-deps.ts'
import { recallVerbs } from '../recall-verbs.ts'
import { describeEndpoint } from './describe-endpoint.ts'
import { metaSchema } from './messages.ts'

const DESCRIPTION = `What one company says to another. Every request and every answer is a compact JWS
(RFC 7515, Ed25519) with \`iss\`, \`aud\`, \`iat\`, \`jti\` and the content under \`msg\`; an answer names in
\`re\` the message that it answers. A refusal is signed too, except for those of status 401. The rules
behind the fields: docs/recall-protocol.md.`

/** The OpenAPI document of the wire, the same at every company. */
export function recallOpenApi(): Record<string, unknown> {
  const hono = openHono()
  hono.openAPIRegistry.registerPath({
    method: 'get',
    path: '/recall/v1/meta',
    summary: 'Who this is, what it can do and its public key, for anybody',
    tags: ['between companies'],
    responses: {
      200: {
        description: 'Not signed; with a header x-message as for any other reading, signed',
        content: {
          'application/json': { schema: metaSchema.extend({ keys: z.array(z.unknown()) }) },
        },
      },
    },
  })
  // The signed reading has the same path; a document has one operation for it.
  const verbs = recallVerbs({} as RecallDeps).filter(({ path }) => path !== '/recall/v1/meta')
  for (const verb of verbs) describeEndpoint(hono, verb)
  return {
    ...hono.getOpenAPI31Document({
      openapi: '3.1.0',
      info: { title: 'Modosu: the wire between companies', version: '1', description: DESCRIPTION },
    }),
  }
}
