import { type MailWords, type MemberMail, writeJstTime, writePoints } from '@modosu/kernel'

/** Whom a mail goes to, and what it says besides its fixed words. */
export interface PointsMailFacts {
  /** The member who gets it. */
  readonly to: string
  readonly amount: bigint
  /** The page it leads to, below the company's origin. */
  readonly path: string
  readonly caseNumber?: string
  /** The time that the mail names. */
  readonly at?: Date
}

export type PointsMailName = keyof typeof words

/** A mail of points, ready to be sent to its member. */
export function pointsMail(name: PointsMailName, facts: PointsMailFacts): MemberMail {
  const { to, path } = facts
  return { to, path, size: writePoints(facts.amount), ...words[name](facts) }
}

/** What each mail of points says. */
const words = {
  exchange_asked: (facts) => ({
    subject: ['ポイント交換を受け付けました', 'We have your points exchange'],
    ja: [
      `${by(facts).ja} に交換先へ送ります。それまでは取り消せます。`,
      'おぼえがないときは、すぐに次の画面で止めてください。ログインはいりません。',
    ],
    en: [
      `They go to the partner on ${by(facts).en}. Until then you can stop it.`,
      'If it was not you, stop it at once on the next page. You need not sign in.',
    ],
  }),
  points_end_soon: (facts) => ({
    subject: ['もうすぐ期限の切れるポイントがあります', 'Some of your points end soon'],
    ja: [`${by(facts).ja} に使えなくなります。`],
    en: [`They can be used until ${by(facts).en}.`],
  }),
  points_held: (facts) => ({
    subject: ['ポイントの一部を止めています', 'Some of your points are on hold'],
    ja: [
      'あなたに責任はありません。受け取ったポイントの中に、ほかの方のアカウントから無断で送られた可能性のあるものがあります。',
      'その分だけを止めています。ほかのポイントはいつもどおり使えます。',
      `受付番号: ${facts.caseNumber ?? ''}。ご意見は、この番号を添えて窓口へお知らせください。`,
    ],
    en: [
      'You have done nothing wrong. Some of the points you received may have been sent from another',
      "person's account without their consent. Only these are on hold; you can use the rest.",
      `Case ${facts.caseNumber ?? ''}. If you object, please write to our desk with this number.`,
    ],
  }),
  points_released: (facts) => ({
    subject: ['止めていたポイントが、また使えます', 'Your points can be used again'],
    ja: [`受付番号 ${facts.caseNumber ?? ''} の確認が終わりました。ご協力ありがとうございました。`],
    en: [`The check of case ${facts.caseNumber ?? ''} is over. Thank you for your patience.`],
  }),
  points_returned: (facts) => ({
    subject: [
      '止めていたポイントを、もとの持ち主に返しました',
      'What was held went back to its owner',
    ],
    ja: [
      `受付番号 ${facts.caseNumber ?? ''}。無断で送られたものと決まり、もとの持ち主に返しました。`,
      'ご異議は、この番号を添えて窓口へお知らせください。',
    ],
    en: [
      `Case ${facts.caseNumber ?? ''}: it was decided that these were sent without consent, and they`,
      'went back to their owner. If you object, please write to our desk with this number.',
    ],
  }),
} as const satisfies Record<string, (facts: PointsMailFacts) => MailWords>

function by(facts: PointsMailFacts): { ja: string; en: string } {
  return facts.at ? writeJstTime(facts.at) : { ja: '', en: '' }
}
