import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type LetterFacts, writeLetter } from './write-letter.ts'

const facts: LetterFacts = {
  covered: 0n,
  letGo: 0n,
  attempts: 1,
  caseNumber: '482-913-076',
  buckets: {
    stolen: 40_000n,
    held: 0n,
    onward: 0n,
    gone: 0n,
    returned: 40_000n,
    released: 0n,
  },
  lots: [
    { amount: 3_000n, expiresAt: new Date('2017-09-30T15:00:00Z') },
    { amount: 37_000n, expiresAt: null },
  ],
  openedAt: new Date('2017-09-13T15:03:11Z'),
  verifiedAt: new Date('2017-09-14T10:00:00Z'),
  givenBackAt: new Date('2017-09-14T10:10:00Z'),
  settledAt: new Date('2017-09-14T02:30:00Z'),
  closedAt: new Date('2017-09-14T10:10:00Z'),
  appealUntil: new Date('2017-10-14T10:10:00Z'),
  decisions: [
    {
      decisionId: 'dec_1',
      caseId: 'case_1',
      kind: 'return',
      amount: 40_000n,
      reason: 'はじめての端末による変更の直後の購入です。',
      proposedBy: 'staff_a',
      proposedAt: new Date('2017-09-14T01:00:00Z'),
      state: 'effective',
      secondBy: 'staff_b',
      secondReason: '出品者は発送前と確認しています。',
      secondAt: new Date('2017-09-14T02:00:00Z'),
    },
    {
      decisionId: 'dec_0',
      caseId: 'case_1',
      kind: 'withdraw',
      amount: 40_000n,
      reason: 'sent back',
      proposedBy: 'staff_b',
      proposedAt: new Date('2017-09-14T00:30:00Z'),
      state: 'refused',
      secondBy: 'staff_a',
      secondReason: 'no',
      secondAt: new Date('2017-09-14T00:40:00Z'),
    },
  ],
}

function bodyOf(told: LetterFacts): string {
  const { ja, en } = writeLetter(told)
  return [...ja, ...en].join('\n')
}

test('the letter tells amounts, lots, times, reasons and the appeal in both languages', () => {
  const { subject, ja, en } = writeLetter(facts)
  assert.equal(subject.ja, '受付 482-913-076 終わりの書面')
  assert.equal(subject.en, 'Case 482-913-076: closing letter')
  for (const line of [
    'すべて戻りました。',
    '戻った分: 40,000 ポイント',
    '  3,000 ポイント(2017年9月30日までのポイント)',
    '  37,000 ポイント(通常ポイント)',
    '9月14日(木) 0:03 止めました',
    '理由: はじめての端末による変更の直後の購入です。',
    '2人めの理由: 出品者は発送前と確認しています。',
    'Everything is back.',
    '  3,000 points (points until 30 Sep 2017)',
    'Thu 14 Sep, 11:00: decision to return 40,000 points',
    'decision to return 40,000 points (decided by two people)',
    'Tell the desk, with your case number, by Sat 14 Oct, 19:10. A different person looks at it again.',
  ]) {
    assert.ok([...ja, ...en].includes(line), line)
  }
})

test('a decision that was sent back does not stand in the letter, nor do the names of staff', () => {
  const body = bodyOf(facts)
  assert.doesNotMatch(body, /sent back|staff_/)
})

test('points that cannot be recalled are told as such and nothing is called whole', () => {
  const body = bodyOf({
    ...facts,
    buckets: { ...facts.buckets, returned: 39_000n, gone: 1_000n },
    lots: [],
  })
  assert.match(body, /取り戻せない分: 1,000 ポイント/)
  assert.match(body, /Cannot be recalled: 1,000 points/)
  assert.doesNotMatch(body, /すべて戻りました|Everything is back/)
})

test('returned points are never called a refund of money and nobody is blamed', () => {
  const body = bodyOf(facts)
  assert.doesNotMatch(body, /返金|犯人|詐欺|refund/)
})

test('a wrong return, a cover, another attempt and the owner’s own doing each have their words', () => {
  const [first] = facts.decisions
  assert.ok(first)
  const body = bodyOf({
    ...facts,
    buckets: { ...facts.buckets, returned: 30_000n, released: 4_000n, gone: 6_000n },
    decisions: [first, { ...first, decisionId: 'dec_2', kind: 'undo', amount: 30_000n }],
    covered: 6_000n,
    letGo: 4_000n,
    attempts: 2,
  })
  for (const words of [
    /誤って返還した 30,000 ポイントを、もとの受取先へ戻す決定/,
    /decision to take a wrong return of 30,000 points back/,
    /補償でお戻しした分: 6,000 ポイント/,
    /Paid to you from the loss fund: 6,000 points/,
    /ご自身の操作だった分: 4,000 ポイント/,
    /of these by your own doing: 4,000 points/,
    /返還を求めた回数: 2回/,
    /Times that they were asked for: 2/,
  ]) {
    assert.match(body, words)
  }
})
