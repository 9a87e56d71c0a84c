import { type MailWords, type MemberMail, writeYen } from '@modosu/kernel'

/** Whom a mail goes to, and what it says besides its fixed words. */
export interface PayMailFacts {
  /** The member who gets it. */
  readonly to: string
  readonly amount: bigint
  /** The page it leads to, below the company's origin. */
  readonly path: string
  readonly caseNumber?: string
}

export type PayMailName = keyof typeof words

/** A mail of Pay, ready to be sent to its member. */
export function payMail(name: PayMailName, facts: PayMailFacts): MemberMail {
  const { to, path } = facts
  return { to, path, size: writeYen(facts.amount), ...words[name](facts) }
}

/** What each mail of Pay says. */
const words = {
  sent: () => ({
    subject: ['ペイを送りました', 'You have sent money'],
    ja: ['おぼえがないときは、すぐに次の画面で止めてください。ログインはいりません。'],
    en: ['If it was not you, stop it at once on the next page. You need not sign in.'],
  }),
  charging: () => ({
    subject: ['銀行口座からのチャージを受け付けました', 'Your wallet is being charged'],
    ja: ['おぼえがないときは、すぐに次の画面で止めてください。ログインはいりません。'],
    en: ['If it was not you, stop it at once on the next page. You need not sign in.'],
  }),
  received: () => ({
    subject: ['ペイを受け取りました', 'You have received money'],
    ja: ['ペイの残高に入りました。'],
    en: ['It is in your wallet.'],
  }),
  wallet_held: (facts) => ({
    subject: ['残高の一部を止めています', 'Part of your balance is on hold'],
    ja: [
      'あなたに責任はありません。受け取った残高の中に、ほかの方のアカウントから無断で送られた可能性のあるものがあります。',
      'その分だけを止めています。ほかの残高はいつもどおり使えます。',
      `受付番号: ${facts.caseNumber ?? ''}。ご意見は、この番号を添えて窓口へお知らせください。`,
    ],
    en: [
      'You have done nothing wrong. Some of what you received may have been sent from another',
      "person's account without their consent. Only that amount is on hold; you can use the rest.",
      `Case ${facts.caseNumber ?? ''}. If you object, please write to our desk with this number.`,
    ],
  }),
  wallet_released: (facts) => ({
    subject: ['止めていた残高が、また使えます', 'Your balance can be used again'],
    ja: [`受付番号 ${facts.caseNumber ?? ''} の確認が終わりました。ご協力ありがとうございました。`],
    en: [`The check of case ${facts.caseNumber ?? ''} is over. Thank you for your patience.`],
  }),
  wallet_returned: (facts) => ({
    subject: ['止めていた残高を、もとの持ち主に返しました', 'What was held went back to its owner'],
    ja: [
      `受付番号 ${facts.caseNumber ?? ''}。無断で送られたものと決まり、もとの持ち主に返しました。`,
      'ご異議は、この番号を添えて窓口へお知らせください。',
    ],
    en: [
      `Case ${facts.caseNumber ?? ''}: it was decided that this was sent without consent, and it`,
      'went back to its owner. If you object, please write to our desk with this number.',
    ],
  }),
} as const satisfies Record<string, (facts: PayMailFacts) => MailWords>
