import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isAllowed } from './is-allowed.ts'
import { sizes } from './sizes.ts'

const path = 'packages/pay/src/a.ts'
const isLetThrough = (text: string, line: number) =>
  isAllowed(sizes, { path, line, message: '' }, { path, text })

test('a reason on the line or on the line before lets a finding through', () => {
  const text = '// tidy: allow sizes, the table is one thought\nfunction f() {}\nfunction g() {}'
  assert.equal(isLetThrough(text, 1), true)
  assert.equal(isLetThrough(text, 2), true)
  assert.equal(isLetThrough(text, 3), false)
})

test('another rule or a missing reason lets nothing through', () => {
  assert.equal(isLetThrough('// tidy: allow select-star, the shape is fixed', 1), false)
  assert.equal(isLetThrough('// tidy: allow sizes', 1), false)
  assert.equal(isLetThrough('// tidy: allow sizes, ok', 1), false)
})
