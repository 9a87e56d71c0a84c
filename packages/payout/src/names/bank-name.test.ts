import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bankName, isSameName } from './bank-name.ts'

const SAME: readonly (readonly [string, string])[] = [
  ['シマ ナギサ', 'しま　なぎさ'],
  ['ｼﾏ ﾅｷﾞｻ', 'シマナギサ'],
  ['キョウ ハッタ', 'キヨウ ハツタ'],
  ['ヨーコ', 'ヨ－コ'],
  ['ヨーコ', 'ヨ-コ'],
  ['カヲリ', 'カオリ'],
  ['サトウ ﾊﾟｰﾙ', 'サトウパール'],
  ['yuki shima', 'YUKI SHIMA'],
]

test('a name is the same for a bank however it is typed', () => {
  for (const [a, b] of SAME) assert.equal(isSameName(a, b), true, `${a} and ${b}`)
})

test('one letter more, fewer or other is another name', () => {
  assert.equal(isSameName('シマ ナギサ', 'シマ ナキサ'), false)
  assert.equal(isSameName('シマ ナギサ', 'シマ ナギ'), false)
  assert.equal(isSameName('シマ ナギサ', 'シマ ナギサコ'), false)
})

test('a name that no bank can write is no name, and not the same as itself', () => {
  for (const text of ['島 渚', '', '   ', 'シマ<b>', 'シマ😀', 'ア'.repeat(49)]) {
    assert.equal(bankName(text), undefined, text)
    assert.equal(isSameName(text, text), false, text)
  }
})
