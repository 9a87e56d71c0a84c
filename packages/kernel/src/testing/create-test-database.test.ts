import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type DatabaseConfig, openPool, type Pool } from '../database.ts'
import { createTestDatabase, dropTestTemplate, type TestDatabase } from './create-test-database.ts'
import { testServer } from './test-server.ts'

const KEY = `create-test-database ${process.pid}`

let server: DatabaseConfig
let admin: Pool
const made: TestDatabase[] = []

before(async () => {
  server = await testServer()
  admin = openPool(server, { max: 1 })
})

after(async () => {
  for (const database of made) await database.drop()
  const templates = await admin.query<{ name: string }>(
    `select datname as name from pg_database
     where datname like 't_template_%'
       and shobj_description(oid, 'pg_database') is not null
       and datname = any($1)`,
    [[...templatesMade]],
  )
  for (const { name } of templates.rows) {
    await admin.query(`alter database ${name} is_template false`)
    await admin.query(`drop database ${name}`)
  }
  await admin.end()
})

const templatesMade = new Set<string>()

async function run(config: DatabaseConfig, text: string): Promise<unknown[][]> {
  const pool = openPool(config, { max: 1 })
  try {
    return (await pool.query<unknown[]>({ text, rowMode: 'array' })).rows
  } finally {
    await pool.end()
  }
}

/** Makes a database from a template with one table; `built` is told the template's name. */
async function create(key: string, built: (template: string) => void): Promise<TestDatabase> {
  const database = await createTestDatabase(key, async (config) => {
    const [[name]] = (await run(config, 'select current_database()')) as [[string]]
    templatesMade.add(name)
    built(name)
    await run(config, 'create table counter as select 0 as n')
  })
  made.push(database)
  return database
}

async function exists(name: string): Promise<boolean> {
  const found = await admin.query('select 1 as one from pg_database where datname = $1', [name])
  return found.rows.length === 1
}

test('callers at once share one template, and their copies are apart', async () => {
  let built = 0
  const [one, two] = await Promise.all([1, 2, 3].map(() => create(KEY, () => (built += 1))))
  assert.ok(one && two)
  assert.equal(built, 1)
  await run(one.config, 'update counter set n = 1')
  assert.deepEqual(await run(two.config, 'select n from counter'), [[0]])
})

test('a template that was dropped is built again for whoever asks', async () => {
  let built = 0
  await create(`${KEY} dropped`, () => (built += 1))
  await dropTestTemplate(`${KEY} dropped`)
  await create(`${KEY} dropped`, () => (built += 1))
  assert.equal(built, 2)
})

test('another key gets another template', async () => {
  let built = 0
  await create(`${KEY} other`, () => (built += 1))
  assert.equal(built, 1)
})

test('a builder that failed halfway leaves nothing that a later one would copy', async () => {
  const key = `${KEY} failing`
  await assert.rejects(
    createTestDatabase(key, async (config) => {
      await run(config, 'create table half (a int)')
      throw new Error('the power went')
    }),
    /the power went/,
  )
  const database = await create(key, () => undefined)
  assert.deepEqual(await run(database.config, `select to_regclass('half')::text`), [[null]])
})

test('drop ends the connections that a test forgot', async () => {
  const database = await create(KEY, () => undefined)
  const forgotten = openPool(database.config, { max: 1 })
  await forgotten.query('select 1')
  await database.drop()
  await assert.rejects(forgotten.query('select 1'))
  await forgotten.end()
})

test('leftovers older than a day are dropped, younger ones and foreign ones stay', async () => {
  const [old, young, foreign] = ['t_1000_ab', `t_9999999999998_ab${process.pid}`, 'theirs_1000_ab']
  const oldTemplate = 't_template_0123'
  for (const name of [old, young, foreign, oldTemplate]) {
    await admin.query(`drop database if exists ${name}`)
    await admin.query(`create database ${name}`)
  }
  await admin.query(`comment on database ${oldTemplate} is '1000'`)
  await admin.query(`alter database ${oldTemplate} is_template true`)
  try {
    await create(`${KEY} leftovers`, () => undefined)
    assert.equal(await exists('t_1000_ab'), false)
    assert.equal(await exists(oldTemplate), false)
    assert.equal(await exists(`t_9999999999998_ab${process.pid}`), true)
    assert.equal(await exists('theirs_1000_ab'), true)
  } finally {
    await admin.query(`drop database if exists ${young}`)
    await admin.query(`drop database if exists ${foreign}`)
  }
})
