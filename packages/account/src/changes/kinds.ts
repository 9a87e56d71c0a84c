import type { ChangeField } from './change.ts'

/** What is the same for every change of a kind. The mechanism reads this table and knows no kind. */
export interface Kind {
  readonly words: { readonly ja: string; readonly en: string }
  /** How long value may not leave afterwards; the hours are the company's policy. */
  readonly delay: 'contact' | 'password' | 'none'
  /** Adds a way in or a way to reach the member: never in a session that looked risky. */
  readonly enrols: boolean
  /**
   * The standard's name for it (OpenID CAEP and RISC 1.0): the credential that changed, or that an
   * identifier or the way of recovering did.
   */
  readonly told:
    | { readonly event: 'credential-change'; readonly credentialType: string }
    | { readonly event: 'identifier-changed' }
    | { readonly event: 'recovery-information-changed' }
    | undefined
}

/** Every guarded kind, in the order in which giving back restores them. */
export const kinds: Readonly<Record<ChangeField, Kind>> = {
  email: {
    words: { ja: 'メールアドレスが変わりました', en: 'Your e-mail address was changed' },
    delay: 'contact',
    enrols: true,
    told: { event: 'identifier-changed' },
  },
  second_email: {
    words: {
      ja: '予備のメールアドレスが変わりました',
      en: 'Your second e-mail address was changed',
    },
    delay: 'contact',
    enrols: true,
    told: { event: 'recovery-information-changed' },
  },
  phone: {
    words: { ja: '電話番号が変わりました', en: 'Your phone number was changed' },
    delay: 'contact',
    enrols: true,
    told: { event: 'recovery-information-changed' },
  },
  login_id: {
    words: { ja: 'ログイン ID が変わりました', en: 'Your login ID was changed' },
    delay: 'none',
    enrols: false,
    told: undefined,
  },
  passkey: {
    words: { ja: 'パスキーが変わりました', en: 'Your passkeys were changed' },
    delay: 'password',
    enrols: true,
    told: { event: 'credential-change', credentialType: 'fido2-platform' },
  },
  totp: {
    words: { ja: '認証アプリが変わりました', en: 'Your authenticator app was changed' },
    delay: 'password',
    enrols: true,
    told: { event: 'credential-change', credentialType: 'app' },
  },
  recovery_code: {
    words: { ja: '復旧コードが新しくなりました', en: 'Your recovery code was replaced' },
    delay: 'none',
    enrols: true,
    told: { event: 'recovery-information-changed' },
  },
  api_token: {
    words: { ja: 'プログラム用のキーが変わりました', en: 'Your keys for programs were changed' },
    delay: 'none',
    enrols: true,
    told: undefined,
  },
  delivery_address: {
    words: { ja: 'お届け先が変わりました', en: 'Your delivery addresses were changed' },
    delay: 'none',
    enrols: false,
    told: undefined,
  },
  payout_account: {
    words: { ja: '振込先の口座が変わりました', en: 'Your bank account for payouts was changed' },
    delay: 'contact',
    enrols: false,
    told: undefined,
  },
  notice_settings: {
    words: { ja: 'お知らせの設定が変わりました', en: 'Your notice settings were changed' },
    delay: 'none',
    enrols: false,
    told: undefined,
  },
  password: {
    words: { ja: 'パスワードが変わりました', en: 'Your password was changed' },
    delay: 'password',
    enrols: false,
    told: { event: 'credential-change', credentialType: 'password' },
  },
}
