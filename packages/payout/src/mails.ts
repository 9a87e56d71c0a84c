import { type MailWords, type MemberMail, writeJstTime, writeYen } from '@modosu/kernel'

/** Whom a mail goes to, and what it says besides its fixed words. */
export interface PayoutMailFacts {
  /** The member who gets it. */
  readonly to: string
  readonly amount: bigint
  /** The page it leads to, below the company's origin. */
  readonly path: string
  /** The time that the mail names. */
  readonly at: Date
}

export type PayoutMailName = keyof typeof words

/** A mail about a payout, ready to be sent to its member. */
export function payoutMail(name: PayoutMailName, facts: PayoutMailFacts): MemberMail {
  const { to, path } = facts
  return { to, path, size: writeYen(facts.amount), ...words[name](facts) }
}

/** What each mail about payouts says. */
const words = {
  payout_asked: ({ at }) => ({
    subject: ['振込申請を受け付けました', 'We have your payout'],
    ja: [
      `${writeJstTime(at).ja} に銀行へ送ります。それまでは取り消せます。`,
      'おぼえがないときは、すぐに次の画面で止めてください。ログインはいりません。',
    ],
    en: [
      `It goes to the bank on ${writeJstTime(at).en}. Until then you can stop it.`,
      'If it was not you, stop it at once on the next page. You need not sign in.',
    ],
  }),
  payout_settled: () => ({
    subject: ['振込が終わりました', 'Your payout has arrived'],
    ja: ['登録された口座に振り込みました。'],
    en: ['It was paid into your bank account.'],
  }),
  payout_returned: () => ({
    subject: ['振込ができませんでした', 'Your payout could not be made'],
    ja: ['残高に戻しました。口座の番号と名義をお確かめください。'],
    en: ['It is in your balance again. Please check the number and the name of the account.'],
  }),
  payout_stopped: () => ({
    subject: ['振込を取りやめました', 'Your payout was stopped'],
    ja: ['振込はされません。'],
    en: ['It will not be paid out.'],
  }),
} as const satisfies Record<string, (facts: PayoutMailFacts) => MailWords>
