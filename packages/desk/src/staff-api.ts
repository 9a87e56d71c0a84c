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
import { WORDS_MAX } from './limits.ts'
import { recordEnquiry } from './record-enquiry.ts'
import { signInStaff } from './sign-in-staff.ts'
import { signOutStaff } from './sign-out-staff.ts'

const TAG = 'desk'
const NAME_MAX = 100
const PASSWORD_MAX = 200
const MS_PER_SECOND = 1_000

/** Sign-in of the desk's people, and what they write down of a call. */
export function addStaffEndpoints(api: Api): void {
  addSignIn(api)
  addSignOut(api)
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
      response: z.object({
        staffId: z.string(),
        name: z.string(),
        role: z.enum(['agent', 'supervisor', 'auditor']),
        expiresAt: instantSchema,
      }),
      refusals: ['desk/too_many_tries', 'desk/sign_in_refused'],
      commitsOnRefusal: true,
    },
    async (ctx, { body, origin, setCookie }) => {
      const signedIn = await signInStaff(ctx, { ...body, ip: origin.ip })
      if (!signedIn.ok) return signedIn
      const { token, staffId, name, role, expiresAt } = signedIn.value
      const lastsMs = expiresAt.getTime() - ctx.now.getTime()
      setCookie(STAFF_COOKIE, token, Math.floor(lastsMs / MS_PER_SECOND))
      return ok({ staffId, name, role, expiresAt: expiresAt.toISOString() })
    },
  )
}

function addSignOut(api: Api): void {
  endpoint(
    api,
    {
      method: 'delete',
      path: '/desk/v1/staff/session',
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
