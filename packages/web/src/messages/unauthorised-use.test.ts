import assert from 'node:assert/strict'
import { test } from 'node:test'
import { unauthorisedUse } from './unauthorised-use.ts'

test('the policy answers the same questions, line by line, in both languages', () => {
  const shape = (language: 'ja' | 'en') =>
    unauthorisedUse[language].sections.map(({ lines }) => lines.length)
  assert.deepEqual(shape('ja'), shape('en'))
  assert.ok(shape('ja').length >= 6)
})
