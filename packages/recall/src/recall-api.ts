import type { Api } from '@modosu/kernel'
import type { RecallDeps } from './recall-deps.ts'
import { recallVerbs } from './recall-verbs.ts'
import { metaOf } from './wire/meta-of.ts'
import { neighbourEndpoint } from './wire/neighbour-endpoint.ts'
import { recallOpenApi } from './wire/recall-open-api.ts'

/** Adds the wire between companies: legs, reports and transfers. */
export function recallApi(api: Api, deps: RecallDeps): void {
  addOpenMeta(api, deps)
  addOpenApi(api)
  for (const verb of recallVerbs(deps)) neighbourEndpoint(api, deps.neighbours, verb, verb.run)
}

/** Who asks without a signature gets the same without one, and our public key to begin with. */
function addOpenMeta(api: Api, deps: RecallDeps): void {
  const { kty, crv, x, kid } = deps.neighbours.signingKey
  const keys = [{ kty, crv, x, kid, alg: 'Ed25519', use: 'sig' }]
  api.hono.get('/recall/v1/meta', async (c, next) => {
    if (c.req.header('x-message')) return await next()
    return c.json({ ...metaOf(deps), keys })
  })
}

/** The description of the wire, for whoever connects; made when somebody asks for the first time. */
function addOpenApi(api: Api): void {
  let document: ReturnType<typeof recallOpenApi> | undefined
  api.hono.get('/recall/v1/openapi.json', (c) => {
    document ??= recallOpenApi()
    return c.json(document)
  })
}
