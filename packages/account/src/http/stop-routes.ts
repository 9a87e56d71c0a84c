import { z } from '@hono/zod-openapi'
import { type Api, endpoint } from '@modosu/kernel'
import type { AccountDeps } from '../policy.ts'
import { confirmPasswordReset } from '../recovery/confirm-password-reset.ts'
import { requestPasswordReset } from '../recovery/request-password-reset.ts'
import { pressUndo } from '../stop/press-undo.ts'
import { requestStop } from '../stop/request-stop.ts'
import * as shape from './shapes.ts'

const { tag } = shape

export function stopRoutes(api: Api, deps: AccountDeps): void {
  endpoint(
    api,
    {
      method: 'post',
      path: '/account/v1/undo',
      summary: 'Presses the undo of a notice, without signing in: stops the account',
      tag,
      auth: 'none',
      body: z.object({ token: shape.token }),
      response: z.object({ caseNumber: shape.caseNumber, caseToken: z.string() }),
      refusals: ['account/undo_unknown', 'account/undo_expired', 'account/undo_used'],
    },
    (ctx, { body }) => pressUndo(ctx, deps, body),
  )
  endpoint(
    api,
    {
      method: 'post',
      path: '/account/v1/stop',
      summary: 'Emergency stop without signing in; the same answer for every contact',
      tag,
      auth: 'none',
      body: z.object({ contact: shape.login }),
      response: z.object({ caseNumber: shape.caseNumber }),
      status: 202,
      refusals: ['account/unavailable', 'account/too_many_tries'],
      commitsOnRefusal: true,
    },
    (ctx, { body, origin }) => requestStop(ctx, deps, { ...body, ip: origin.ip }),
  )
}

export function resetRoutes(api: Api, deps: AccountDeps): void {
  endpoint(
    api,
    {
      method: 'post',
      path: '/account/v1/password-reset',
      summary: 'Asks for a new password; the same answer for every name',
      tag,
      auth: 'none',
      body: z.object({ login: shape.login }),
      response: shape.empty,
      status: 202,
      refusals: ['account/too_many_tries'],
      commitsOnRefusal: true,
    },
    (ctx, { body, origin }) => requestPasswordReset(ctx, deps, { ...body, ip: origin.ip }),
  )
  endpoint(
    api,
    {
      method: 'post',
      path: '/account/v1/password-reset/confirm',
      summary: 'Sets a new password by a mailed link and ends every session',
      tag,
      auth: 'none',
      body: z.object({ token: shape.token, newPassword: shape.password }),
      response: z.object({ memberId: shape.memberId }),
      refusals: [
        'account/reset_unknown',
        'account/reset_expired',
        'account/reset_used',
        'account/password_weak',
      ],
    },
    (ctx, input) => confirmPasswordReset(ctx, deps, { ...input.body, browser: input }),
  )
}
