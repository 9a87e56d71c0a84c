import { type Words, writeJstTime } from '@modosu/kernel'
import { lotWords } from '../case-words.ts'
import { digits } from '../digits.ts'
import type { ClaimLot } from '../look-at-claim.ts'
import type { Buckets } from '../store/case-files.ts'
import type { Decision, DecisionKind } from '../store/decisions.ts'
import type { OwnerMail } from './case-mails.ts'

/** Everything that the closing letter tells. */
export interface LetterFacts {
  readonly caseNumber: string
  readonly buckets: Buckets
  /** All returned points by lot; empty when they did not come through one door. */
  readonly lots: readonly ClaimLot[]
  readonly openedAt: Date
  readonly verifiedAt: Date | null
  readonly givenBackAt: Date | null
  readonly settledAt: Date
  readonly closedAt: Date
  readonly appealUntil: Date
  readonly decisions: readonly Decision[]
  /** Paid to the owner from the loss account. */
  readonly covered: bigint
  /** What the owner has said was his own doing. */
  readonly letGo: bigint
  /** How often what had ended without a return was asked for. */
  readonly attempts: number
}

/**
 * Writes the closing letter, Japanese first, then English: what was taken, what came back and until
 * when it is good, when each thing happened, what was decided by how many people and why, and how to
 * disagree. Nobody else is named in it.
 */
export function writeLetter(facts: LetterFacts): OwnerMail {
  const { caseNumber } = facts
  return {
    subject: {
      ja: `受付 ${caseNumber} 終わりの書面`,
      en: `Case ${caseNumber}: closing letter`,
    },
    ja: letterJa(facts),
    en: letterEn(facts),
  }
}

function letterJa(facts: LetterFacts): string[] {
  const { buckets } = facts
  return [
    `受付番号 ${facts.caseNumber}`,
    '',
    buckets.returned === buckets.stolen ? 'すべて戻りました。' : '手続きが終わりました。',
    '',
    '■ ポイント',
    `止めて行方を確かめた分: ${digits(buckets.stolen)} ポイント`,
    `戻った分: ${digits(buckets.returned)} ポイント`,
    ...facts.lots.map((lot) => `  ${digits(lot.amount)} ポイント(${lotWords(lot.expiresAt).ja})`),
    ...(buckets.gone > 0n ? [`取り戻せない分: ${digits(buckets.gone)} ポイント`] : []),
    ...(facts.covered > 0n
      ? [
          `補償でお戻しした分: ${digits(facts.covered)} ポイント(あとから戻ってきた分は、補償の口座に入ります)`,
        ]
      : []),
    ...(buckets.released > 0n ? [`止めるのを終えた分: ${digits(buckets.released)} ポイント`] : []),
    ...(facts.letGo > 0n ? [`  うち、ご自身の操作だった分: ${digits(facts.letGo)} ポイント`] : []),
    ...(facts.attempts > 1 ? [`返還を求めた回数: ${facts.attempts}回`] : []),
    '期限は元のままです。止めている間に期限を過ぎた分は、戻った日から使える期間を設けています。',
    '',
    '■ 経過(日本時間)',
    `${writeJstTime(facts.openedAt).ja} 止めました`,
    ...effective(facts).map(
      (decision) => `${writeJstTime(effectiveAt(decision)).ja} ${decisionWords(decision).ja}`,
    ),
    `${writeJstTime(facts.settledAt).ja} すべてのポイントの行方が決まりました`,
    ...(facts.verifiedAt ? [`${writeJstTime(facts.verifiedAt).ja} ご本人と確認しました`] : []),
    ...(facts.givenBackAt
      ? [`${writeJstTime(facts.givenBackAt).ja} アカウントを元に戻しました`]
      : []),
    `${writeJstTime(facts.closedAt).ja} 手続きを終えました`,
    '',
    '■ 決定と理由',
    ...(effective(facts).length === 0 ? [noDecision(facts).ja] : []),
    ...effective(facts).flatMap((decision) => [
      `${decisionWords(decision).ja}(${decision.secondBy ? '2人' : '1人'}で決めました)`,
      `理由: ${decision.reason}`,
      ...(decision.secondReason ? [`2人めの理由: ${decision.secondReason}`] : []),
    ]),
    '',
    'あなたの落ち度とする記録はありません。',
    '',
    '■ 納得できないとき',
    `${writeJstTime(facts.appealUntil).ja} までに、受付番号を添えて事務局へお知らせください。別の担当者が見直します。`,
  ]
}

