import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findIn } from './find-in.ts'
import { migrations } from './migrations.ts'

const GOOD = '-- compatible\nselect 1;\n'

test('migrations in a row with a first line pass, in every package by itself', () => {
  assert.deepEqual(
    findIn(migrations, {
      'packages/pay/sql/0001-wallet.sql': GOOD,
      'packages/pay/sql/0002-drop-old.sql': '-- breaking\n',
      'packages/pay/sql/schema.sql': 'a dump',
      'packages/desk/sql/0001-case.sql': GOOD,
    }),
    [],
  )
})

test('a missing number and a number that stands twice are found', () => {
  assert.deepEqual(
    findIn(migrations, {
      'packages/pay/sql/0001-a.sql': GOOD,
      'packages/pay/sql/0003-b.sql': GOOD,
      'packages/desk/sql/0001-a.sql': GOOD,
      'packages/desk/sql/0001-b.sql': GOOD,
      'packages/market/sql/0002-a.sql': GOOD,
    }),
    [
      'packages/pay/sql/0003-b.sql:1',
      'packages/desk/sql/0001-b.sql:1',
      'packages/market/sql/0002-a.sql:1',
    ],
  )
})

test('a migration that does not say whether it breaks the code before it is found', () => {
  const path = 'packages/pay/sql/0001-a.sql'
  assert.deepEqual(findIn(migrations, { [path]: 'select 1;\n-- compatible\n' }), [`${path}:1`])
  assert.deepEqual(findIn(migrations, { [path]: '-- compatible, I think\n' }), [`${path}:1`])
})

test('a file of another name in the folder is found', () => {
  const path = 'packages/pay/sql/notes.sql'
  assert.deepEqual(findIn(migrations, { [path]: GOOD }), [`${path}:1`])
})
