import { writeJstDay, writeJstTime } from '@modosu/kernel'
import type { ChangeField } from '../changes/change.ts'
import { kinds } from '../changes/kinds.ts'
import { writeDevice } from './device-words.ts'
import type { Bilingual } from './write-mail.ts'

export interface ChangeNotice {
  readonly field: ChangeField
  readonly at: Date
  readonly userAgent: string | undefined
  readonly isNewDevice: boolean
  /** The mail goes to an address that is no longer the member's present one. */
  readonly isPreviousAddress: boolean
  readonly undo: { readonly url: string; readonly until: Date } | undefined
  readonly stopUrl: string
  readonly leavingOpensAt: Date | undefined
}

/** The notice of a change, to an address that was confirmed before it. */
export function changeNotice(notice: ChangeNotice): Bilingual {
  const words = kinds[notice.field].words
  const at = writeJstTime(notice.at)
  const previous = notice.isPreviousAddress
  const link = notice.undo?.url ?? notice.stopUrl
  return {
    link,
    subject: {
      ja: `${words.ja}。身に覚えがなければ、ここから止められます`,
      en: `${words.en}. Not you? Stop it here`,
    },
    ja: [
      `${words.ja}。`,
      ...(previous ? ['このメールは、変わる前のアドレスにお送りしています。'] : []),
      `日時: ${at.ja}${deviceLine(notice).ja}`,
      ...undoLines(notice).ja,
      ...delayLines(notice).ja,
    ],
    en: [
      `${words.en}.`,
      ...(previous ? ['This message goes to the address you had before.'] : []),
      `When: ${at.en}${deviceLine(notice).en}`,
      ...undoLines(notice).en,
      ...delayLines(notice).en,
    ],
  }
}

function deviceLine(notice: ChangeNotice): { ja: string; en: string } {
  if (notice.userAgent === undefined) return { ja: '', en: '' }
  const device = writeDevice(notice.userAgent)
  return notice.isNewDevice
    ? { ja: `\n端末: はじめて見る ${device.ja}`, en: `\nDevice: ${device.en} not seen before` }
    : { ja: `\n端末: ${device.ja}`, en: `\nDevice: ${device.en}` }
}

function undoLines(notice: ChangeNotice): { ja: string[]; en: string[] } {
  if (!notice.undo) {
    return {
      ja: [`自分で変えていないとき(ログインもパスワードもいりません):\n${notice.stopUrl}`],
      en: [`If this was not you (no sign-in, no password):\n${notice.stopUrl}`],
    }
  }
  const until = writeJstDay(notice.undo.until)
  return {
    ja: [
      `自分で変えていないとき(ログインもパスワードもいりません):\n${notice.undo.url}`,
      `${until.ja}まで使えます。このあと別の変更があっても無効になりません。` +
        'まちがって押しても、ポイントは減りません。',
    ],
    en: [
      `If this was not you (no sign-in, no password):\n${notice.undo.url}`,
      `Works until ${until.en}. A later change by anyone does not cancel it. ` +
        'Pressing it by mistake costs you nothing.',
    ],
  }
}

function delayLines(notice: ChangeNotice): { ja: string[]; en: string[] } {
  if (!notice.leavingOpensAt) {
    return {
      ja: ['自分で変えたとき: なにもしなくて大丈夫です。'],
      en: ['If this was you: nothing to do.'],
    }
  }
  const opens = writeJstTime(notice.leavingOpensAt)
  return {
    ja: [
      `自分で変えたとき: なにもしなくて大丈夫です。安全のため、交換と送金、出金は ${opens.ja} からになります。` +
        'お買い物には使えます。',
    ],
    en: [
      `If this was you: nothing to do. For safety, exchanging, sending and payouts open again on ${opens.en}. ` +
        'You can still shop.',
    ],
  }
}

export interface SignInNotice {
  readonly at: Date
  readonly userAgent: string | undefined
  readonly isNew: boolean
  readonly undo: { readonly url: string; readonly until: Date }
}

