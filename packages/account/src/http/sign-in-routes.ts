import { z } from '@hono/zod-openapi'
import { type Api, endpoint } from '@modosu/kernel'
import { beginPasskeySignIn, signInByPasskey } from '../passkeys/sign-in-by-passkey.ts'
import type { AccountDeps } from '../policy.ts'
import { confirmSignUp } from '../sign-in/confirm-sign-up.ts'
import { finishSignIn } from '../sign-in/finish-sign-in.ts'
import { beginProof, proveAgain } from '../sign-in/prove-again.ts'
import { signIn } from '../sign-in/sign-in.ts'
import { signUp } from '../sign-in/sign-up.ts'
import * as factor from './factor-shapes.ts'
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
      refusals: ['account/too_many_tries', 'account/password_weak'],
      commitsOnRefusal: true,
    },
    (ctx, input) => signUp(ctx, deps, { ...input.body, browser: input }),
  )
  endpoint(
    api,
    {
      method: 'post',
      path: '/account/v1/sign-up/confirm',
      summary: 'Confirms the address of a new account; names another login ID where it was taken',
      tag,
      auth: 'none',
      body: z.object({
        memberId: shape.memberId,
        code: shape.mailCode,
        loginId: shape.loginId.optional(),
      }),
      response: z.object({ memberId: shape.memberId }),
      refusals: [
        'account/unknown_change',
        'account/code_expired',
        'account/code_locked',
        'account/code_wrong',
        'account/address_taken',
        'account/too_many_tries',
        'account/login_id_taken',
      ],
      commitsOnRefusal: true,
    },
    (ctx, input) => confirmSignUp(ctx, deps, input.body),
  )
}

const signedIn = z.object({ memberId: shape.memberId, session: shape.session })

export function signInRoutes(api: Api, deps: AccountDeps): void {
  endpoint(
    api,
    {
      method: 'post',
      path: '/account/v1/sign-in',
      summary: 'Signs in by login ID or address and password; sets the session cookie',
      tag,
      auth: 'none',
      body: z.object({ login: shape.login, password: shape.password }),
      response: signedIn,
      refusals: [
        'account/too_many_tries',
        'account/sign_in_refused',
        'account/address_unconfirmed',
        'account/stopped',
        'account/second_factor_needed',
      ],
      commitsOnRefusal: true,
    },
    (ctx, input) => signIn(ctx, deps, { ...input.body, browser: input }),
  )
  endpoint(
    api,
    {
      method: 'post',
      path: '/account/v1/sign-in/second-factor',
      summary: 'Completes a sign-in by a code of the authenticator app, a sent or a saved code',
      tag,
      auth: 'none',
      body: z
        .object({
          halfSignIn: shape.token,
          totpCode: factor.totpCode.optional(),
          sentCode: factor.sentCode.optional(),
          recoveryCode: shape.recoveryCode.optional(),
        })
        .refine(factor.hasOneOf('totpCode', 'sentCode', 'recoveryCode'), factor.oneOf),
      response: signedIn.extend({ recoveryCode: z.string().optional() }),
      refusals: [
        'account/sign_in_over',
        'account/stopped',
        'account/too_many_tries',
        'account/second_factor_wrong',
      ],
      commitsOnRefusal: true,
    },
    (ctx, input) => finishSignIn(ctx, deps, { ...input.body, browser: input }),
  )
  passkeySignInRoutes(api, deps)
  proofRoutes(api, deps)
}

function passkeySignInRoutes(api: Api, deps: AccountDeps): void {
  endpoint(
    api,
    {
      method: 'post',
      path: '/account/v1/sign-in/passkey/begin',
      summary: 'What a browser is to be asked for a sign-in by passkey; no name is needed',
      tag,
      auth: 'none',
      body: shape.empty,
      response: z.object({ options: factor.showOptions }),
      refusals: ['account/too_many_tries'],
      commitsOnRefusal: true,
    },
    (ctx, { origin }) => beginPasskeySignIn(ctx, deps, { ip: origin.ip }),
  )
  endpoint(
    api,
    {
      method: 'post',
      path: '/account/v1/sign-in/passkey',
      summary: 'Signs in by a passkey; sets the session cookie',
      tag,
      auth: 'none',
      body: z.object({ passkey: factor.shownAnswer }),
      response: signedIn,
      refusals: ['account/passkey_refused', 'account/stopped'],
      commitsOnRefusal: true,
    },
    (ctx, input) => signInByPasskey(ctx, deps, { answer: input.body.passkey, browser: input }),
  )
}

function proofRoutes(api: Api, deps: AccountDeps): void {
  endpoint(
    api,
    {
      method: 'post',
      path: '/account/v1/proof/begin',
      summary: 'By what the member may show once more that it is he',
      tag,
      auth: 'member',
      body: shape.empty,
      response: z.object({
        methods: z.array(factor.provenBy),
        options: factor.showOptions.optional(),
      }),
      refusals: [],
    },
    (ctx, { actor }) => beginProof(ctx, deps, { actor }),
  )
  endpoint(
    api,
    {
      method: 'post',
      path: '/account/v1/proof',
      summary: 'Shows once more that it is the member: opens what is dangerous for ten minutes',
      tag,
      auth: 'member',
      body: z
        .object({
          password: shape.password.optional(),
          totpCode: factor.totpCode.optional(),
          recoveryCode: shape.recoveryCode.optional(),
          passkey: factor.shownAnswer.optional(),
        })
        .refine(factor.hasOneOf('password', 'totpCode', 'recoveryCode', 'passkey'), factor.oneOf),
      response: z.object({ provenBy: factor.provenBy, recoveryCode: z.string().optional() }),
      refusals: ['account/too_many_tries', 'account/proof_refused'],
      commitsOnRefusal: true,
    },
    (ctx, input) =>
      proveAgain(ctx, deps, { actor: input.actor, proof: input.body, browser: input }),
  )
}
