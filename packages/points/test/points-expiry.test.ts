import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { TestCompany } from '@modosu/kernel/testing'
import { expirePoints } from '../src/expire-points.ts'
import { deps, member, openPointsCompany, supervisor } from './points-company.ts'

let company: TestCompany
let keys = 0

before(async () => {
  company = await openPointsCompany(new Date('2017-09-10T12:00:00+09:00'))
})
after(() => company.close())

async function grant(memberId: string, amount: string, expiresAt?: string) {
  keys += 1
  const answer = await company.call('POST', '/points/v1/grants', {
    as: supervisor,
    body: {
      memberId,
      amount,
      kind: expiresAt ? 'limited' : 'regular',
      remark: 'x',
      ...(expiresAt ? { expiresAt } : {}),
    },
    key: `expiry-key-${keys}`,
  })
  assert.equal(answer.status, 201)
  return answer.body
}

async function balanceOf(memberId: string) {
  return (await company.call('GET', '/points/v1/balance', { as: member(memberId) })).body
}

async function historyOf(memberId: string) {
  return (await company.call('GET', '/points/v1/history', { as: member(memberId) })).body.entries
}

test('limited points end at their instant, with a line in the history', async () => {
  await grant('mem_a', '3000', '2017-10-01T00:00:00+09:00')
  await grant('mem_a', '500')
  await company.moveTo(new Date('2017-09-30T23:59:00+09:00'))
  assert.equal((await balanceOf('mem_a')).usable, '3500')
  await company.moveTo(new Date('2017-10-01T00:00:01+09:00'))
  assert.equal((await balanceOf('mem_a')).usable, '500')
  const [newest] = await historyOf('mem_a')
  assert.deepEqual([newest.direction, newest.amount], ['out', '3000'])
})

test('points that end at noon cannot be used after noon, before any job has run', async () => {
  await grant('mem_noon', '40', '2017-10-02T12:00:00+09:00')
  await company.moveTo(new Date('2017-10-02T12:00:01+09:00'))
  assert.equal((await balanceOf('mem_noon')).usable, '0')
})

test('new regular points move all regular points to the new date', async () => {
  await company.moveTo(new Date('2018-01-05T09:00:00+09:00'))
  assert.equal((await grant('mem_a', '1')).expiresAt, '2018-12-31T15:00:00.000Z')
  assert.deepEqual((await balanceOf('mem_a')).lots, [
    { kind: 'regular', amount: '501', expiresAt: '2018-12-31T15:00:00.000Z' },
  ])
})

test('after an outage of a year one run makes good for every night', async () => {
  await company.moveTo(new Date('2019-01-01T00:00:01+09:00'))
  assert.deepEqual((await balanceOf('mem_a')).lots, [])
  const [newest] = await historyOf('mem_a')
  assert.deepEqual([newest.direction, newest.amount], ['out', '501'])
})

test('a nightly job that runs twice does not start a second chain of nights', async () => {
  const jobs = () =>
    company.inContext(async (ctx) => {
      const found = await ctx.tx.query<{ jobs: bigint }>(
        `select count(*) as jobs from pgboss.job where name = 'points.expire'
         and state in ('created', 'retry')`,
      )
      return Number(found.rows[0]?.jobs)
    })
  assert.equal(await jobs(), 1)
  const done = { runAt: new Date('2017-10-01T00:00:00+09:00').toISOString() }
  await company.inContext((ctx) => expirePoints(ctx, deps, done))
  assert.equal(await jobs(), 1)
})
