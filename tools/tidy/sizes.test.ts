import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findIn } from './find-in.ts'
import { sizes } from './sizes.ts'

const fill = (lines: number) => 'x()\n'.repeat(lines)

test('a function of 70 lines passes, one of 71 is found at its first line', () => {
  const of = (lines: number) => `const a = 1\nfunction f() {\n${fill(lines - 2)}}\n`
  assert.deepEqual(findIn(sizes, { 'packages/pay/src/f.ts': of(70) }), [])
  assert.deepEqual(findIn(sizes, { 'packages/pay/src/f.ts': of(71) }), ['packages/pay/src/f.ts:2'])
})

test('an arrow function is measured too', () => {
  const code = `export const f = async () => {\n${fill(80)}}\n`
  assert.deepEqual(findIn(sizes, { 'packages/pay/src/f.ts': code }), ['packages/pay/src/f.ts:1'])
})

test('the wrapper of a suite may be long, a long function beside it may not', () => {
  const code = `describe('a', () => {\n${fill(80)}})\nfunction f() {\n${fill(80)}}\n`
  assert.deepEqual(findIn(sizes, { 'packages/pay/src/f.test.ts': code }), [
    'packages/pay/src/f.test.ts:83',
  ])
})

test('a file of 500 lines passes, one of 501 does not, a message catalogue may be longer', () => {
  assert.deepEqual(
    findIn(sizes, {
      'packages/pay/src/a.ts': fill(500),
      'packages/pay/src/b.ts': fill(501),
      'packages/web/src/messages/ja.ts': fill(900),
    }),
    ['packages/pay/src/b.ts:1'],
  )
})
