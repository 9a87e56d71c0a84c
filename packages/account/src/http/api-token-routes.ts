import { z } from '@hono/zod-openapi'
import { type Api, endpoint, idSchema, textSchema } from '@modosu/kernel'
import { API_TOKEN_DAYS_MAX, API_TOKEN_NAME_MAX } from '../api-tokens/api-token-limits.ts'
import { makeApiToken } from '../api-tokens/make-api-token.ts'
import { revokeApiToken } from '../api-tokens/revoke-api-tokens.ts'
import { scopeNames } from '../api-tokens/scopes.ts'
import { showApiTokens } from '../api-tokens/show-api-tokens.ts'
import type { AccountDeps } from '../policy.ts'
import * as shape from './shapes.ts'

const { tag } = shape
const path = '/account/v1/api-tokens'
const apiTokenId = idSchema('atk')
const scope = z.enum(scopeNames)
const common = { tag, auth: 'member' } as const

export function apiTokenRoutes(api: Api, deps: AccountDeps): void {
  endpoint(
    api,
    {
      ...common,
      method: 'get',
      path,
      summary: 'The keys by which programs ask in the own name, and their last use',
      response: z.object({
        apiTokens: z.array(
          z.object({
            apiTokenId,
            name: z.string(),
            scopes: z.array(z.string()),
            madeAt: shape.instant,
            expiresAt: shape.instant,
            lastUsedAt: shape.instant.nullable(),
            lastNetwork: z.string().nullable(),
          }),
        ),
        scopes: z.array(z.object({ scope, words: shape.bilingual })),
      }),
      refusals: [],
    },
    showApiTokens,
  )
  endpoint(
    api,
    {
      ...common,
      method: 'post',
      path,
      summary: 'Makes a key for programs; it is shown once',
      body: z.object({
        password: shape.password,
        name: textSchema(API_TOKEN_NAME_MAX),
        scopes: z.array(scope).min(1, 'must name one scope at least').max(scopeNames.length),
        days: z.int().min(1).max(API_TOKEN_DAYS_MAX),
      }),
      response: z.object({ apiTokenId, token: z.string(), expiresAt: shape.instant }),
      status: 201,
      refusals: [
        'account/enrolment_waits',
        'account/too_many_tries',
        'account/password_wrong',
        'account/api_tokens_full',
      ],
      commitsOnRefusal: true,
    },
    (ctx, { actor, body }) => makeApiToken(ctx, deps, { actor, ...body }),
  )
  endpoint(
    api,
    {
      ...common,
      method: 'delete',
      path: `${path}/{apiTokenId}`,
      summary: 'Takes one of the own keys out',
      params: z.object({ apiTokenId }),
      response: z.object({ apiTokenId }),
      refusals: ['account/unknown_api_token'],
    },
    (ctx, { actor, params }) => revokeApiToken(ctx, deps, { actor, ...params }),
  )
}
