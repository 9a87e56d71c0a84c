import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type DatabaseConfig, openPool, type Pool } from '../database.ts'
import { testServer } from '../testing/test-server.ts'
import { ensureDatabase } from './ensure-database.ts'

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
