import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { openPool, type Pool } from './database.ts'
import { listenTo } from './listen.ts'
import { silentLog } from './log.ts'
import { createTestDatabase, type TestDatabase } from './testing/create-test-database.ts'

const DEADLINE_MS = 5_000
const POLL_MS = 10
let database: TestDatabase
let pool: Pool
before(async () => {
  database = await createTestDatabase('listen', async () => undefined)
  pool = openPool(database.config, { max: 1 })
})
after(async () => {
  await pool.end()
  await database.drop()
})

async function until(what: () => boolean): Promise<void> {
  for (let waitedMs = 0; !what(); waitedMs += POLL_MS) {
    assert.ok(waitedMs < DEADLINE_MS, 'it comes to pass')
    await new Promise((resolve) => setTimeout(resolve, POLL_MS))
  }
}

test('what is said is heard; a line that was cut says so, and hears again by itself', async () => {
  const said: string[] = []
  let silences = 0
  const listening = listenTo(database.config, {
    channel: 'a_test',
    log: silentLog,
    onSaid: (payload) => said.push(payload),
    onSilence: () => {
      silences += 1
    },
  })
  assert.equal(listening.isHearing(), false, 'nothing is believed before the line stands')
  await until(() => listening.isHearing())
  await pool.query(`select pg_notify('a_test', 'first')`)
  await until(() => said.includes('first'))
  const before = silences
  await pool.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
     where datname = current_database() and pid <> pg_backend_pid()`,
  )
  await until(() => silences > before + 1 && listening.isHearing())
  await pool.query(`select pg_notify('a_test', 'second')`)
  await until(() => said.includes('second'))
  await listening.close()
  assert.equal(listening.isHearing(), false)
})
