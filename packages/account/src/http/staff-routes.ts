import { z } from '@hono/zod-openapi'
import { type Api, endpoint } from '@modosu/kernel'
import type { AccountDeps } from '../policy.ts'
import { restoreEmailByDesk } from '../recovery/restore-email-by-desk.ts'
import { vouchForOwner } from '../recovery/vouch-for-owner.ts'
import * as shape from './shapes.ts'

const { tag } = shape

export function staffRoutes(api: Api, deps: AccountDeps): void {
  endpoint(
    api,
    {
      method: 'post',
      path: '/account/v1/staff/members/{memberId}/restore-email',
      summary:
        'Puts the address of before the last change back by hand and mails a reset link there',
      tag,
      auth: 'staff',
      staffRoles: ['supervisor'],
      params: z.object({ memberId: shape.memberId }),
      body: z.object({ reason: shape.reason }),
      response: z.object({ changeId: shape.changeId, mailedTo: z.string() }),
      refusals: [
        'account/unknown_member',
        'account/stopped',
        'account/no_earlier_address',
        'account/address_taken',
      ],
    },
    (ctx, { actor, params, body }) => restoreEmailByDesk(ctx, deps, { actor, ...params, ...body }),
  )
  endpoint(
    api,
    {
      method: 'post',
      path: '/account/v1/staff/cases/{caseId}/vouch',
      summary: 'Says that the owner has shown papers; a second person has to say the same',
      tag,
      auth: 'staff',
      staffRoles: ['agent', 'supervisor'],
      params: z.object({ caseId: shape.caseId }),
      body: z.object({ email: shape.email, papers: shape.papers, reason: shape.reason }),
      response: z.object({ state: z.enum(['waits_for_second', 'verified']) }),
      refusals: ['account/unknown_stop', 'account/already_given_back', 'account/address_suspect'],
    },
    (ctx, { actor, params, body }) => vouchForOwner(ctx, deps, { actor, ...params, ...body }),
  )
}
