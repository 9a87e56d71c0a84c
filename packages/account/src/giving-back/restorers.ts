import { assert, type Ctx, ok, refuse } from '@modosu/kernel'
import type { ChangeField, ChangeValue, Channel } from '../changes/change.ts'
import { contactKey as keyOf } from '../changes/contacts.ts'
import { PREVIOUS_TTL_MS } from '../limits.ts'
import { foldName } from '../names.ts'
import type { Outcome } from '../outcome.ts'
import { leaveAddress, setAddress } from '../store/addresses.ts'
import { setApiTokenThere } from '../store/api-tokens.ts'
import { setDeliveryAddressThere } from '../store/delivery-addresses.ts'
import { isNameReserved, lockNames, setLoginId, updatePassword } from '../store/members.ts'
import { updateSignInNotices } from '../store/notice-settings.ts'
import { setPasskeyThere } from '../store/passkeys.ts'
import { choosePayoutAccount } from '../store/payout-accounts.ts'
import { chooseTotp } from '../store/totps.ts'

/** One thing that has to become what it was. */
export interface Restore<Field extends ChangeField> {
  readonly memberId: string
  /** Which of several; empty for what a member has once. */
  readonly itemId: string
  readonly to: ChangeValue[Field]
}

type Restorer<Field extends ChangeField> = (
  ctx: Ctx,
  restore: Restore<Field>,
) => Promise<Outcome<ChangeValue[Field]>>

/**
 * How each kind is put back; gives the value as it stands then. A new kind that is not here does not
 * compile. Refusals: `account/address_taken`, `account/login_id_taken` (somebody else got it after
 * the 30 days for which it was reserved).
 */
export const restorers: { readonly [Field in ChangeField]: Restorer<Field> } = {
  email: (ctx, restore) => restoreContact(ctx, 'email', restore),
  second_email: (ctx, restore) => restoreContact(ctx, 'second_email', restore),
  phone: (ctx, restore) => restoreContact(ctx, 'phone', restore),
  async login_id(ctx, { memberId, to }) {
    const loginKey = foldName(to.loginId)
    if (await isTaken(ctx, { memberId, key: loginKey })) {
      return refuse({ code: 'account/login_id_taken' })
    }
    const named = await setLoginId(ctx, { memberId, loginId: to.loginId, loginKey })
    assert(named, 'a locked name that is not reserved is free')
    return ok(to)
  },
  async passkey(ctx, { memberId, itemId, to }) {
    await setPasskeyThere(ctx, { passkeyId: itemId, memberId, there: to.there })
    return ok(to)
  },
  async totp(ctx, { memberId, to }) {
    await chooseTotp(ctx, { memberId, ...to })
    return ok(to)
  },
  // Whoever gets his account back gets new codes: the intruder may have seen the earlier ones.
  recovery_code: async (_, { to }) => ok(to),
  async api_token(ctx, { memberId, itemId, to }) {
    await setApiTokenThere(ctx, { apiTokenId: itemId, memberId, there: to.there })
    return ok(to)
  },
  async delivery_address(ctx, { memberId, itemId, to }) {
    await setDeliveryAddressThere(ctx, { deliveryAddressId: itemId, memberId, there: to.there })
    return ok(to)
  },
  async payout_account(ctx, { memberId, to }) {
    await choosePayoutAccount(ctx, { memberId, ...to })
    return ok(to)
  },
  async notice_settings(ctx, { memberId, to }) {
    await updateSignInNotices(ctx, { memberId, ...to })
    return ok(to)
  },
  async password(ctx, { memberId, to }) {
    await updatePassword(ctx, { memberId, ...to })
    return ok(to)
  },
}

async function restoreContact(
  ctx: Ctx,
  channel: Channel,
  { memberId, to }: Restore<Channel>,
): Promise<Outcome<ChangeValue[Channel]>> {
  const { contact } = to
  await leaveAddress(ctx, { memberId, channel })
  if (contact === null) return ok(to)
  const contactKey = keyOf(channel, contact)
  if (await isTaken(ctx, { memberId, key: contactKey })) {
    return refuse({ code: 'account/address_taken' })
  }
  const addressId = await setAddress(ctx, { memberId, channel, contact, contactKey })
  assert(addressId, 'a contact that was left in every channel is free to its member')
  return ok({ contact, addressId })
}

async function isTaken(ctx: Ctx, name: { memberId: string; key: string }): Promise<boolean> {
  await lockNames(ctx, [name.key])
  const since = new Date(ctx.now.getTime() - PREVIOUS_TTL_MS)
  return await isNameReserved(ctx, { ...name, since })
}
