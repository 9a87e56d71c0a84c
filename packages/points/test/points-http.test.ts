import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { TestCompany } from '@modosu/kernel/testing'
import { agent, member, openPointsCompany, supervisor } from './points-company.ts'

let company: TestCompany
let keys = 0

before(async () => {
  company = await openPointsCompany(new Date('2017-09-10T12:00:00+09:00'))
})
after(() => company.close())

function grant(body: Record<string, unknown>, key?: string, as = supervisor) {
  keys += 1
  return company.call('POST', '/points/v1/grants', {
    as,
    body: { remark: 'お買い物', ...body },
    key: key ?? `grant-key-${keys}`,
  })
}

async function balanceOf(memberId: string) {
  const answer = await company.call('GET', '/points/v1/balance', { as: member(memberId) })
  assert.equal(answer.status, 200)
  return answer.body
}

test('a member without points has a balance of nothing and an empty history', async () => {
  assert.deepEqual(await balanceOf('mem_empty'), { usable: '0', lots: [], pending: [], held: [] })
  const history = await company.call('GET', '/points/v1/history', { as: member('mem_empty') })
  assert.deepEqual(history.body, { entries: [], next: null })
})

test('limited and regular points stand apart, the soonest expiry first', async () => {
  const regular = await grant({ memberId: 'mem_a', amount: '37236', kind: 'regular' })
  assert.equal(regular.status, 201)
  assert.equal(regular.body.expiresAt, '2018-08-31T15:00:00.000Z')
  const limited = await grant({
    memberId: 'mem_a',
    amount: '3000',
    kind: 'limited',
    expiresAt: '2017-10-01T00:00:00+09:00',
  })
  assert.equal(limited.status, 201)
  assert.deepEqual(await balanceOf('mem_a'), {
    usable: '40236',
    lots: [
      { kind: 'limited', amount: '3000', expiresAt: '2017-09-30T15:00:00.000Z' },
      { kind: 'regular', amount: '37236', expiresAt: '2018-08-31T15:00:00.000Z' },
    ],
    pending: [],
    held: [],
  })
})

test('the history tells what was given, why, and until when, newest first', async () => {
  await grant({ memberId: 'mem_b', amount: '10', kind: 'regular', remark: '一番め' })
  await grant({ memberId: 'mem_b', amount: '20', kind: 'regular', remark: '二番め' })
  const history = await company.call('GET', '/points/v1/history', { as: member('mem_b') })
  assert.equal(history.status, 200)
  assert.deepEqual(
    history.body.entries.map((entry: Record<string, unknown>) => [
      entry.direction,
      entry.amount,
      entry.kind,
      entry.remark,
    ]),
    [
      ['in', '20', 'granted', '二番め'],
      ['in', '10', 'granted', '一番め'],
    ],
  )
  assert.equal(history.body.entries[0].sessionId, undefined)
})

test('a long history comes in pages without gap or overlap', async () => {
  for (let i = 1; i <= 5; i++) {
    await grant({ memberId: 'mem_pages', amount: String(i), kind: 'regular' })
  }
  const amounts: string[] = []
  let next: string | null = ''
  for (let page = 0; page < 4 && next !== null; page++) {
    const query: string = next ? `&before=${next}` : ''
    const answer = await company.call('GET', `/points/v1/history?limit=2${query}`, {
      as: member('mem_pages'),
    })
    amounts.push(...answer.body.entries.map((entry: { amount: string }) => entry.amount))
    next = answer.body.next
  }
  assert.deepEqual(amounts, ['5', '4', '3', '2', '1'])
})

test('a grant that is sent twice gives once, and its key cannot give another', async () => {
  const body = { memberId: 'mem_twice', amount: '100', kind: 'regular' }
  const first = await grant(body, 'grant-twice-1')
  const second = await grant(body, 'grant-twice-1')
  assert.deepEqual(second.body, first.body)
  assert.equal((await balanceOf('mem_twice')).usable, '100')
  const other = await grant({ ...body, amount: '101' }, 'grant-twice-1')
  assert.equal(other.body.type, 'kernel/idempotency_conflict')
  assert.equal((await balanceOf('mem_twice')).usable, '100')
})

test('only a supervisor gives points', async () => {
  const body = { memberId: 'mem_none', amount: '1', kind: 'regular' }
  assert.equal((await grant(body, undefined, agent)).body.type, 'kernel/forbidden')
  assert.equal((await grant(body, undefined, member('mem_none'))).body.type, 'kernel/not_signed_in')
  assert.equal((await balanceOf('mem_none')).usable, '0')
})

