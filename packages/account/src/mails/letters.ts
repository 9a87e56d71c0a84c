import { writeJstTime } from '@modosu/kernel'
import type { Bilingual } from './write-mail.ts'

/** The code that confirms an address: at sign-up, or as the new address of a member. */
export function codeLetter(code: string, until: Date): Bilingual {
  const end = writeJstTime(until)
  return {
    subject: { ja: 'メールアドレスの確認コード', en: 'The code to confirm your e-mail address' },
    ja: [
      `確認コード: ${code}`,
      `${end.ja} まで使えます。心当たりがなければ、なにもしなくて大丈夫です。`,
    ],
    en: [
      `Code: ${code}`,
      `It works until ${end.en}. If you did not ask for it, there is nothing to do.`,
    ],
  }
}

export function resetLetter(url: string, until: Date): Bilingual {
  const end = writeJstTime(until)
  return {
    subject: { ja: 'パスワードの再設定', en: 'Set a new password' },
    ja: [
      `新しいパスワードは、ここで決められます:\n${url}`,
      `${end.ja} まで、1回だけ使えます。心当たりがなければ、なにもしなくて大丈夫です。`,
    ],
    en: [
      `Set a new password here:\n${url}`,
      `It works once, until ${end.en}. If you did not ask for it, there is nothing to do.`,
    ],
  }
}

/** To an address that was left: its owner may be locked out, and a reset would go elsewhere. */
export function previousAddressLetter(url: string, changedAt: Date): Bilingual {
  const at = writeJstTime(changedAt)
  return {
    subject: {
      ja: 'このアドレスは変わっています。身に覚えがなければ、ここから止められます',
      en: 'This address was replaced. Not you? Stop it here',
    },
    ja: [
      'パスワードの再設定が求められました。',
      `${at.ja} に、メールアドレスがこのアドレスから別のものに変わっています。`,
      `自分で変えていないとき(ログインもパスワードもいりません):\n${url}`,
      '自分で変えたとき: 新しいアドレスで、もう一度お試しください。',
    ],
    en: [
      'Somebody asked to set a new password.',
      `On ${at.en} the e-mail address was changed from this one to another.`,
      `If this was not you (no sign-in, no password):\n${url}`,
      'If this was you: try again with your new address.',
    ],
  }
}

/** After a stop: the number that works everywhere, and the way on. */
export function stoppedLetter(caseNumber: string, url: string): Bilingual {
  return {
    subject: { ja: `止めました(受付番号 ${caseNumber})`, en: `It is stopped (case ${caseNumber})` },
    ja: [
      '止めました。いまから、ポイントが出ていくことはありません。',
      `受付番号: ${caseNumber}`,
      `このあとの手続きと、いまの様子は、ここで見られます:\n${url}`,
      'まちがいでも大丈夫です。あとで元に戻せます。',
    ],
    en: [
      'It is stopped. No points can leave from now on.',
      `Case number: ${caseNumber}`,
      `What happens next, and how things stand:\n${url}`,
      'A mistake does no harm. You can lift it later.',
    ],
  }
}

export function recoveryLetter(code: string, until: Date): Bilingual {
  const end = writeJstTime(until)
  return {
    subject: { ja: 'ご本人確認のコード', en: 'The code to check that it is you' },
    ja: [
      `ご本人確認のコード: ${code}`,
      `${end.ja} まで使えます。登録のときにお渡しした復旧コードと一緒に入れてください。`,
      '心当たりがなければ、なにもしなくて大丈夫です。止めてあるものは、そのままです。',
    ],
    en: [
      `Code: ${code}`,
      `It works until ${end.en}, together with the recovery code you were given at sign-up.`,
      'If you did not ask for it, there is nothing to do. What was stopped stays stopped.',
    ],
  }
}

export function givenBackLetter(caseNumber: string): Bilingual {
  return {
    subject: { ja: 'アカウントが元に戻りました', en: 'Your account is yours again' },
    ja: [
      'ご本人を確かめ、だれかが変えたものを、すべて元に戻しました。',
      '新しいパスワードが使えます。前の復旧コードは使えません。新しい復旧コードは画面でお渡ししました。',
      `受付番号: ${caseNumber}`,
    ],
    en: [
      'We made sure that it is you, and put back everything that somebody had changed.',
      'Your new password works. The earlier recovery code does not; you got a new one on the screen.',
      `Case number: ${caseNumber}`,
    ],
  }
}

/** The desk put an earlier address back by hand. */
export function addressRestoredLetter(url: string, until: Date): Bilingual {
  const end = writeJstTime(until)
  return {
    subject: { ja: 'メールアドレスを元に戻しました', en: 'Your e-mail address was put back' },
    ja: [
      '事務局が、メールアドレスをこのアドレスに戻しました。',
      `新しいパスワードは、ここで決められます(${end.ja} まで、1回だけ):\n${url}`,
    ],
    en: [
      'Our desk put your e-mail address back to this one.',
      `Set a new password here (once, until ${end.en}):\n${url}`,
    ],
  }
}
