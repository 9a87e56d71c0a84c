import type { StepUp } from '@modosu/kernel'

const guarded: StepUp = { withinMinutes: 10, of: 'accounts_with_a_factor' }

/**
 * What wants a fresh proof by the strongest factor of the account, by method and path: every guarded
 * change (they take the password with the request besides), and value that could not be stopped
 * afterwards. Data: a company's own table may name more, or every account.
 */
export const stepUpRules: Readonly<Record<string, StepUp>> = {
  'post /account/v1/email': guarded,
  'post /account/v1/second-email': guarded,
  'delete /account/v1/second-email': guarded,
  'post /account/v1/phone': guarded,
  'delete /account/v1/phone': guarded,
  'put /account/v1/payout-account': guarded,
  'put /account/v1/notice-settings': guarded,
  'post /account/v1/password': guarded,
  'post /account/v1/login-id': guarded,
  'post /account/v1/recovery-codes': guarded,
  'post /account/v1/api-tokens': guarded,
  'post /account/v1/delivery-addresses': guarded,
  'delete /account/v1/delivery-addresses/{deliveryAddressId}': guarded,
  'post /account/v1/passkeys/begin': guarded,
  'delete /account/v1/passkeys/{passkeyId}': guarded,
  'post /account/v1/totp/begin': guarded,
  'delete /account/v1/totp': guarded,
  'post /pay/v1/conversions': guarded,
}
