import { z } from '@hono/zod-openapi'
import { type Api, endpoint, ok } from '@modosu/kernel'
import { addDeliveryAddress } from '../changes/add-delivery-address.ts'
import { changeLoginId } from '../changes/change-login-id.ts'
import { changeNoticeSettings, showNoticeSettings } from '../changes/change-notice-settings.ts'
import { changePassword } from '../changes/change-password.ts'
import { changePayoutAccount, readPayoutAccount } from '../changes/change-payout-account.ts'
import { readDeliveryAddresses } from '../changes/read-delivery-addresses.ts'
import { removeDeliveryAddress } from '../changes/remove-delivery-address.ts'
import type { AccountDeps } from '../policy.ts'
import { listOwnChanges } from '../sessions/show-own-account.ts'
import { contactRoutes } from './contact-routes.ts'
import * as shape from './shapes.ts'

const { tag } = shape
/** What every guarded change refuses with first; a wrong password is counted. */
const guarded = ['account/too_many_tries', 'account/password_wrong']
const changed = z.object({ changeId: shape.changeId })

export function changeRoutes(api: Api, deps: AccountDeps): void {
  contactRoutes(api, deps)
  settingRoutes(api, deps)
  credentialRoutes(api, deps)
  deliveryAddressRoutes(api, deps)
  endpoint(
    api,
    {
      method: 'get',
      path: '/account/v1/changes',
      summary: 'The latest changes of the own account, and until when each can be undone',
      tag,
      auth: 'member',
      response: z.object({ changes: z.array(shape.ownChange) }),
      refusals: [],
    },
    listOwnChanges,
  )
}

function credentialRoutes(api: Api, deps: AccountDeps): void {
  endpoint(
    api,
    {
      method: 'post',
      path: '/account/v1/password',
      summary: 'Changes the password and ends the other sessions',
      tag,
      auth: 'member',
      body: z.object({ password: shape.password, newPassword: shape.password }),
      response: changed,
      refusals: [...guarded, 'account/password_weak', 'account/nothing_changes'],
      commitsOnRefusal: true,
    },
    (ctx, { actor, body }) => changePassword(ctx, deps, { actor, ...body }),
  )
  endpoint(
    api,
    {
      method: 'post',
      path: '/account/v1/login-id',
      summary: 'Changes the login ID',
      tag,
      auth: 'member',
      body: z.object({ newLoginId: shape.loginId, password: shape.password }),
      response: changed,
      refusals: [...guarded, 'account/nothing_changes', 'account/login_id_taken'],
      commitsOnRefusal: true,
    },
    (ctx, { actor, body }) => changeLoginId(ctx, deps, { actor, ...body }),
  )
}

function deliveryAddressRoutes(api: Api, deps: AccountDeps): void {
  const { deliveryAddressId } = shape
  const path = '/account/v1/delivery-addresses'
  endpoint(
    api,
    {
      method: 'get',
      path,
      summary: 'The own delivery addresses',
      tag,
      auth: 'member',
      response: z.object({
        deliveryAddresses: z.array(z.object({ deliveryAddressId, address: shape.deliveryAddress })),
      }),
      refusals: [],
    },
    async (ctx, { actor }) =>
      ok({ deliveryAddresses: await readDeliveryAddresses(ctx, deps, actor.memberId) }),
  )
  endpoint(
    api,
    {
      method: 'post',
      path,
      summary: 'Adds a delivery address; one that is there already is answered with its id',
      tag,
      auth: 'member',
      body: z.object({ address: shape.deliveryAddress, password: shape.password }),
      response: z.object({ deliveryAddressId }),
      refusals: [...guarded, 'account/delivery_addresses_full'],
      commitsOnRefusal: true,
    },
    (ctx, { actor, body }) => addDeliveryAddress(ctx, deps, { actor, ...body }),
  )
  endpoint(
    api,
    {
      method: 'delete',
      path: `${path}/{deliveryAddressId}`,
      summary: 'Removes a delivery address',
      tag,
      auth: 'member',
      params: z.object({ deliveryAddressId }),
      body: z.object({ password: shape.password }),
      response: z.object({ deliveryAddressId }),
      refusals: [...guarded, 'account/unknown_delivery_address'],
      commitsOnRefusal: true,
    },
    (ctx, { actor, body, params }) =>
      removeDeliveryAddress(ctx, deps, { actor, ...body, ...params }),
  )
}

function settingRoutes(api: Api, deps: AccountDeps): void {
  const path = '/account/v1/payout-account'
  endpoint(
    api,
    {
      method: 'get',
      path,
      summary: 'The bank account that payouts go to, and since when',
      tag,
      auth: 'member',
      response: z.object({
        payoutAccount: z.object({ account: shape.bankAccount, since: shape.instant }).nullable(),
      }),
      refusals: [],
    },
    async (ctx, { actor }) => {
      const found = await readPayoutAccount(ctx, deps, actor.memberId)
      return ok({ payoutAccount: found ? { account: found.account, since: found.since } : null })
    },
  )
  endpoint(
    api,
    {
      method: 'put',
      path,
      summary: 'Sets the bank account for payouts, or removes it',
      tag,
      auth: 'member',
      body: z.object({ account: shape.bankAccount.nullable(), password: shape.password }),
      response: changed,
      refusals: [...guarded, 'account/nothing_changes'],
      commitsOnRefusal: true,
    },
    (ctx, { actor, body }) => changePayoutAccount(ctx, deps, { actor, ...body }),
  )
  endpoint(
    api,
    {
      method: 'get',
      path: '/account/v1/notice-settings',
      summary: 'Which sign-ins are told',
      tag,
      auth: 'member',
      response: z.object({ signIns: shape.signInNotices }),
      refusals: [],
    },
    showNoticeSettings,
  )
  endpoint(
    api,
    {
      method: 'put',
      path: '/account/v1/notice-settings',
      summary: 'Sets which sign-ins are told; changes are always told',
      tag,
      auth: 'member',
      body: z.object({ signIns: shape.signInNotices, password: shape.password }),
      response: changed,
      refusals: [...guarded, 'account/nothing_changes'],
      commitsOnRefusal: true,
    },
    (ctx, { actor, body }) => changeNoticeSettings(ctx, deps, { actor, ...body }),
  )
}
