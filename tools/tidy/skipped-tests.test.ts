import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findIn } from './find-in.ts'
import { skippedTests } from './skipped-tests.ts'

const AT = 'packages/pay/src/a.test.ts'

for (const mark of ['skip', 'todo', 'only']) {
  test(`a test marked ${mark} is found, as a call and as an option`, () => {
    for (const code of [
      `test.${mark}('a', () => {})`,
      `test('a', { ${mark}: true }, () => {})`,
      `describe('a', { ${mark}: 'reason' }, () => {})`,
      `test('a', (t) => { t.${mark}() })`,
    ]) {
      const found = findIn(skippedTests, { [AT]: code })
      assert.deepEqual(found, [`${AT}:1`], code)
    }
  })
}

test('a query that skips rows is not a test that is skipped', () => {
  const code = "test('a', async () => { await list({ skip: 3 }); rows.only() })"
  assert.deepEqual(findIn(skippedTests, { [AT]: code }), [])
})
