import assert from 'node:assert/strict'
import { test } from 'node:test'
import { messages } from '../src/messages/index.ts'

function textsOf(part: unknown): string[] {
  if (typeof part === 'string') return [part]
  if (typeof part === 'function') return [String(part('1', '2'))]
  return Object.values(part as object).flatMap(textsOf)
}

test('no Japanese text blames, scares, flatters or sends anybody off to wait', () => {
  const banned = /犯人|詐欺|しばらくお待ちください|させていただ|不正利用|[!!]/
  for (const text of textsOf(messages.ja)) assert.doesNotMatch(text, banned)
})

test('points are returned, never refunded', () => {
  for (const text of textsOf(messages.ja)) {
    assert.ok(!(text.includes('返金') && text.includes('ポイント')), text)
  }
})

test('both languages say something everywhere, and English says it without Japanese', () => {
  for (const text of textsOf(messages.ja)) assert.notEqual(text.trim(), '')
  for (const text of textsOf(messages.en)) {
    assert.notEqual(text.trim(), '')
    assert.doesNotMatch(text, /[ぁ-んァ-ヶ一-龠]|!/)
  }
})
