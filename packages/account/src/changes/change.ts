/** What is guarded: a change of it is kept with its before and after, told, and can be undone. */
export type ChangeField = 'email' | 'password' | 'login_id' | 'delivery_address' | 'recovery_code'

export type ChangeMaker = 'member' | 'reset' | 'staff' | 'give_back'

/** The values a change is between, by field. Only their sealed form is stored. */
export interface ChangeValue {
  email: { email: string; addressId: string }
  password: { passwordHash: string }
  login_id: { loginId: string }
  delivery_address: { there: boolean }
  recovery_code: { recoveryCodeId: string }
}

/** A sealed value opens only in the row and on the side it was sealed for. */
export function changeSide(changeId: string, side: 'before' | 'after'): string {
  return `account.change ${changeId} ${side}`
}
