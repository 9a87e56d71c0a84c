import { z } from '@hono/zod-openapi'
import { type Api, endpoint } from '@modosu/kernel'
import type { Channel } from '../changes/change.ts'
import { confirmContact } from '../changes/confirm-contact.ts'
import { removeContact } from '../changes/remove-contact.ts'
import { requestContact } from '../changes/request-contact.ts'
import { showContacts } from '../changes/show-contacts.ts'
import type { AccountDeps } from '../policy.ts'
import * as shape from './shapes.ts'

const { tag } = shape
const guarded = ['account/too_many_tries', 'account/password_wrong']
const changed = z.object({ changeId: shape.changeId })
const asked = z.object({ changeId: shape.changeId, expiresAt: shape.instant })
const wanted = [...guarded, 'account/enrolment_waits', 'account/nothing_changes']
const unconfirmed = [
  'account/unknown_change',
  'account/code_expired',
  'account/code_locked',
  'account/code_wrong',
  'account/address_taken',
]

export function contactRoutes(api: Api, deps: AccountDeps): void {
  endpoint(
    api,
    {
      method: 'get',
      path: '/account/v1/contacts',
      summary: 'Where the member is reached: the present contacts and the earlier ones',
      tag,
      auth: 'member',
      response: z.object({ contacts: z.array(shape.ownContact) }),
      refusals: [],
    },
    showContacts,
  )
  requestRoutes(api, deps)
  confirmRoutes(api, deps, { channel: 'email', path: '/account/v1/email' })
  confirmRoutes(api, deps, { channel: 'second_email', path: '/account/v1/second-email' })
  confirmRoutes(api, deps, { channel: 'phone', path: '/account/v1/phone' })
  removeRoutes(api, deps, { channel: 'second_email', path: '/account/v1/second-email' })
  removeRoutes(api, deps, { channel: 'phone', path: '/account/v1/phone' })
}

function requestRoutes(api: Api, deps: AccountDeps): void {
  const common = { method: 'post', tag, auth: 'member', response: asked, status: 202 } as const
  endpoint(
    api,
    {
      ...common,
      path: '/account/v1/email',
      summary: 'Asks for another address; a code is mailed to it',
      body: z.object({ newEmail: shape.email, password: shape.password }),
      refusals: wanted,
      commitsOnRefusal: true,
    },
    (ctx, { actor, body }) => {
      const { newEmail: contact, password } = body
      return requestContact(ctx, deps, { actor, password, contact, channel: 'email' })
    },
  )
  endpoint(
    api,
    {
      ...common,
      path: '/account/v1/second-email',
      summary: 'Asks for another second address; a code is mailed to it',
      body: z.object({ newEmail: shape.email, password: shape.password }),
      refusals: wanted,
      commitsOnRefusal: true,
    },
    (ctx, { actor, body }) => {
      const { newEmail: contact, password } = body
      return requestContact(ctx, deps, { actor, password, contact, channel: 'second_email' })
    },
  )
  endpoint(
    api,
    {
      ...common,
      path: '/account/v1/phone',
      summary: 'Asks for another phone; a code is sent to it by text message',
      body: z.object({ newPhone: shape.phone, password: shape.password }),
      refusals: ['account/unavailable', ...wanted],
      commitsOnRefusal: true,
    },
    (ctx, { actor, body }) => {
      const { newPhone: contact, password } = body
      return requestContact(ctx, deps, { actor, password, contact, channel: 'phone' })
    },
  )
}

function confirmRoutes(api: Api, deps: AccountDeps, of: { channel: Channel; path: string }): void {
  endpoint(
    api,
    {
      method: 'post',
      path: `${of.path}/confirm`,
      summary: 'Makes the new contact effective, in the session that asked for it',
      tag,
      auth: 'member',
      body: z.object({ changeId: shape.changeId, code: shape.mailCode }),
      response: changed,
      refusals: unconfirmed,
      commitsOnRefusal: true,
    },
    (ctx, { actor, body }) => confirmContact(ctx, deps, { actor, channel: of.channel, ...body }),
  )
}

function removeRoutes(
  api: Api,
  deps: AccountDeps,
  of: { channel: Exclude<Channel, 'email'>; path: string },
): void {
  endpoint(
    api,
    {
      method: 'delete',
      path: of.path,
      summary: 'Removes this contact',
      tag,
      auth: 'member',
      body: z.object({ password: shape.password }),
      response: changed,
      refusals: [...guarded, 'account/nothing_changes'],
      commitsOnRefusal: true,
    },
    (ctx, { actor, body }) => removeContact(ctx, deps, { actor, channel: of.channel, ...body }),
  )
}