function letterEn(facts: LetterFacts): string[] {
  const { buckets } = facts
  return [
    `Case ${facts.caseNumber}`,
    '',
    buckets.returned === buckets.stolen ? 'Everything is back.' : 'The case is closed.',
    '',
    'Points',
    `Followed and stopped: ${digits(buckets.stolen)} points`,
    `Returned to you: ${digits(buckets.returned)} points`,
    ...facts.lots.map((lot) => `  ${digits(lot.amount)} points (${lotWords(lot.expiresAt).en})`),
    ...(buckets.gone > 0n ? [`Cannot be recalled: ${digits(buckets.gone)} points`] : []),
    ...(facts.covered > 0n
      ? [
          `Paid to you from the loss fund: ${digits(facts.covered)} points (what comes back for them later goes to the fund)`,
        ]
      : []),
    ...(buckets.released > 0n ? [`Hold lifted: ${digits(buckets.released)} points`] : []),
    ...(facts.letGo > 0n ? [`  of these by your own doing: ${digits(facts.letGo)} points`] : []),
    ...(facts.attempts > 1 ? [`Times that they were asked for: ${facts.attempts}`] : []),
    'Each point keeps its expiry. Where it passed while the points were stopped, you get days of grace.',
    '',
    'What happened (Japan time)',
    `${writeJstTime(facts.openedAt).en}: stopped`,
    ...effective(facts).map(
      (decision) => `${writeJstTime(effectiveAt(decision)).en}: ${decisionWords(decision).en}`,
    ),
    `${writeJstTime(facts.settledAt).en}: it was settled where all the points are`,
    ...(facts.verifiedAt
      ? [`${writeJstTime(facts.verifiedAt).en}: it was confirmed that it is you`]
      : []),
    ...(facts.givenBackAt
      ? [`${writeJstTime(facts.givenBackAt).en}: your account was put back`]
      : []),
    `${writeJstTime(facts.closedAt).en}: the case was closed`,
    '',
    'Decisions and reasons',
    ...(effective(facts).length === 0 ? [noDecision(facts).en] : []),
    ...effective(facts).flatMap((decision) => [
      `${decisionWords(decision).en} (decided by ${decision.secondBy ? 'two people' : 'one person'})`,
      `Reason: ${decision.reason}`,
      ...(decision.secondReason ? [`Second person's reason: ${decision.secondReason}`] : []),
    ]),
    '',
    'No record says that you were at fault.',
    '',
    'If you disagree',
    `Tell the desk, with your case number, by ${writeJstTime(facts.appealUntil).en}. A different person looks at it again.`,
  ]
}

function noDecision({ letGo }: LetterFacts): Words {
  return letGo > 0n
    ? {
        ja: 'ご自身の操作だったとのお申し出により、止めるのを終えました。',
        en: 'The hold was lifted since you said that it was your own doing.',
      }
    : { ja: '決定が必要なポイントはありませんでした。', en: 'No points needed a decision.' }
}

function effective(facts: LetterFacts): readonly Decision[] {
  return facts.decisions.filter((decision) => decision.state === 'effective')
}

function effectiveAt(decision: Decision): Date {
  return decision.secondAt ?? decision.proposedAt
}

const DECISIONS: Readonly<Record<DecisionKind, (points: string) => Words>> = {
  return: (points) => ({
    ja: `${points} ポイントを返還する決定`,
    en: `decision to return ${points} points`,
  }),
  withdraw: (points) => ({
    ja: `${points} ポイントを止めるのを終える決定`,
    en: `decision to lift the hold on ${points} points`,
  }),
  undo: (points) => ({
    ja: `誤って返還した ${points} ポイントを、もとの受取先へ戻す決定`,
    en: `decision to take a wrong return of ${points} points back`,
  }),
}

function decisionWords({ kind, amount }: Decision): Words {
  return DECISIONS[kind](digits(amount))
}
