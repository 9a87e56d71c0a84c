/** Why something is thought to be the owner's, somebody else's, or neither. */
export const sortWords = {
  pressed_not_me: {
    ja: '「自分ではない」と押されました。はじめて見る端末とネットワークからでした。',
    en: 'You said that this was not you, and it came from a device and a network not seen before.',
  },
  pressed_session: {
    ja: '「自分ではない」と押された変更と、同じログインの中で行われました。',
    en: 'It was done in the same sign-in as something you said was not you.',
  },
  reset_by_changed_address: {
    ja: 'だれかが変えたアドレスを使って、パスワードが再設定されました。',
    en: 'The password was reset through an address that somebody else had set.',
  },
  reset_by_unsure_address: {
    ja: 'だれが変えたか分からないアドレスを使って、パスワードが再設定されました。',
    en: 'The password was reset through an address of which we cannot say who set it.',
  },
  knew_the_intruders_password: {
    ja: 'だれかが決めたパスワードで、ログインしていました。',
    en: 'This sign-in used the password that somebody else had set.',
  },
  used_the_intruders_passkey: {
    ja: 'だれかが加えたパスキーで、ログインしていました。',
    en: 'This sign-in used a passkey that somebody else had added.',
  },
  pressed_on_your_device: {
    ja: '「自分ではない」と押されましたが、いつもの端末か、いつものネットワークからでした。',
    en: 'You said that this was not you, but it came from your usual device or network.',
  },
  same_session_as_pressed: {
    ja: '「自分ではない」と押された変更と同じログインですが、いつもの端末からでした。',
    en: 'It is the same sign-in as something you said was not you, but on your usual device.',
  },
  same_device_as_theirs: {
    ja: 'だれかが使った端末と、同じ端末からでした。',
    en: 'It came from a device that somebody else used too.',
  },
  same_session_elsewhere: {
    ja: 'ログインしたままの状態が、別の場所や別の端末からも使われていました。',
    en: 'The sign-in was also being used from another place or another kind of device.',
  },
  email_then_password: {
    ja: '新しい端末から、アドレスとパスワードが1時間のうちに続けて変わりました。',
    en: 'From a new device the address and then the password were changed within an hour.',
  },
  reset_by_own_address: {
    ja: 'はじめて見る端末でのパスワード再設定ですが、ご自分のアドレスに届いたリンクからでした。',
    en: 'A password reset on a device not seen before, but through the link to your own address.',
  },
  after_first_event: {
    ja: '乗っ取りが始まったあとに、はじめて見る端末からでした。',
    en: 'It came from a device not seen before, after the takeover had begun.',
  },
  new_device: {
    ja: 'はじめて見る端末からでした。',
    en: 'It came from a device not seen before.',
  },
  device_not_known_long: {
    ja: '使いはじめて間もない端末からでした。',
    en: 'It came from a device that has not been in use for long.',
  },
  known_device_elsewhere: {
    ja: 'いつもの端末ですが、はじめて見るネットワークからでした。',
    en: 'It came from your usual device, but from a network not seen before.',
  },
  known_device_intruders_password: {
    ja: 'だれかが決めたパスワードでしたが、いつもの端末からでした。',
    en: 'It used the password somebody else had set, but on your usual device.',
  },
  used_unsure_passkey: {
    ja: 'だれが加えたか分からないパスキーで、ログインしていました。',
    en: 'This sign-in used a passkey of which we cannot say who added it.',
  },
  known_device: {
    ja: '以前からお使いの端末からでした。',
    en: 'It came from a device you have used for long.',
  },
  known_network: {
    ja: '新しい端末ですが、いつものネットワークからでした。',
    en: 'A newer device, but on your usual network.',
  },
  own_passkey: {
    ja: '以前からのパスキーで、ログインしていました。',
    en: 'This sign-in used a passkey you had before.',
  },
  used_the_intruders_key: {
    ja: 'だれかが作ったプログラム用のキーで、行われました。',
    en: 'It was done by a key for programs that somebody else had made.',
  },
  used_unsure_key: {
    ja: 'だれが作ったか分からないプログラム用のキーで、行われました。',
    en: 'It was done by a key for programs of which we cannot say who made it.',
  },
  own_key: {
    ja: 'ご自分のプログラム用のキーで、行われました。',
    en: 'It was done by your own key for programs.',
  },
  home_knew_the_password: {
    ja: 'このとき決まったパスワードを、いつもの端末でも使われていました。',
    en: 'The password set then was used on your usual device afterwards.',
  },
  made_by_desk: { ja: '窓口が行いました。', en: 'Our desk did this.' },
  made_at_give_back: {
    ja: '前にアカウントを戻したときに行われました。',
    en: 'This was done when your account was given back earlier.',
  },
} as const satisfies Record<string, { readonly ja: string; readonly en: string }>

export type SortReason = keyof typeof sortWords

/** `theirs` only when it is certain: two things that do not depend on each other say so. */
export interface Sorted {
  readonly sorted: 'yours' | 'theirs' | 'unsure'
  readonly reason: SortReason
}

export const yours = (reason: SortReason): Sorted => ({ sorted: 'yours', reason })
export const theirs = (reason: SortReason): Sorted => ({ sorted: 'theirs', reason })
export const unsure = (reason: SortReason): Sorted => ({ sorted: 'unsure', reason })
