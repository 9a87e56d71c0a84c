import type { Api } from '@modosu/kernel'
import type { RecallDeps } from './recall-deps.ts'
import { recallVerbs } from './recall-verbs.ts'
import { neighbourEndpoint } from './wire/neighbour-endpoint.ts'

const VERSIONS = ['1'] as const

/** Adds the wire between companies: legs, reports and transfers. */
export function recallApi(api: Api, deps: RecallDeps): void {
  for (const verb of recallVerbs(deps)) neighbourEndpoint(api, deps.neighbours, verb, verb.run)
  addMeta(api, deps)
}

function addMeta(api: Api, deps: RecallDeps): void {
  const { signingKey, company } = deps.neighbours
  const { kty, crv, x, kid } = signingKey
  api.hono.get('/recall/v1/meta', (c) =>
    c.json({
      company,
      versions: VERSIONS,
      limits: { hops: deps.policy.hopsMax, holdHours: deps.policy.holdHours },
      keys: [{ kty, crv, x, kid, alg: 'Ed25519', use: 'sig' }],
    }),
  )
}
