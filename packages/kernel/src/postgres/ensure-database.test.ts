import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type DatabaseConfig, openPool, type Pool } from '../database.ts'
import { testServer } from '../testing/test-server.ts'
import { dropDatabase, ensureDatabase } from './ensure-database.ts'

const NAME = `t_9999999999999_ensure_${process.pid}`

let server: DatabaseConfig
let admin: Pool

before(async () => {
  server = await testServer()
  admin = openPool(server, { max: 1 })
})

after(async () => {
  await admin.query(`drop database if exists ${NAME}`)
  await admin.end()
})

test('a missing database is made once, also when asked for many times at once', async () => {
  await Promise.all([1, 2, 3, 4].map(() => ensureDatabase(server, NAME)))
  await ensureDatabase(server, NAME)
  const found = await admin.query('select datname from pg_database where datname = $1', [NAME])
  assert.equal(found.rows.length, 1)
})

test('a name that would have to be quoted is refused before it reaches the server', async () => {
  for (const name of ['', 'a b', 'a;drop database b', 'A', '1a', 'a'.repeat(64)]) {
    await assert.rejects(ensureDatabase(server, name), /is not a plain database name/)
  }
})

test('a copy of a template has what the template has, and is gone once dropped', async () => {
  const [template, copy] = [`${NAME}_whole`, `${NAME}_copy`]
  await ensureDatabase(server, template)
  const filled = openPool({ ...server, database: template }, { max: 1 })
  await filled.query('create table kept (one integer constraint kept_pkey primary key)')
  await filled.end()
  await ensureDatabase(server, copy, template)
  const copied = openPool({ ...server, database: copy }, { max: 1 })
  const found = await copied.query(`select to_regclass('kept') as kept`)
  assert.equal(found.rows[0]?.kept, 'kept')
  await copied.end()
  await dropDatabase(server, copy)
  await dropDatabase(server, copy)
  await dropDatabase(server, template)
  const left = await admin.query('select datname from pg_database where datname like $1', [
    `${NAME}_%`,
  ])
  assert.equal(left.rows.length, 0)
})
