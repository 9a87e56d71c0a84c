import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { openPool, type Pool } from '@modosu/kernel'
import { createTestDatabase, type TestDatabase } from '@modosu/kernel/testing'
import { dumpSchema } from './dump-schema.ts'

const SHOP = `
create schema shop;
create type shop.colour as enum ('red', 'blue');
create function shop.twice(n integer) returns integer language sql immutable return n * 2;
revoke execute on function shop.twice from public;
create table shop.item (
  item_id bigint generated always as identity,
  price bigint not null default 0,
  paint shop.colour,
  doubled bigint generated always as (price * 2) stored,
  constraint item_pkey primary key (item_id),
  constraint item_price_positive check (price >= 0)
);
create index item_price on shop.item (price desc) where price > 0;
create view shop.dear as select item_id from shop.item where price > 100;`

let database: TestDatabase
let pool: Pool

before(async () => {
  database = await createTestDatabase(`dump-schema.test ${SHOP}`, async (config) => {
    const admin = openPool(config, { max: 1 })
    await admin.query(SHOP)
    await admin.end()
  })
  pool = openPool(database.config, { max: 1 })
})
after(async () => {
  await pool.end()
  await database.drop()
})

test('types, columns, defaults, named constraints, indexes, views and functions are written', async () => {
  const text = await dumpSchema(pool, 'shop')
  for (const part of [
    "create type shop.colour as enum ('red', 'blue');",
    '  item_id bigint not null generated always as identity,',
    '  price bigint not null default 0,',
    'generated always as ((price * 2)) stored',
    'constraint item_pkey PRIMARY KEY (item_id)',
    'constraint item_price_positive CHECK (price >= 0)',
    'CREATE INDEX item_price ON shop.item USING btree (price DESC) WHERE (price > 0);',
    'create view shop.dear as',
    'CREATE OR REPLACE FUNCTION shop.twice(n integer)',
  ]) {
    assert.ok(text.includes(part), `${part}\nis not in\n${text}`)
  }
})

test('two dumps of the same schema are equal', async () => {
  assert.equal(await dumpSchema(pool, 'shop'), await dumpSchema(pool, 'shop'))
})

test('a right that slips in, on a table, a column or a function, changes the dump', async () => {
  const rights = [
    ['select on shop.item', 'grant select on table shop.item to public;'],
    ['update (price) on shop.item', 'grant update on column shop.item (price) to public;'],
    ['execute on function shop.twice(integer)', 'grant execute on function shop.twice(n integer)'],
  ] as const
  for (const [right, line] of rights) {
    assert.ok(!(await dumpSchema(pool, 'shop')).includes(line), line)
    await pool.query(`grant ${right} to public`)
    assert.ok((await dumpSchema(pool, 'shop')).includes(line), line)
  }
})

test('the owner of the migration is not named, another owner is', async () => {
  assert.ok(!(await dumpSchema(pool, 'shop')).includes('owner to'))
  await pool.query('alter table shop.item owner to pg_monitor')
  assert.ok((await dumpSchema(pool, 'shop')).includes('alter table shop.item owner to pg_monitor;'))
})
