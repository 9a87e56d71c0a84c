import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type MailKey, marketMails } from './mails.ts'

const facts = {
  name: 'みかん箱',
  market: { ja: 'フリマル', en: 'Furimaru' },
  title: '携帯ゲーム機',
  link: 'https://furimaru.example/order/ord_1',
  orderId: 'ord_1',
  price: 39_800n,
  at: new Date('2017-09-15T00:03:00+09:00'),
  words: '傷がありました',
}
const BLAME = /犯人|詐欺|不正|しばらくお待ち|させていただ|fraud|thief|stolen|criminal|!|！/i
const POINTS_AS_MONEY = /ポイント.{0,8}返金|返金.{0,8}ポイント/
const NUMBER_DATE = /\b\d{1,2}[/.]\d{1,2}([/.]\d{2,4})?\b/

for (const key of Object.keys(marketMails) as MailKey[]) {
  test(`${key}: both languages, the name first, no blame, a way on`, () => {
    const { subject, text } = marketMails[key](facts)
    const [ja, en] = text.split('\n----\n')
    assert.match(subject, /^【フリマル】[^/]*[ぁ-ん][^/]* \/ [A-Z]/)
    assert.match(ja ?? '', /^みかん箱 様\n\n「携帯ゲーム機」 39,800円\n/)
    assert.match(en ?? '', /^\nDear みかん箱,\n\n"携帯ゲーム機", ¥39,800\n/)
    for (const part of [ja ?? '', en ?? '']) {
      assert.ok(part.includes(facts.link) && part.includes('ord_1'))
      assert.doesNotMatch(part, BLAME)
      assert.doesNotMatch(part, POINTS_AS_MONEY)
    }
    assert.doesNotMatch((en ?? '').replace(facts.link, ''), NUMBER_DATE)
    assert.doesNotMatch(text, /undefined|null|\[object/)
  })
}

test('the notice to the seller says first that he did nothing wrong, and until when to wait', () => {
  const { text } = marketMails.seller_hold(facts)
  const [ja, en] = text.split('\n----\n')
  assert.equal(
    ja?.split('\n')[3],
    'あなたに責任はありません。お待ちいただいても、損をすることはありません。',
  )
  assert.match(ja ?? '', /9月15日\(金\) 0:03 までに結果をお知らせします/)
  assert.match(en ?? '', /Result by Fri 15 Sep, 00:03/)
})
