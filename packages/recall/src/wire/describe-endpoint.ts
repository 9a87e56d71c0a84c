import type { OpenAPIHono } from '@hono/zod-openapi'
import { z } from '@hono/zod-openapi'
import { type RecallErrorCode, recallProblems } from '../errors.ts'
import type { NeighbourEndpointSpec } from './neighbour-endpoint.ts'

/** What the wire may refuse with; every other code is between a company and its own people. */
const REFUSALS: readonly RecallErrorCode[] = [
  'recall/malformed',
  'recall/unknown_neighbour',
  'recall/bad_signature',
  'recall/stale',
  'recall/unknown_leg',
  'recall/unknown_transfer',
  'recall/replayed',
  'recall/contradiction',
  'recall/attempt_open',
  'recall/amount_mismatch',
  'recall/offsets_overlap',
  'recall/evidence_missing',
  'recall/limit',
  'recall/busy',
]

/** Puts an endpoint between companies on the OpenAPI page. */
export function describeEndpoint(
  hono: OpenAPIHono,
  spec: NeighbourEndpointSpec<z.ZodObject>,
): void {
  const params = [...spec.path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)
  const carried =
    spec.method === 'get'
      ? { headers: z.object({ 'x-message': z.string() }) }
      : { body: { content: { 'application/jose': { schema: spec.message } } } }
  hono.openAPIRegistry.registerPath({
    method: spec.method,
    path: spec.path,
    summary: spec.summary,
    tags: [spec.tag],
    description:
      spec.method === 'get'
        ? `Header \`x-message\`: a compact JWS with typ \`${spec.typ}\`.`
        : `A compact JWS with typ \`${spec.typ}\`; its \`msg\` is described as the body.`,
    request: {
      ...carried,
      // What stands in the path stands in the message as well, and is described there.
      params: z.object(
        Object.fromEntries(params.map((name) => [name, spec.message.shape[name] ?? z.string()])),
      ),
    },
    responses: {
      200: {
        description: `A compact JWS; its \`msg\` is \`{ "ok": true, "value": … }\` with this value`,
        content: { 'application/jose': { schema: spec.answer } },
      },
      ...refusalsByStatus(),
    },
  })
}

function refusalsByStatus(): Record<number, { description: string }> {
  const byStatus: Record<number, { description: string }> = {}
  for (const code of REFUSALS) {
    const { status, title } = recallProblems[code]
    const before = byStatus[status]?.description
    const line = `\`${code}\`: ${title}`
    byStatus[status] = { description: before === undefined ? line : `${before}\n\n${line}` }
  }
  return byStatus
}