/** The notice of a sign-in. Its link stops the account and says that this sign-in was not his. */
export function signInNotice(notice: SignInNotice): Bilingual {
  const at = writeJstTime(notice.at)
  const device = writeDevice(notice.userAgent ?? '')
  const until = writeJstDay(notice.undo.until)
  const { url } = notice.undo
  const how = notice.isNew
    ? { ja: 'はじめて見る端末からログインがありました', en: 'A sign-in from a new device' }
    : { ja: 'ログインがありました', en: 'A sign-in' }
  return {
    link: url,
    subject: {
      ja: `${how.ja}。身に覚えがなければ、ここから止められます`,
      en: `${how.en}. Not you? Stop it here`,
    },
    ja: [
      `${how.ja}。`,
      `日時: ${at.ja}\n端末: ${device.ja}`,
      `自分でないとき(ログインもパスワードもいりません):\n${url}`,
      `${until.ja}まで使えます。自分のとき: なにもしなくて大丈夫です。`,
    ],
    en: [
      `${how.en}.`,
      `When: ${at.en}\nDevice: ${device.en}`,
      `If this was not you (no sign-in, no password):\n${url}`,
      `Works until ${until.en}. If this was you: nothing to do.`,
    ],
  }
}

/** Somebody had the right password and not what comes after it. */
export function halfSignInNotice(notice: Pick<SignInNotice, 'at' | 'undo'>): Bilingual {
  return warning(notice, {
    subject: {
      ja: 'パスワードを知っているだれかが、ログインしようとしました',
      en: 'Somebody who knows your password tried to sign in',
    },
    ja: [
      '正しいパスワードが入力されましたが、そのあとの確認で止まりました。ポイントは出ていません。',
      '自分でないとき: パスワードを変えるか、ここから止めてください',
    ],
    en: [
      'The right password was typed, and the check after it was not passed. No points have left.',
      'If this was not you: change your password, or stop the account here',
    ],
  })
}

/** The member said of an entry in his history that it was not him. */
export function disownedNotice(notice: Pick<SignInNotice, 'at' | 'undo'>): Bilingual {
  return warning(notice, {
    subject: {
      ja: '「自分ではない」と押された利用があります。ここから止められます',
      en: 'You said that something was not you. Stop the account here',
    },
    ja: [
      '止めると、出ていったポイントをすぐに押さえ、登録も元に戻せます。まちがって押したときは、なにもしなくて大丈夫です。',
      '止めるとき',
    ],
    en: [
      'Stopping holds what has left at once and lets us put your account back. If you pressed by mistake, there is nothing to do.',
      'To stop it',
    ],
  })
}

/** Passwords are being tried out on the account. */
export function manyTriesNotice(notice: Pick<SignInNotice, 'at' | 'undo'>): Bilingual {
  return warning(notice, {
    subject: {
      ja: 'まちがったパスワードが、なんども入力されました',
      en: 'Wrong passwords were tried many times',
    },
    ja: [
      'ログインはされていません。いつもの端末からは、これまでどおりログインできます。',
      '心配なときは、ここから止められます',
    ],
    en: [
      'Nobody has signed in. From your usual device you can sign in as before.',
      'If you are worried, stop the account here',
    ],
  })
}

function warning(
  notice: Pick<SignInNotice, 'at' | 'undo'>,
  says: {
    subject: { ja: string; en: string }
    ja: readonly [string, string]
    en: readonly [string, string]
  },
): Bilingual {
  const at = writeJstTime(notice.at)
  const until = writeJstDay(notice.undo.until)
  const { url } = notice.undo
  return {
    link: url,
    subject: says.subject,
    ja: [
      `${says.subject.ja}。`,
      `日時: ${at.ja}`,
      says.ja[0],
      `${says.ja[1]}(ログインもパスワードもいりません):\n${url}`,
      `${until.ja}まで使えます。`,
    ],
    en: [
      `${says.subject.en}.`,
      `When: ${at.en}`,
      says.en[0],
      `${says.en[1]} (no sign-in, no password):\n${url}`,
      `Works until ${until.en}.`,
    ],
  }
}
