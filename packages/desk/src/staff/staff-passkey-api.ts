import { z } from '@hono/zod-openapi'
import { madeAnswerSchema, passkeyOptionsSchema, shownAnswerSchema } from '@modosu/account'
import {
  type Api,
  type Ctx,
  endpoint,
  idSchema,
  instantSchema,
  ok,
  STAFF_COOKIE,
  textSchema,
} from '@modosu/kernel'
import type { DeskDeps } from '../desk-deps.ts'
import { addStaffPasskey, beginStaffPasskey } from './add-staff-passkey.ts'
import type { BegunStaffSession } from './begin-staff-session.ts'
import { removeStaffPasskey } from './remove-staff-passkey.ts'
import { beginStaffPasskeySignIn, signInStaffByPasskey } from './sign-in-staff-by-passkey.ts'

const TAG = 'desk'
const NAME_MAX = 60
const MS_PER_SECOND = 1_000
const passkeyId = idSchema('spk')

export const begunSchema = z.object({
  staffId: z.string(),
  name: z.string(),
  role: z.enum(['agent', 'supervisor', 'auditor']),
  wayIn: z.enum(['password', 'passkey']),
  expiresAt: instantSchema,
})

/** The answer to a sign-in; the token goes into the cookie and nowhere else. */
export function comeIn(
  ctx: Ctx,
  signedIn: {
    begun: BegunStaffSession
    setCookie(name: string, value: string, maxAgeSeconds: number): void
  },
) {
  const { token, expiresAt, ...shown } = signedIn.begun
  const lastsMs = expiresAt.getTime() - ctx.now.getTime()
  signedIn.setCookie(STAFF_COOKIE, token, Math.floor(lastsMs / MS_PER_SECOND))
  return { ...shown, expiresAt: expiresAt.toISOString() }
}

export function addStaffPasskeyEndpoints(api: Api, desk: DeskDeps): void {
  addPasskeySignIn(api, desk)
  addOwnPasskeys(api, desk)
}

function addPasskeySignIn(api: Api, desk: DeskDeps): void {
  const path = '/desk/v1/staff/sign-in/passkey'
  endpoint(
    api,
    {
      method: 'post',
      path: `${path}/begin`,
      summary: 'What a browser of the desk is to be asked for a sign-in by passkey',
      tag: TAG,
      auth: 'none',
      body: z.object({}),
      response: z.object({ options: passkeyOptionsSchema }),
      refusals: ['desk/too_many_tries'],
      commitsOnRefusal: true,
    },
    (ctx, { origin }) => beginStaffPasskeySignIn(ctx, desk, { ip: origin.ip }),
  )
  endpoint(
    api,
    {
      method: 'post',
      path,
      summary: 'A member of staff signs in by passkey for a working day',
      tag: TAG,
      auth: 'none',
      body: z.object({ passkey: shownAnswerSchema }),
      response: begunSchema,
      refusals: ['desk/passkey_refused'],
      commitsOnRefusal: true,
    },
    async (ctx, { body, setCookie }) => {
      const signedIn = await signInStaffByPasskey(ctx, desk, { answer: body.passkey })
      return signedIn.ok ? ok(comeIn(ctx, { begun: signedIn.value, setCookie })) : signedIn
    },
  )
}

function addOwnPasskeys(api: Api, desk: DeskDeps): void {
  const path = '/desk/v1/staff/passkeys'
  endpoint(
    api,
    {
      method: 'post',
      path: `${path}/begin`,
      summary: 'What a browser of the desk is to be asked so that it makes a passkey',
      tag: TAG,
      auth: 'staff',
      body: z.object({}),
      response: z.object({ options: passkeyOptionsSchema }),
      refusals: ['desk/sign_in_too_old'],
    },
    (ctx, { actor }) => beginStaffPasskey(ctx, desk, { actor }),
  )
  endpoint(
    api,
    {
      method: 'post',
      path,
      summary: 'Adds a passkey to the member of staff; the password ends with the first',
      tag: TAG,
      auth: 'staff',
      status: 201,
      body: z.object({ name: textSchema(NAME_MAX), passkey: madeAnswerSchema }),
      response: z.object({ passkeyId }),
      refusals: ['desk/passkey_refused', 'desk/passkey_taken'],
      commitsOnRefusal: true,
    },
    (ctx, { actor, body }) =>
      addStaffPasskey(ctx, desk, { actor, name: body.name, answer: body.passkey }),
  )
  endpoint(
    api,
    {
      method: 'delete',
      path: `${path}/{passkeyId}`,
      summary: 'Takes one of the own passkeys out; the last one stays',
      tag: TAG,
      auth: 'staff',
      params: z.object({ passkeyId }),
      response: z.object({ passkeyId }),
      refusals: ['desk/passkey_needed'],
    },
    (ctx, { actor, params }) => removeStaffPasskey(ctx, { actor, ...params }),
  )
}
