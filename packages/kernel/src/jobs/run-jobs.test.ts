import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Rollback } from '../database.ts'
import { silentLog } from '../log.ts'
import { openRuntime } from '../open-runtime.ts'
import { inContext } from '../runtime.ts'
import { openTestCompany, type TestCompany } from '../testing/index.ts'

let company: TestCompany
const done: string[] = []
let failures = 0
before(async () => {
  company = await openTestCompany({
    name: 'hinata',
    now: new Date('2017-09-14T00:00:00+09:00'),
    migrations: [],
    jobs: () => ({
      'test.verb': {
        inTransaction: async (_, data) => {
          if (data.failsOnce === true && failures++ === 0) throw new Error('the first try fails')
          done.push(String(data.name))
        },
      },
      'test.outside': { outside: async (_, data) => void done.push(String(data.name)) },
    }),
  })
})
after(() => company.close())

const verb = (name: string, more = {}) => ({ kind: 'test.verb', data: { name, ...more } })

test('what a transaction stores is begun after its commit, verbs and messages alike', async () => {
  await company.inContext(async (ctx) => {
    await ctx.enqueue(verb('verb'))
    await ctx.enqueue({ kind: 'test.outside', data: { name: 'outside' } })
    assert.deepEqual(done, [])
  })
  await company.settle()
  assert.deepEqual(done.splice(0).sort(), ['outside', 'verb'])
})

test('what a transaction stores that is undone is never begun', async () => {
  await company.inContext(async (ctx) => {
    await ctx.enqueue(verb('undone'))
    throw new Rollback('on purpose')
  })
  await company.settle()
  assert.deepEqual(done.splice(0), [])
})

test('a job that fails is tried again by the queue', async () => {
  await company.inContext((ctx) => ctx.enqueue(verb('second try', { failsOnce: true })))
  const deadline = performance.now() + 15_000
  while (done.length === 0 && performance.now() < deadline) await company.settle()
  assert.deepEqual([done.splice(0), failures], [['second try'], 2])
})

test('a job that is due later waits for its time', async () => {
  const dueAt = new Date('2017-09-14T09:00:00+09:00')
  await company.inContext((ctx) => ctx.enqueue({ ...verb('later'), dueAt }))
  await company.settle()
  assert.deepEqual(done, [])
  await company.moveTo(new Date('2017-09-14T10:00:00+09:00'))
  assert.deepEqual(done.splice(0), ['later'])
})

test('a kind that nobody knows fails the transaction that stores it', async () => {
  await assert.rejects(
    company.inContext((ctx) => ctx.enqueue({ kind: 'test.unknown', data: {} })),
    /no queue/,
  )
})

test('a job of a process that runs none is told at once to the one that does', async () => {
  const { host, port, database, user, connectionString } = company.runtime.pool.options
  const other = await openRuntime({
    company: 'hinata',
    database: JSON.parse(JSON.stringify({ host, port, database, user, connectionString })),
    clock: company.clock,
    randomBytes: company.runtime.randomBytes,
    log: silentLog,
    jobKinds: [],
    listeners: {},
  })
  try {
    // Without the notification each would wait for the next look, up to two seconds.
    const deadline = performance.now() + 6_000
    for (let i = 0; i < 8; i++) {
      await inContext(other, (ctx) => ctx.enqueue(verb(`told ${i}`)))
      while (done.length <= i && performance.now() < deadline) await company.settle()
    }
    assert.equal(done.splice(0).length, 8)
  } finally {
    await other.close()
  }
})
