import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { inTransaction, openPool, type Pool, Rollback } from './database.ts'
import { createTestDatabase, type TestDatabase } from './testing/create-test-database.ts'

let database: TestDatabase
let pool: Pool
before(async () => {
  database = await createTestDatabase('database.test', async (config) => {
    const admin = openPool(config, { max: 1 })
    await admin.query('create table kept (n bigint)')
    await admin.end()
  })
  pool = openPool(database.config, { max: 4 })
})
after(async () => {
  await pool.end()
  await database.drop()
})

const count = async () => {
  const found = await pool.query<{ n: bigint }>('select count(*) as n from kept')
  return found.rows[0]?.n
}

test('a connection that is cut in the middle fails its request, not the process', async () => {
  const cut = inTransaction(pool, async (tx) => {
    const { rows } = await tx.query<{ pid: number }>('select pg_backend_pid() as pid')
    await pool.query('select pg_terminate_backend($1)', [rows[0]?.pid])
    await tx.query('insert into kept (n) values (1)')
  })
  await assert.rejects(cut)
  assert.equal(await count(), 0n)
})

test('a deadlock is tried again and both transactions come through', async () => {
  await pool.query('insert into kept (n) values (10), (20)')
  let entered = 0
  const bump = (first: number, second: number) =>
    inTransaction(pool, async (tx) => {
      await tx.query('update kept set n = n + 1 where n / 10 = $1', [first])
      entered += 1
      while (entered < 2) await tx.query('select 1')
      await tx.query('update kept set n = n + 1 where n / 10 = $1', [second])
    })
  await Promise.all([bump(1, 2), bump(2, 1)])
  const { rows } = await pool.query<{ n: bigint }>('select n from kept order by n')
  assert.deepEqual(
    rows.map((row) => row.n),
    [12n, 22n],
  )
  await pool.query('delete from kept')
})

test('a thrown rollback undoes everything and gives its value', async () => {
  const value = await inTransaction(pool, async (tx) => {
    await tx.query('insert into kept (n) values (1)')
    throw new Rollback('refused')
  })
  assert.equal(value, 'refused')
  assert.equal(await count(), 0n)
})

test('int8 arrives as bigint, exact beyond 2^53', async () => {
  const { rows } = await pool.query<{ n: bigint }>('select 9007199254740993::bigint as n')
  assert.equal(rows[0]?.n, 9_007_199_254_740_993n)
})

test('a table that changes under a prepared statement fails nobody', async () => {
  const read = () =>
    inTransaction(pool, (tx) => tx.query('select * from changing where n = $1', [1n]))
  await pool.query('create table changing (n bigint)')
  await pool.query('insert into changing (n) values (1)')
  assert.deepEqual((await read()).rows, [{ n: 1n }])
  await pool.query('alter table changing add column word text')
  assert.deepEqual((await read()).rows, [{ n: 1n, word: null }])
})

test('a statement is prepared once a connection, and no more of them than a bound', async () => {
  const texts = Array.from({ length: 600 }, (_, number) => `select ${number} + $1::int as n`)
  await inTransaction(pool, async (tx) => {
    for (const text of texts) await tx.query(text, [1])
    const { rows } = await tx.query<{ n: number }>(texts[599] ?? '', [1])
    assert.equal(rows[0]?.n, 600)
    const prepared = await tx.query<{ n: number }>(
      'select count(*)::int as n from pg_prepared_statements',
    )
    assert.ok((prepared.rows[0]?.n ?? 0) <= 500)
  })
})
