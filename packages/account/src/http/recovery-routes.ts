import { z } from '@hono/zod-openapi'
import { type Api, endpoint } from '@modosu/kernel'
import { giveBack } from '../giving-back/give-back.ts'
import { reviewTakeover } from '../giving-back/review-takeover.ts'
import { CHANGES_SHOWN_MAX } from '../limits.ts'
import type { AccountDeps } from '../policy.ts'
import { beginRecovery } from '../recovery/begin-recovery.ts'
import { proveOwner } from '../recovery/prove-owner.ts'
import * as shape from './shapes.ts'

const { tag } = shape
const params = z.object({ recoveryId: shape.recoveryId })
const verified = ['account/unknown_recovery', 'account/not_verified', 'account/already_given_back']

export function recoveryRoutes(api: Api, deps: AccountDeps): void {
  proofRoutes(api, deps)
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
        planted: z.array(shape.planted),
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
        kept: z.array(shape.changeId).max(CHANGES_SHOWN_MAX),
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

function proofRoutes(api: Api, deps: AccountDeps): void {
  endpoint(
    api,
    {
      method: 'post',
      path: '/account/v1/recovery',
      summary: 'Begins to verify the owner; a code goes to the address from before the takeover',
      tag,
      auth: 'none',
      body: z.object({ caseToken: shape.token }),
      response: z.object({
        recoveryId: shape.recoveryId,
        mailedTo: z.string(),
        expiresAt: shape.instant,
      }),
      status: 201,
      refusals: [
        'account/unknown_case_link',
        'account/already_given_back',
        'account/too_many_tries',
      ],
      commitsOnRefusal: true,
    },
    (ctx, { body }) => beginRecovery(ctx, deps, body),
  )
  endpoint(
    api,
    {
      method: 'post',
      path: '/account/v1/recovery/{recoveryId}/proof',
      summary: 'Proves by the mailed code and the saved recovery code that the account is yours',
      tag,
      auth: 'none',
      params,
      body: z.object({ mailedCode: shape.mailCode, recoveryCode: shape.recoveryCode }),
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
