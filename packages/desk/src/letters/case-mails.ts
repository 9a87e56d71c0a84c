import { type Words, writeJstTime } from '@modosu/kernel'
import { lateReasonWords, promiseWords } from '../case-words.ts'
import { digits } from '../digits.ts'
import type { DecisionKind } from '../store/decisions.ts'
import type { LateReason, PromiseKind } from '../store/promises.ts'

/** What a mail to the owner says, in both languages; the greeting and the name come around it. */
export interface OwnerMail {
  readonly subject: Words
  readonly ja: readonly string[]
  readonly en: readonly string[]
}

/** The first mail of a case: its number, what is stopped, and when the next word comes. */
export function caseOpenedMail(input: {
  caseNumber: string
  stolen: bigint
  firstWordBy: Date
}): OwnerMail {
  const { caseNumber, stolen, firstWordBy } = input
  const amount = digits(stolen)
  return {
    subject: {
      ja: `次のお知らせは ${writeJstTime(firstWordBy).ja} まで(番号 ${caseNumber})`,
      en: `Next news by ${writeJstTime(firstWordBy).en} (case ${caseNumber})`,
    },
    ja: [
      '止めました。あなたのアカウントからは、これ以上なにも出ていきません。',
      '',
      `受付番号: ${caseNumber}`,
      stolen > 0n
        ? `すでに動いていた ${amount} ポイントは、行った先をたどって止めています。`
        : 'すでに出ていったポイントは見つかっていません。',
      `次のお知らせ: ${writeJstTime(firstWordBy).ja} までに、担当者からご連絡します。`,
      '遅れるときは、その時刻までに理由をお知らせします。',
      '',
      '今夜、あなたがすることはもうありません。',
      'この番号は、関係するどの会社の事務局でも通じます。',
    ],
    en: [
      'It is stopped. Nothing more can leave your account.',
      '',
      `Case number: ${caseNumber}`,
      stolen > 0n
        ? `${amount} points that had already moved are being followed and stopped where they went.`
        : 'No points were found to have left already.',
      `Next news: from a person, by ${writeJstTime(firstWordBy).en} (Japan time).`,
      'If we are late, you hear why by that time.',
      '',
      'There is nothing more for you to do tonight.',
      'This one number works at the desk of every company involved.',
    ],
  }
}

/** A word of the desk to the owner, as the member of staff wrote it. */
export function wordMail(input: { caseNumber: string; words: string }): OwnerMail {
  const { caseNumber, words } = input
  return {
    subject: { ja: `受付 ${caseNumber} のご連絡`, en: `News on case ${caseNumber}` },
    ja: [`受付番号 ${caseNumber} について、担当者からのご連絡です。`, '', words],
    en: [`This is a message from our desk on case ${caseNumber}.`, '', words],
  }
}

/** News of a decision with its reason, word for word. */
export function decisionMail(input: {
  caseNumber: string
  kind: DecisionKind
  amount: bigint
  reason: string
  people: 1 | 2
}): OwnerMail {
  const { caseNumber, kind, amount, reason, people } = input
  const points = digits(amount)
  if (kind === 'undo') return undoMail({ caseNumber, points, reason })
  const isReturn = kind === 'return'
  return {
    subject: { ja: `受付 ${caseNumber} の決定`, en: `Decision on case ${caseNumber}` },
    ja: [
      isReturn
        ? `止めてある ${points} ポイントを、あなたに返還することを決めました。`
        : `${points} ポイントを止めるのを終えることを決めました。`,
      '',
      `理由: ${reason}`,
      `決めた人数: ${people}人`,
      '',
      isReturn
        ? '戻ったポイントは元の期限のままお預かりし、ご本人の確認とアカウントの復旧のあとで使えるようになります。'
        : 'この決定に納得できないときは、受付番号を添えて事務局へお知らせください。別の担当者が見直します。',
    ],
    en: [
      isReturn
        ? `It is decided that the ${points} points that are stopped go back to you.`
        : `It is decided that the hold on ${points} points is lifted.`,
      '',
      `Reason: ${reason}`,
      `Decided by: ${people === 2 ? 'two people' : 'one person'}`,
      '',
      isReturn
        ? 'Returned points keep their expiry. They can be used once you have shown that it is you and your account is put back.'
        : 'If you disagree, tell the desk with your case number. A different person looks at it again.',
    ],
  }
}

function undoMail(input: { caseNumber: string; points: string; reason: string }): OwnerMail {
  const { caseNumber, points, reason } = input
  return {
    subject: { ja: `受付 ${caseNumber} の決定`, en: `Decision on case ${caseNumber}` },
    ja: [
      `返還した ${points} ポイントについて、返還が誤りだったため、もとの受取先へ戻すことを決めました。`,
      '',
      `理由: ${reason}`,
      '決めた人数: 2人',
      '',
      'この決定に納得できないときは、受付番号を添えて事務局へお知らせください。別の担当者が見直します。',
    ],
    en: [
      `The return of ${points} points was wrong. It is decided that they go back to where they had been.`,
      '',
      `Reason: ${reason}`,
      'Decided by: two people',
      '',
      'If you disagree, tell the desk with your case number. A different person looks at it again.',
    ],
  }
}

/** A promise was not kept in time: why, and the new time. */
export function lateMail(input: {
  caseNumber: string
  kind: PromiseKind
  reason: LateReason
  newDueAt: Date
}): OwnerMail {
  const { caseNumber, kind, newDueAt } = input
  const what = promiseWords(kind)
  const why = lateReasonWords(input.reason)
  return {
    subject: { ja: `受付 ${caseNumber}: 遅れています`, en: `Case ${caseNumber}: we are late` },
    ja: [
      `「${what.ja}」のお約束に遅れています。`,
      `理由: ${why.ja}。`,
      `新しい約束: ${writeJstTime(newDueAt).ja} まで`,
      '',
      '止めてあるものは、そのまま止まっています。',
    ],
    en: [
      `We are late with this promise: ${what.en}.`,
      `Reason: ${why.en}.`,
      `New promise: by ${writeJstTime(newDueAt).en} (Japan time)`,
      '',
      'What was stopped stays stopped.',
    ],
  }
}
