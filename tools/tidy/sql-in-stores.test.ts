import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findIn } from './find-in.ts'
import { isSql, sqlInStores } from './sql-in-stores.ts'

const QUERY = 'const x = 1\nconst rows = tx.query(`select a, b from pay.wallet where id = $1`)\n'

test('a query in a verb is found, the same query in a store is not', () => {
  assert.deepEqual(
    findIn(sqlInStores, {
      'packages/pay/src/read-wallet.ts': QUERY,
      'packages/pay/src/deep/store.ts': QUERY,
      'packages/pay/src/store.ts': QUERY,
      'packages/pay/src/store/read-wallet.ts': QUERY,
      'packages/pay/test/wallet.test.ts': QUERY,
      'packages/kernel/src/migrate.ts': QUERY,
      'bench/ledger/bench-ledger.ts': QUERY,
      'e2e/flow.ts': QUERY,
    }),
    ['packages/pay/src/read-wallet.ts:2', 'packages/pay/src/deep/store.ts:2'],
  )
})

for (const sql of [
  'insert into pay.wallet (id) values ($1)',
  'update pay.wallet set amount = $1',
  'update pay.wallet as w set amount = $1',
  'delete from pay.wallet',
  'with a as (select 1) select 2',
  'select ledger.post_transfers($1)',
  'SELECT id FROM pay.wallet',
  'create unique index a on b (c)',
  '\n  select a\n  from b',
]) {
  test(`a statement is known as one: ${sql.trim().replaceAll('\n', ' ')}`, () => {
    assert.equal(isSql(sql), true)
  })
}

for (const text of [
  'Select a date from the list',
  'select',
  'Update your address to set it right',
  'with love (as always)',
  'deleted from the list',
]) {
  test(`a sentence is not taken for a statement: ${text}`, () => {
    assert.equal(isSql(text), false)
  })
}
