import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkDecisions } from './decisions.ts'

const record = (number: string, lines = 20, last = '') => ({
  path: `docs/decisions/${number}-some-title.md`,
  text: `${'a\n'.repeat(lines - 1)}${last || 'a'}\n`,
})

test('records of a screen, numbered in a row, that name every dependency pass', () => {
  const documents = [record('0001', 20, 'Dependency: hono'), record('0002', 60)]
  assert.deepEqual(checkDecisions(documents, ['hono']), [])
})

test('a dependency without a decision is found', () => {
  const found = checkDecisions([record('0001', 20, 'Dependency: hono')], ['hono', 'zod'])
  assert.deepEqual(
    found.map(({ message }) => message),
    ['no decision record has the line "Dependency: zod"'],
  )
})

test('a missing number, a double and a wrong name are found', () => {
  assert.equal(checkDecisions([record('0002')], []).length, 1)
  const double = { ...record('0001'), path: 'docs/decisions/0001-z.md' }
  assert.equal(checkDecisions([record('0001'), double], []).length, 1)
  assert.equal(checkDecisions([record('1')], []).length, 1)
})

test('a record that is too short or too long is found', () => {
  assert.equal(checkDecisions([record('0001', 19)], []).length, 1)
  assert.equal(checkDecisions([record('0001', 61)], []).length, 1)
})
