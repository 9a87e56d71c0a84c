import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findIn } from './find-in.ts'
import { namedConstraints, selectStar } from './sql-text.ts'

const SQL = 'packages/pay/sql/0001-wallet.sql'
const STORE = 'packages/pay/src/store.ts'

for (const sql of [
  'select * from a',
  'select a.* from a',
  'select b, a.* from a',
  'select distinct * from a',
  'insert into a (b) values (1) returning *',
]) {
  test(`a star is found in a migration and in a store: ${sql}`, () => {
    assert.deepEqual(findIn(selectStar, { [SQL]: `-- compatible\n${sql};` }), [`${SQL}:2`])
    assert.deepEqual(findIn(selectStar, { [STORE]: `\nconst a = \`\n${sql}\`` }), [`${STORE}:3`])
  })
}

test('a count, a product and a comment are not taken for a star of columns', () => {
  const sql = 'select count(*), a * b from c; -- select * from d'
  assert.deepEqual(findIn(selectStar, { [SQL]: sql }), [])
})

for (const column of [
  'id text primary key',
  'id text unique',
  'id text references a (id)',
  'amount bigint check (amount > 0)',
  'primary key (id)',
]) {
  test(`a constraint without a name is found: ${column}`, () => {
    const sql = `create table pay.a (\n  ${column}\n);`
    assert.deepEqual(findIn(namedConstraints, { [SQL]: sql }), [`${SQL}:2`])
  })
}

test('constraints with names pass, and so do indexes', () => {
  const sql = `create table pay.a (
    id text constraint a_pkey primary key,
    b text not null constraint a_b_fkey references pay.b (id),
    constraint a_c_fkey foreign key (c) references pay.c (id),
    constraint a_amount_positive check (amount > 0)
  );
  create unique index a_b on pay.a (b);
  alter table pay.a add constraint a_unique unique (b);`
  assert.deepEqual(findIn(namedConstraints, { [SQL]: sql }), [])
})
