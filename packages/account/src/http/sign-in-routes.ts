import { z } from '@hono/zod-openapi'
import { type Api, endpoint, MEMBER_COOKIE } from '@modosu/kernel'
import type { AccountDeps } from '../policy.ts'
import { endSession } from '../sessions/end-session.ts'
import { listSessions, showSession } from '../sessions/show-own-account.ts'
import { confirmSignUp } from '../sign-in/confirm-sign-up.ts'
import { signIn } from '../sign-in/sign-in.ts'
import { signUp } from '../sign-in/sign-up.ts'
import * as shape from './shapes.ts'

const { tag } = shape

export function signUpRoutes(api: Api, deps: AccountDeps): void {
  endpoint(
    api,
    {
      method: 'post',
      path: '/account/v1/sign-up',
      summary: 'Makes an account; a code is mailed to the address',
      tag,
      auth: 'none',
      body: z.object({
        loginId: shape.loginId,
        email: shape.email,
        password: shape.password,
        displayName: shape.displayName,
      }),
      response: z.object({ memberId: shape.memberId, recoveryCode: z.string() }),
      status: 201,
      refusals: ['account/too_many_tries', 'account/password_weak', 'account/login_id_taken'],
      commitsOnRefusal: true,
    },
    (ctx, input) => signUp(ctx, deps, { ...input.body, browser: input }),
  )
  endpoint(
    api,
    {
      method: 'post',
      path: '/account/v1/sign-up/confirm',
      summary: 'Confirms the address of a new account',
      tag,
      auth: 'none',
      body: z.object({ memberId: shape.memberId, code: shape.mailCode }),
      response: z.object({ memberId: shape.memberId }),
      refusals: [
        'account/unknown_change',
        'account/code_expired',
        'account/code_locked',
        'account/code_wrong',
        'account/address_taken',
      ],
      commitsOnRefusal: true,
    },
    (ctx, input) => confirmSignUp(ctx, deps, input.body),
  )
}

export function signInRoutes(api: Api): void {
  endpoint(
    api,
    {
      method: 'post',
      path: '/account/v1/sign-in',
      summary: 'Signs in by login ID or address and password; sets the session cookie',
      tag,
      auth: 'none',
      body: z.object({ login: shape.login, password: shape.password }),
      response: z.object({ memberId: shape.memberId, session: shape.session }),
      refusals: [
        'account/too_many_tries',
        'account/sign_in_refused',
        'account/address_unconfirmed',
        'account/stopped',
      ],
      commitsOnRefusal: true,
    },
    (ctx, input) => signIn(ctx, { ...input.body, browser: input }),
  )
  sessionRoutes(api)
}

function sessionRoutes(api: Api): void {
  const path = '/account/v1/session'
  endpoint(
    api,
    {
      method: 'get',
      path,
      summary: 'Who is signed in',
      tag,
      auth: 'member',
      response: z.object({
        memberId: shape.memberId,
        sessionId: shape.sessionId,
        loginId: z.string(),
        displayName: z.string(),
        email: z.string(),
        restrictions: z.array(shape.restriction),
      }),
      refusals: [],
    },
    showSession,
  )
  endpoint(
    api,
    {
      method: 'delete',
      path,
      summary: 'Signs out',
      tag,
      auth: 'member',
      response: z.object({ sessionId: shape.sessionId }),
      refusals: ['account/unknown_session'],
    },
    (ctx, { actor, setCookie }) => {
      setCookie(MEMBER_COOKIE, null)
      return endSession(ctx, { actor, sessionId: actor.sessionId })
    },
  )
  endpoint(
    api,
    {
      method: 'get',
      path: '/account/v1/sessions',
      summary: 'The open sessions of the signed-in member',
      tag,
      auth: 'member',
      response: z.object({ sessions: z.array(shape.openSession) }),
      refusals: [],
    },
    listSessions,
  )
  endpoint(
    api,
    {
      method: 'delete',
      path: '/account/v1/sessions/{sessionId}',
      summary: 'Ends one of the own sessions',
      tag,
      auth: 'member',
      params: z.object({ sessionId: shape.sessionId }),
      response: z.object({ sessionId: shape.sessionId }),
      refusals: ['account/unknown_session'],
    },
    (ctx, { actor, params }) => endSession(ctx, { actor, ...params }),
  )
}
