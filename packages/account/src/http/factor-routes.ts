import { z } from '@hono/zod-openapi'
import { type Api, endpoint } from '@modosu/kernel'
import { replaceRecoveryCodes } from '../changes/replace-recovery-codes.ts'
import { addPasskey } from '../passkeys/add-passkey.ts'
import { beginPasskey } from '../passkeys/begin-passkey.ts'
import { removePasskey } from '../passkeys/remove-passkey.ts'
import { renamePasskey } from '../passkeys/rename-passkey.ts'
import type { AccountDeps } from '../policy.ts'
import { showFactors } from '../sign-in/show-factors.ts'
import { beginTotp } from '../totp/begin-totp.ts'
import { confirmTotp } from '../totp/confirm-totp.ts'
import { removeTotp } from '../totp/remove-totp.ts'
import * as factor from './factor-shapes.ts'
import * as shape from './shapes.ts'

const { tag } = shape
const guarded = ['account/too_many_tries', 'account/password_wrong']
const withPassword = z.object({ password: shape.password })
const changed = z.object({ changeId: shape.changeId })

export function factorRoutes(api: Api, deps: AccountDeps): void {
  addPasskeyRoutes(api, deps)
  ownPasskeyRoutes(api, deps)
  totpRoutes(api, deps)
  endpoint(
    api,
    {
      method: 'get',
      path: '/account/v1/factors',
      summary: 'What the own account can be opened with beyond the password',
      tag,
      auth: 'member',
      response: z.object({
        passkeys: z.array(
          z.object({
            passkeyId: factor.passkeyId,
            name: z.string(),
            backupEligible: z.boolean(),
            backedUp: z.boolean(),
            madeAt: shape.instant,
            lastUsedAt: shape.instant.nullable(),
          }),
        ),
        totp: z.object({ totpId: factor.totpId, addedAt: shape.instant }).nullable(),
        recoveryCodes: z.object({ left: z.number(), madeAt: shape.instant.nullable() }),
      }),
      refusals: [],
    },
    showFactors,
  )
  endpoint(
    api,
    {
      method: 'post',
      path: '/account/v1/recovery-codes',
      summary: 'Replaces the saved codes by a new set; shown once',
      tag,
      auth: 'member',
      body: withPassword,
      response: z.object({ recoveryCodes: z.array(z.string()) }),
      refusals: ['account/enrolment_waits', ...guarded],
      commitsOnRefusal: true,
    },
    (ctx, { actor, body }) => replaceRecoveryCodes(ctx, deps, { actor, ...body }),
  )
}

function addPasskeyRoutes(api: Api, deps: AccountDeps): void {
  const path = '/account/v1/passkeys'
  endpoint(
    api,
    {
      method: 'post',
      path: `${path}/begin`,
      summary: 'What a browser is to be asked so that it makes a passkey',
      tag,
      auth: 'member',
      body: withPassword,
      response: z.object({ options: factor.makeOptions }),
      refusals: ['account/enrolment_waits', ...guarded, 'account/passkeys_full'],
      commitsOnRefusal: true,
    },
    (ctx, { actor, body }) => beginPasskey(ctx, deps, { actor, ...body }),
  )
  endpoint(
    api,
    {
      method: 'post',
      path,
      summary: 'Adds the passkey that was made, in the session that began it',
      tag,
      auth: 'member',
      body: z.object({ name: factor.passkeyName, passkey: factor.madeAnswer }),
      response: z.object({ passkeyId: factor.passkeyId, changeId: shape.changeId }),
      status: 201,
      refusals: [
        'account/enrolment_waits',
        'account/passkey_refused',
        'account/passkeys_full',
        'account/passkey_taken',
      ],
      commitsOnRefusal: true,
    },
    (ctx, { actor, body }) =>
      addPasskey(ctx, deps, { actor, name: body.name, answer: body.passkey }),
  )
}

function ownPasskeyRoutes(api: Api, deps: AccountDeps): void {
  const path = '/account/v1/passkeys/{passkeyId}'
  const params = z.object({ passkeyId: factor.passkeyId })
  endpoint(
    api,
    {
      method: 'put',
      path: `${path}/name`,
      summary: 'Gives one of the own passkeys another name',
      tag,
      auth: 'member',
      params,
      body: z.object({ name: factor.passkeyName }),
      response: z.object({ passkeyId: factor.passkeyId }),
      refusals: ['account/unknown_passkey'],
    },
    (ctx, input) => renamePasskey(ctx, { actor: input.actor, ...input.params, ...input.body }),
  )
  endpoint(
    api,
    {
      method: 'delete',
      path,
      summary: 'Takes a passkey out',
      tag,
      auth: 'member',
      params,
      body: withPassword,
      response: changed,
      refusals: [...guarded, 'account/unknown_passkey'],
      commitsOnRefusal: true,
    },
    (ctx, { actor, params, body }) => removePasskey(ctx, deps, { actor, ...params, ...body }),
  )
}

function totpRoutes(api: Api, deps: AccountDeps): void {
  const path = '/account/v1/totp'
  endpoint(
    api,
    {
      method: 'post',
      path: `${path}/begin`,
      summary: 'Begins to add an authenticator app; its secret is shown once',
      tag,
      auth: 'member',
      body: withPassword,
      response: z.object({ totpId: factor.totpId, secret: z.string(), uri: z.string() }),
      refusals: ['account/enrolment_waits', ...guarded],
      commitsOnRefusal: true,
    },
    (ctx, { actor, body }) => beginTotp(ctx, deps, { actor, ...body }),
  )
  endpoint(
    api,
    {
      method: 'post',
      path,
      summary: 'Makes the authenticator app count, by its first code',
      tag,
      auth: 'member',
      body: z.object({ totpId: factor.totpId, code: factor.totpCode }),
      response: changed,
      refusals: [
        'account/enrolment_waits',
        'account/too_many_tries',
        'account/unknown_totp',
        'account/totp_wrong',
      ],
      commitsOnRefusal: true,
    },
    (ctx, { actor, body }) => confirmTotp(ctx, deps, { actor, ...body }),
  )
  endpoint(
    api,
    {
      method: 'delete',
      path,
      summary: 'Takes the authenticator app out',
      tag,
      auth: 'member',
      body: withPassword,
      response: changed,
      refusals: [...guarded, 'account/unknown_totp'],
      commitsOnRefusal: true,
    },
    (ctx, { actor, body }) => removeTotp(ctx, deps, { actor, ...body }),
  )
}
