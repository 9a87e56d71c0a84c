import { z } from '@hono/zod-openapi'
import { type Api, endpoint } from '@modosu/kernel'
import { giveBack } from '../giving-back/give-back.ts'
import { liftStop } from '../giving-back/lift-stop.ts'
import { reviewTakeover } from '../giving-back/review-takeover.ts'
import { REVIEW_WORDS_MAX } from '../limits.ts'
import type { AccountDeps } from '../policy.ts'
import { beginRecovery } from '../recovery/begin-recovery.ts'
import { proveOwner } from '../recovery/prove-owner.ts'
import { beginRecoveryPasskey, showRecovery } from '../recovery/show-recovery.ts'
import { shownAnswer, showOptions } from './factor-shapes.ts'
import * as shape from './shapes.ts'

const { tag } = shape
const params = z.object({ recoveryId: shape.recoveryId })
/** A change, a sign-in or an action of the review. */
const reviewed = z.string().min(1).max(100)
const verified = ['account/unknown_recovery', 'account/not_verified', 'account/already_given_back']

export function recoveryRoutes(api: Api, deps: AccountDeps): void {
  proofRoutes(api, deps)
  liftRoutes(api, deps)
  endpoint(
    api,
    {
      method: 'post',
      path: '/account/v1/recovery/{recoveryId}/review',
      summary: 'What happened in the account, sorted with reasons, for its verified owner',
      tag,
      auth: 'none',
      params,
      body: z.object({ recoveryToken: shape.token }),
      response: z.object({
        changes: z.array(shape.reviewedChange),
        sessions: z.array(shape.reviewedSession),
        actions: z.array(shape.reviewedAction),
        planted: z.array(shape.planted),
        complete: z.boolean(),
      }),
      refusals: verified,
    },
    (ctx, input) => reviewTakeover(ctx, deps, { ...input.params, ...input.body }),
  )
  endpoint(
    api,
    {
      method: 'post',
      path: '/account/v1/recovery/{recoveryId}/give-back',
      summary: 'Gives the account back to its verified owner and signs him in',
      tag,
      auth: 'none',
      params,
      body: z.object({
        recoveryToken: shape.token,
        kept: z.array(reviewed).max(REVIEW_WORDS_MAX),
        disowned: z.array(reviewed).max(REVIEW_WORDS_MAX).default([]),
        newPassword: shape.password,
        newLoginId: shape.loginId.optional(),
        newEmail: shape.email.optional(),
      }),
      response: z.object({
        memberId: shape.memberId,
        session: shape.session,
        recoveryCode: z.string(),
        emailChangeId: shape.changeId.optional(),
      }),
      refusals: [
        ...verified,
        'account/unknown_change',
        'account/password_weak',
        'account/password_known',
        'account/login_id_taken',
        'account/address_taken',
      ],
    },
    (ctx, input) => giveBack(ctx, deps, { ...input.params, ...input.body, browser: input }),
  )
}

function liftRoutes(api: Api, deps: AccountDeps): void {
  endpoint(
    api,
    {
      method: 'post',
      path: '/account/v1/recovery/{recoveryId}/lift',
      summary: 'The verified owner says that nothing happened: lifts the stop, changes nothing',
      tag,
      auth: 'none',
      params,
      body: z.object({ recoveryToken: shape.token }),
      response: z.object({ memberId: shape.memberId, session: shape.session }),
      refusals: [...verified, 'account/takeover_shown'],
    },
    (ctx, input) => liftStop(ctx, deps, { ...input.params, ...input.body, browser: input }),
  )
}

function proofRoutes(api: Api, deps: AccountDeps): void {
  endpoint(
    api,
    {
      method: 'post',
      path: '/account/v1/recovery',
      summary: 'Begins to verify the owner; a code goes to the address from before the takeover',
      tag,
      auth: 'none',
      body: z.object({ caseToken: shape.token, channel: shape.channel.optional() }),
      response: z.object({
        recoveryId: shape.recoveryId,
        mailedTo: z.string(),
        expiresAt: shape.instant,
        channels: z.array(shape.maskedContact),
      }),
      status: 201,
      refusals: [
        'account/unknown_case_link',
        'account/already_given_back',
        'account/too_many_tries',
        'account/unavailable',
      ],
      commitsOnRefusal: true,
    },
    (ctx, { body }) => beginRecovery(ctx, deps, body),
  )
  shownRoutes(api, deps)
  endpoint(
    api,
    {
      method: 'post',
      path: '/account/v1/recovery/{recoveryId}/proof',
      summary: 'Proves by two of sent code, saved recovery code and passkey that it is yours',
      tag,
      auth: 'none',
      params,
      body: z.object({
        mailedCode: shape.mailCode.optional(),
        recoveryCode: shape.recoveryCode.optional(),
        passkey: shownAnswer.optional(),
      }),
      response: z.object({ recoveryToken: z.string(), expiresAt: shape.instant }),
      refusals: [
        'account/unknown_recovery',
        'account/already_given_back',
        'account/proof_expired',
        'account/proof_locked',
        'account/proof_wrong',
      ],
      commitsOnRefusal: true,
    },
    (ctx, input) => proveOwner(ctx, deps, { ...input.params, ...input.body }),
  )
}

function shownRoutes(api: Api, deps: AccountDeps): void {
  const path = '/account/v1/recovery/{recoveryId}'
  const open = ['account/unknown_recovery', 'account/already_given_back', 'account/proof_expired']
  endpoint(
    api,
    {
      method: 'get',
      path,
      summary: 'Where the code of a recovery went, and by what else its owner may prove himself',
      tag,
      auth: 'none',
      params,
      response: z.object({
        sentTo: shape.maskedContact.nullable(),
        channels: z.array(shape.maskedContact),
        passkey: z.boolean(),
        expiresAt: shape.instant,
      }),
      refusals: open,
    },
    (ctx, input) => showRecovery(ctx, input.params),
  )
  endpoint(
    api,
    {
      method: 'post',
      path: `${path}/passkey/begin`,
      summary: 'What a browser is to be asked so that it shows a passkey from before the takeover',
      tag,
      auth: 'none',
      params,
      body: shape.empty,
      response: z.object({ options: showOptions }),
      refusals: [...open, 'account/too_many_tries'],
      commitsOnRefusal: true,
    },
    (ctx, input) => beginRecoveryPasskey(ctx, deps, input.params),
  )
}
