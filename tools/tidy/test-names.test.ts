import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findIn } from './find-in.ts'
import { testNames } from './test-names.ts'

const ONE = "test('a replayed capture returns the first result', () => {})\n"

test('a name that stands twice in a package is found at its second place', () => {
  assert.deepEqual(
    findIn(testNames, {
      'packages/pay/src/a.test.ts': ONE,
      'packages/pay/test/b.test.ts': `\n${ONE}`,
    }),
    ['packages/pay/test/b.test.ts:2'],
  )
})

test('the same name in another package or in another suite passes', () => {
  assert.deepEqual(
    findIn(testNames, {
      'packages/pay/src/a.test.ts': `describe('a', () => { ${ONE} })\ndescribe('b', () => { ${ONE} })`,
      'packages/desk/src/a.test.ts': ONE,
    }),
    [],
  )
})
