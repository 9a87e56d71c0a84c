import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findIn } from './find-in.ts'
import { readmes } from './readmes.ts'

const manifest = { 'packages/pay/package.json': '{}' }
const README = 'packages/pay/README.md'

test('a package without a README is found', () => {
  assert.deepEqual(findIn(readmes, manifest), [`${README}:1`])
})

test('a README of 39 lines passes, one of 40 is found', () => {
  assert.deepEqual(findIn(readmes, { ...manifest, [README]: 'a\n'.repeat(39) }), [])
  assert.deepEqual(findIn(readmes, { ...manifest, [README]: 'a\n'.repeat(40) }), [`${README}:40`])
})
