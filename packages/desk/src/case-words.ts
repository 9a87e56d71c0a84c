import { type Words, writeJstDate } from '@modosu/kernel'
import type { OwnerTask } from './case-state.ts'
import { companyName, type DeskDeps } from './desk-deps.ts'
import { digits } from './digits.ts'
import type { LateReason, PromiseKind } from './store/promises.ts'
import type { TimelineEntry, TimelineKind } from './store/timeline.ts'

const PROMISES: Record<PromiseKind, Words> = {
  first_word: { ja: '担当者からの最初のご連絡', en: 'First word from a person' },
  decision: { ja: '決定のお知らせ', en: 'News of the decision' },
  answer: { ja: '問い合わせへの回答', en: 'Answer to the other company' },
}

const TASKS: Record<OwnerTask, Words> = {
  prove_identity: {
    ja: 'ご本人の確認。前からのメールアドレスに届くコードと、登録のときの復旧コードを使います。急ぎません。',
    en: 'Show that it is you, with a code sent to the address you had before and your recovery code. There is no hurry.',
  },
  review_account: {
    ja: 'どれが自分の操作かを確かめて、アカウントを元に戻す。',
    en: 'Say which changes were yours, and have your account put back.',
  },
}

/** What holds until when: kinds of holdings as they are told between companies. */
const PLACES: Record<string, Words> = {
  balance: { ja: '残高', en: 'balance' },
  points: { ja: 'ポイント残高', en: 'points balance' },
  pay: { ja: 'ペイの残高', en: 'Pay balance' },
  sales: { ja: '売上金', en: 'sales money' },
  escrow: { ja: '注文(預かり)', en: 'order (in keeping)' },
  transfer: { ja: '受け取り前のお金', en: 'money on its way in' },
  elsewhere: { ja: '先', en: 'beyond' },
  order_awaiting_payment: { ja: '注文(支払い前)', en: 'order (not paid yet)' },
  order_awaiting_shipment: { ja: '注文(預かり、発送前)', en: 'order (in keeping, not shipped)' },
  order_shipped: { ja: '注文(預かり、発送後)', en: 'order (in keeping, shipped)' },
  order_cancel_requested: {
    ja: '注文(預かり、取消の相談中)',
    en: 'order (in keeping, cancel asked)',
  },
  order_completed: { ja: '終わった注文', en: 'completed order' },
  order_cancelled: { ja: '取り消した注文', en: 'cancelled order' },
}

const LATE_REASONS: Record<LateReason, Words> = {
  desk: { ja: '担当者の確認が終わっていません', en: 'our desk has not finished checking' },
  second_person: {
    ja: '2人めの確認を待っています',
    en: 'the second person has not confirmed yet',
  },
  seller: { ja: '出品者の返事を待っています', en: 'we wait for the seller to answer' },
  partner: {
    ja: '相手の会社の回答を待っています',
    en: 'we wait for the other company to answer',
  },
  owner: { ja: 'ご本人の確認を待っています', en: 'we wait until you have shown that it is you' },
}

export function promiseWords(kind: PromiseKind): Words {
  return PROMISES[kind]
}

export function taskWords(task: OwnerTask): Words {
  return TASKS[task]
}

export function lateReasonWords(reason: LateReason): Words {
  return LATE_REASONS[reason]
}

/** Where a part of the points is: 「フリマルの注文(預かり、発送前)」. */
export function placeWords(desk: DeskDeps, leg: { company: string; kind: string }): Words {
  const name = companyName(desk, leg.company)
  const place = PLACES[leg.kind] ?? { ja: '預かり', en: 'in keeping' }
  return { ja: `${name.ja}の${place.ja}`, en: `${name.en}, ${place.en}` }
}

/** When returned points expire, in words. A lot's instant is the first moment that is too late. */
export function lotWords(expiresAt: Date | null): Words {
  if (expiresAt === null) return { ja: '通常ポイント', en: 'regular points' }
  const last = new Date(expiresAt.getTime() - 1)
  return {
    ja: `${writeJstDate(last).ja}までのポイント`,
    en: `points until ${writeJstDate(last).en}`,
  }
}

/** Words of the timeline for the account holder; kinds that are missing are the desk's alone. */
const HAPPENED: Partial<Record<TimelineKind, (facts: Record<string, unknown>) => Words>> = {
  case_opened: ({ via }) =>
    via === 'undo'
      ? { ja: 'お知らせのリンクから止めました', en: 'Stopped by the link in the notice' }
      : { ja: '緊急停止を押しました', en: 'The emergency stop was pressed' },
  word_to_owner: ({ words }) => ({
    ja: `担当者から: ${String(words)}`,
    en: `From the desk: ${String(words)}`,
  }),
  evidence_raised: () => ({
    ja: '記録を調べ、ほかの人の操作と確かめました',
    en: 'The records were looked through and show somebody else',
  }),
  proof_void: () => ({
    ja: '記録を調べた結果、ご本人の確認をもう一度お願いすることになりました',
    en: 'The records show more than before: please show once more that it is you',
  }),
  claim_added_to: ({ added }) => ({
    ja: `さらに ${digits(BigInt(String(added)))} ポイントが見つかり、止めました`,
    en: `${digits(BigInt(String(added)))} more points were found and stopped`,
  }),
  own_let_go: ({ letGo }) => ({
    ja: `ご自身の操作だった ${digits(BigInt(String(letGo)))} ポイントは、止めるのを終えました`,
    en: `The hold on ${digits(BigInt(String(letGo)))} points of your own doing was lifted`,
  }),
  false_alarm: () => ({
    ja: 'なにも起きていなかったとのお申し出により、止めるのを終えました',
    en: 'You said that nothing had happened, and the hold was lifted',
  }),
  hold_renewed: () => ({
    ja: '止めておく期間を延ばしました',
    en: 'The hold was made longer',
  }),
  asked_again: () => ({
    ja: 'もう一度返還を求めました',
    en: 'The points were asked for once more',
  }),
  decision_effective: ({ kind }) =>
    kind === 'return'
      ? { ja: 'ポイントを戻すことを決めました', en: 'It was decided to return the points' }
      : kind === 'undo'
        ? {
            ja: '誤った返還を取り消すことを決めました',
            en: 'It was decided to take a wrong return back',
          }
        : { ja: '止めるのを終えることを決めました', en: 'It was decided to lift the hold' },
  promise_late: ({ reason }) => {
    const why = lateReasonWords(reason as LateReason)
    return { ja: `遅れています。理由: ${why.ja}`, en: `Late. Reason: ${why.en}` }
  },
  owner_verified: () => ({ ja: 'ご本人と確認しました', en: 'It was confirmed that it is you' }),
  account_given_back: () => ({
    ja: 'アカウントを元に戻しました',
    en: 'Your account was put back as it was',
  }),
  claim_settled: ({ returned, gone }) => ({
    ja: `行方が決まりました。戻った ${digits(BigInt(String(returned)))} ポイント、取り戻せない ${digits(BigInt(String(gone)))} ポイント`,
    en: `Settled: ${digits(BigInt(String(returned)))} points returned, ${digits(BigInt(String(gone)))} cannot be recalled`,
  }),
  made_usable: () => ({
    ja: '戻ったポイントが使えるようになりました',
    en: 'The returned points can be used again',
  }),
  case_closed: () => ({ ja: '手続きが終わりました', en: 'The case was closed' }),
}

/** An entry in the account holder's words, or `undefined` when it is not for them. */
export function happenedWords(entry: TimelineEntry): Words | undefined {
  return HAPPENED[entry.kind]?.(entry.facts)
}
