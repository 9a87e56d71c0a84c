import { writeJstDay, writeJstTime } from '@modosu/kernel'
import type { Bilingual } from './write-mail.ts'

/** The code that confirms a contact: at sign-up, or as a new one of a member. */
export function codeLetter(code: string, until: Date): Bilingual {
  const end = writeJstTime(until)
  return {
    subject: { ja: '連絡先の確認コード', en: 'The code to confirm where to reach you' },
    brief: { ja: `確認コード: ${code}`, en: `Code: ${code}` },
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

/** The code for the second half of a sign-in that looked unusual. */
export function signInCodeLetter(code: string, until: Date): Bilingual {
  const end = writeJstTime(until)
  return {
    subject: { ja: 'ログインの確認コード', en: 'The code for your sign-in' },
    brief: {
      ja: `ログインの確認コード: ${code}。ほかの人には教えないでください`,
      en: `Code for your sign-in: ${code}. Tell it to nobody`,
    },
    ja: [
      `確認コード: ${code}`,
      `${end.ja} まで使えます。ログインの画面のほかでは使いません。だれにも教えないでください。`,
      '自分でログインしていないとき: だれかがパスワードを知っています。下のリンクから止められます。',
    ],
    en: [
      `Code: ${code}`,
      `It works until ${end.en}, on the sign-in page and nowhere else. Tell it to nobody.`,
      'If you are not signing in: somebody knows your password. The link below stops the account.',
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
    link: url,
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
    link: url,
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

/** Somebody typed this contact to stop its account; its reader decides. */
export function stopOfferLetter(url: string, until: Date): Bilingual {
  const end = writeJstDay(until)
  return {
    link: url,
    subject: {
      ja: '緊急停止が求められました。止めるときは、ここから止められます',
      en: 'Somebody asked to stop your account. Stop it here',
    },
    ja: [
      'このアドレスのアカウントを止めるように求められましたが、まだ止めていません。',
      `止めるとき(ログインもパスワードもいりません):\n${url}`,
      `${end.ja}まで使えます。止めないとき: なにもしなくて大丈夫です。`,
    ],
    en: [
      'Somebody asked us to stop the account of this address. It is not stopped yet.',
      `To stop it (no sign-in, no password):\n${url}`,
      `Works until ${end.en}. To go on as before: nothing to do.`,
    ],
  }
}

export function recoveryLetter(code: string, until: Date): Bilingual {
  const end = writeJstTime(until)
  return {
    subject: { ja: 'ご本人確認のコード', en: 'The code to check that it is you' },
    brief: { ja: `ご本人確認のコード: ${code}`, en: `Code: ${code}` },
    ja: [
      `ご本人確認のコード: ${code}`,
      `${end.ja} まで使えます。登録のときにお渡しした復旧コードか、以前からのパスキーと一緒に使ってください。`,
      '心当たりがなければ、なにもしなくて大丈夫です。止めてあるものは、そのままです。',
    ],
    en: [
      `Code: ${code}`,
      `It works until ${end.en}, together with the recovery code you were given at sign-up, or a passkey.`,
      'If you did not ask for it, there is nothing to do. What was stopped stays stopped.',
    ],
  }
}

/** To the earlier contacts that took no part in it: it was he, or it was not. */
export function ownerVerifiedLetter(caseNumber: string, at: Date): Bilingual {
  const time = writeJstTime(at)
  return {
    subject: {
      ja: `ご本人と確かめました(受付番号 ${caseNumber})`,
      en: `The owner was verified (case ${caseNumber})`,
    },
    ja: [
      `${time.ja} に、このアカウントの持ち主であることが確かめられました。これから、元に戻す手続きに進みます。`,
      `自分でないとき: すぐに窓口へ、受付番号 ${caseNumber} をお伝えください。`,
      '自分のとき: なにもしなくて大丈夫です。',
    ],
    en: [
      `On ${time.en} somebody was verified as the owner of this account, and can now have it back.`,
      `If this was not you: tell our desk at once, with the case number ${caseNumber}.`,
      'If this was you: nothing to do.',
    ],
  }
}

/** After two people at the desk have seen the owner's papers. */
export function deskRecoveryLetter(url: string, until: Date): Bilingual {
  const end = writeJstTime(until)
  return {
    link: url,
    subject: { ja: 'アカウントを元に戻す手続き', en: 'How to get your account back' },
    ja: [
      '窓口の2人が、ご本人であることを確かめました。',
      `つづきは、ここから進められます:\n${url}`,
      `${end.ja} まで使えます。だれにも転送しないでください。`,
    ],
    en: [
      'Two people at our desk have made sure that it is you.',
      `Go on here:\n${url}`,
      `It works until ${end.en}. Do not forward it to anybody.`,
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

/** The verified owner says that nothing happened. */
export function liftedLetter(caseNumber: string): Bilingual {
  return {
    subject: { ja: '停止を解きました', en: 'The stop is lifted' },
    ja: [
      'ご本人を確かめ、停止を解きました。何も変わっていません。パスワードもそのままです。',
      `受付番号: ${caseNumber}`,
    ],
    en: [
      'We made sure that it is you, and lifted the stop. Nothing was changed, nor your password.',
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
