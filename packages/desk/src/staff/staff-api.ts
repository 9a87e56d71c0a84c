import { z } from '@hono/zod-openapi'
import {
  type Api,
  endpoint,
  idSchema,
  instantSchema,
  ok,
  STAFF_COOKIE,
  textSchema,
} from '@modosu/kernel'
import type { DeskDeps } from '../desk-deps.ts'
import { WORDS_MAX } from '../limits.ts'
import { recordEnquiry } from '../record-enquiry.ts'
import { addLooks } from './looks-api.ts'
import { showStaffSession } from './show-staff-session.ts'
import { signInStaff } from './sign-in-staff.ts'
import { signOutStaff } from './sign-out-staff.ts'
import { addStaffPasskeyEndpoints, begunSchema, comeIn } from './staff-passkey-api.ts'

const TAG = 'desk'
const NAME_MAX = 100
const PASSWORD_MAX = 200

/** Sign-in of the desk's people, and what they write down of a call. */
export function addStaffEndpoints(api: Api, desk: DeskDeps): void {
  addSignIn(api)
  addOwnSession(api)
  addStaffPasskeyEndpoints(api, desk)
  addLooks(api)
  addEnquiries(api)
}

function addSignIn(api: Api): void {
  endpoint(
    api,
    {
      method: 'post',
      path: '/desk/v1/staff/sign-in',
      summary: 'A member of staff signs in for a working day',
      tag: TAG,
      auth: 'none',
      body: z.object({
        login: textSchema(NAME_MAX),
        password: z.string().min(1, 'must not be empty').max(PASSWORD_MAX),
      }),
      response: begunSchema,
      refusals: ['desk/too_many_tries', 'desk/sign_in_refused'],
      commitsOnRefusal: true,
    },
    async (ctx, { body, origin, setCookie }) => {
      const signedIn = await signInStaff(ctx, { ...body, ip: origin.ip })
      return signedIn.ok ? ok(comeIn(ctx, { begun: signedIn.value, setCookie })) : signedIn
    },
  )
}

function addOwnSession(api: Api): void {
  const path = '/desk/v1/staff/session'
  endpoint(
    api,
    {
      method: 'get',
      path,
      summary: 'Who of the desk is signed in, and his passkeys',
      tag: TAG,
      auth: 'staff',
      response: begunSchema.omit({ expiresAt: true }).extend({
        passkeys: z.array(
          z.object({
            passkeyId: z.string(),
            name: z.string(),
            madeAt: instantSchema,
            lastUsedAt: instantSchema.nullable(),
          }),
        ),
      }),
      refusals: [],
    },
    (ctx, { actor }) => showStaffSession(ctx, { actor }),
  )
  endpoint(
    api,
    {
      method: 'delete',
      path,
      summary: 'A member of staff signs out',
      tag: TAG,
      auth: 'staff',
      response: z.object({ signedOut: z.boolean() }),
      refusals: [],
    },
    async (ctx, { cookie, setCookie }) => {
      setCookie(STAFF_COOKIE, null)
      return await signOutStaff(ctx, { token: cookie(STAFF_COOKIE) ?? '' })
    },
  )
}

function addEnquiries(api: Api): void {
  endpoint(
    api,
    {
      method: 'post',
      path: '/desk/v1/enquiries',
      summary: 'Writes down what a member asked by telephone',
      tag: TAG,
      auth: 'staff',
      staffRoles: ['agent', 'supervisor'],
      idempotent: true,
      status: 201,
      body: z.object({
        memberId: idSchema('mem'),
        channel: z.enum(['phone']),
        words: textSchema(WORDS_MAX),
      }),
      response: z.object({ enquiryId: z.string() }),
      refusals: [],
    },
    (ctx, { body, actor }) => recordEnquiry(ctx, { ...body, staffId: actor.staffId }),
  )
}