const wrongFields: [string, Record<string, unknown>, string][] = [
  ['an amount of zero', { amount: '0' }, '/body/amount'],
  ['a negative amount', { amount: '-5' }, '/body/amount'],
  ['a fraction', { amount: '1.5' }, '/body/amount'],
  ['an amount over 2^53', { amount: '9007199254740993' }, '/body/amount'],
  ['an amount as a number', { amount: 5 }, '/body/amount'],
  ['an unknown kind', { kind: 'golden' }, '/body/kind'],
  ['an unknown field', { currency: 'pt' }, '/body/currency'],
  ['an id that is none', { memberId: "mem_'; drop" }, '/body/memberId'],
  ['an empty remark', { remark: '   ' }, '/body/remark'],
  ['a remark without end', { remark: 'x'.repeat(101) }, '/body/remark'],
  ['a date without a time', { expiresAt: '2017-10-01' }, '/body/expiresAt'],
]
for (const [what, change, pointer] of wrongFields) {
  test(`${what} in a grant is named and gives nothing`, async () => {
    const answer = await grant({ memberId: 'mem_wrong', amount: '5', kind: 'regular', ...change })
    assert.equal(answer.status, 400)
    assert.equal(answer.body.type, 'kernel/malformed')
    assert.deepEqual(
      answer.body.errors.map((error: { pointer: string }) => error.pointer),
      [pointer],
    )
    assert.equal((await balanceOf('mem_wrong')).usable, '0')
  })
}

const wrongExpiries: [string, Record<string, unknown>][] = [
  ['limited points without an expiry', { kind: 'limited' }],
  ['limited points that have expired', { kind: 'limited', expiresAt: '2017-09-10T12:00:00+09:00' }],
  ['limited points for years', { kind: 'limited', expiresAt: '2019-09-10T00:00:00+09:00' }],
  ['regular points with a date', { kind: 'regular', expiresAt: '2017-10-01T00:00:00+09:00' }],
]
for (const [what, change] of wrongExpiries) {
  test(`${what} are refused with the field and the reason`, async () => {
    const answer = await grant({ memberId: 'mem_wrong', amount: '5', ...change })
    assert.equal(answer.status, 422)
    assert.equal(answer.body.type, 'points/expiry_wrong')
    assert.equal(answer.body.errors[0].pointer, '/body/expiresAt')
    assert.equal((await balanceOf('mem_wrong')).usable, '0')
  })
}

test('a slip of the finger cannot give a fortune', async () => {
  const answer = await grant({ memberId: 'mem_wrong', amount: '1000001', kind: 'regular' })
  assert.equal(answer.body.type, 'points/grant_too_large')
  assert.equal(answer.body.limit, '1000000')
  assert.equal((await balanceOf('mem_wrong')).usable, '0')
})

test('refusals come in their published order: expiry before size', async () => {
  const answer = await grant({ memberId: 'mem_wrong', amount: '1000001', kind: 'limited' })
  assert.equal(answer.body.type, 'points/expiry_wrong')
})

test('a grant without an idempotency key is refused', async () => {
  const answer = await company.call('POST', '/points/v1/grants', {
    as: supervisor,
    body: { memberId: 'mem_wrong', amount: '5', kind: 'regular', remark: 'x' },
  })
  assert.equal(answer.status, 400)
  assert.equal(answer.body.errors[0].pointer, '/header/Idempotency-Key')
})

test('nobody reads a balance or a history without signing in', async () => {
  for (const path of ['/points/v1/balance', '/points/v1/history']) {
    assert.equal((await company.call('GET', path)).body.type, 'kernel/not_signed_in')
    const asStaff = await company.call('GET', path, { as: supervisor })
    assert.equal(asStaff.body.type, 'kernel/not_signed_in')
  }
})

test('a member reads only what is his own', async () => {
  await grant({ memberId: 'mem_mine', amount: '77', kind: 'regular' })
  const other = await company.call('GET', '/points/v1/balance', { as: member('mem_other') })
  assert.equal(other.body.usable, '0')
  const path = '/points/v1/staff/members/mem_mine/history'
  const asMember = await company.call('GET', path, {
    as: member('mem_other'),
    headers: { 'x-reason': 'curious' },
  })
  assert.equal(asMember.body.type, 'kernel/not_signed_in')
})

for (const query of ['limit=0', 'limit=101', 'limit=x', 'before=-1', 'before=a', 'page=2']) {
  test(`a history asked with ${query} is refused`, async () => {
    const answer = await company.call('GET', `/points/v1/history?${query}`, {
      as: member('mem_a'),
    })
    assert.equal(answer.status, 400)
    assert.match(answer.body.errors[0].pointer, /^\/query\//)
  })
}

test('staff look with a reason, and the look is recorded', async () => {
  await grant({ memberId: 'mem_seen', amount: '7', kind: 'regular' })
  const path = '/points/v1/staff/members/mem_seen/history'
  const silent = await company.call('GET', path, { as: agent })
  assert.equal(silent.status, 400)
  assert.equal(silent.body.errors[0].pointer, '/header/X-Reason')
  const headers = { 'x-reason': '482-913-076' }
  const answer = await company.call('GET', path, { as: agent, headers })
  assert.equal(answer.status, 200)
  assert.equal(answer.body.entries[0].amount, '7')
  const looks = await company.inContext((ctx) =>
    ctx.tx.query('select staff_id, subject, reason from kernel.disclosure where subject = $1', [
      'mem_seen',
    ]),
  )
  assert.deepEqual(looks.rows, [{ staff_id: 'stf_2', subject: 'mem_seen', reason: '482-913-076' }])
})

test('no points come from the application but by the ledger: the tables are closed to change', async () => {
  const attempts = [
    'update points.grant_record set amount = amount + 1',
    'delete from points.grant_record',
    'delete from points.member_case',
  ]
  for (const attempt of attempts) {
    await assert.rejects(
      company.inContext((ctx) => ctx.tx.query(attempt)),
      /permission denied/,
    )
  }
})
