/** Ways to reach a member; each is confirmed by a code before it counts. */
export type Channel = 'email' | 'second_email' | 'phone'

/** The values a change is between, by kind. Only their sealed form is stored. */
export interface ChangeValue {
  email: { contact: string | null; addressId: string | null }
  second_email: { contact: string | null; addressId: string | null }
  phone: { contact: string | null; addressId: string | null }
  password: { passwordHash: string }
  login_id: { loginId: string }
  passkey: { there: boolean }
  /** One at a time: a new app takes the place of the one before. */
  totp: { totpId: string | null }
  recovery_code: { recoveryCodeId: string }
  api_token: { there: boolean }
  delivery_address: { there: boolean }
  payout_account: { payoutAccountId: string | null }
  notice_settings: { signIns: SignInNotices }
}

/** What is guarded: a change of it is kept with its before and after, told, and can be undone. */
export type ChangeField = keyof ChangeValue

/** Which sign-ins are told to the member. */
export type SignInNotices = 'every' | 'new_device' | 'none'

export type ChangeMaker = 'member' | 'reset' | 'staff' | 'give_back'

/** A sealed value opens only in the row and on the side it was sealed for. */
export function changeSide(changeId: string, side: 'before' | 'after'): string {
  return `account.change ${changeId} ${side}`
}
