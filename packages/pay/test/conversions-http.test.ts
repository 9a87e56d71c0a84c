import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { freezeAccount } from '@modosu/ledger'
import { openPayCompany, type PayCompany } from './pay-company.ts'

let pay: PayCompany
let keys = 0

before(async () => {
  pay = await openPayCompany(new Date('2017-09-14T00:00:00+09:00'))
})
after(() => pay.close())

function convert(memberId: string, body: unknown, options: { key?: string; mark?: string } = {}) {
  keys += 1
  return pay.company.call('POST', '/pay/v1/conversions', {
    as: `member:${memberId}:ses_1:dev_1${options.mark ? `:${options.mark}` : ''}`,
    body,
    key: options.key ?? `convert-key-${keys}`,
  })
}

async function walletOf(memberId: string) {
  const as = `member:${memberId}:ses_1:dev_1`
  const answer = await pay.company.call('GET', '/pay/v1/wallet', { as })
  assert.equal(answer.status, 200)
  return answer.body
}

test('a wallet that was never used is empty', async () => {
  assert.deepEqual(await walletOf('mem_empty'), { balance: '0', lots: [] })
})

test('points become yen one to one, the soonest expiry first, and lots keep their expiry', async () => {
  await pay.give('mem_story', { limited: 3_000n, regular: 37_236n })
  const answer = await convert('mem_story', { amount: '40000' })
  assert.equal(answer.status, 201)
  assert.deepEqual(
    { ...answer.body, conversionId: 'x' },
    { conversionId: 'x', amount: '40000', pointsLeft: '236', balance: '40000' },
  )
  assert.deepEqual(await walletOf('mem_story'), {
    balance: '40000',
    lots: [
      { kind: 'points', amount: '3000', expiresAt: '2017-09-30T15:00:00.000Z' },
      { kind: 'points', amount: '37000', expiresAt: null },
    ],
  })
})

test('a conversion that is sent twice converts once', async () => {
  await pay.give('mem_twice', { regular: 100n })
  const first = await convert('mem_twice', { amount: '60' }, { key: 'convert-twice-1' })
  const second = await convert('mem_twice', { amount: '60' }, { key: 'convert-twice-1' })
  assert.deepEqual(second.body, first.body)
  const other = await convert('mem_twice', { amount: '61' }, { key: 'convert-twice-1' })
  assert.equal(other.body.type, 'kernel/idempotency_conflict')
  assert.equal((await walletOf('mem_twice')).balance, '60')
})

test('more than there is converts nothing, says what there is, and burns no key', async () => {
  await pay.give('mem_short', { regular: 50n })
  const refused = await convert('mem_short', { amount: '51' }, { key: 'convert-short-1' })
  assert.equal(refused.status, 422)
  assert.equal(refused.body.type, 'pay/insufficient')
  assert.equal(refused.body.usable, '50')
  assert.equal((await walletOf('mem_short')).balance, '0')
  const done = await convert('mem_short', { amount: '50' }, { key: 'convert-short-1' })
  assert.equal(done.status, 201)
})

test('two conversions that race for the same points convert them once', async () => {
  await pay.give('mem_race', { regular: 100n })
  const answers = await Promise.all(
    Array.from({ length: 5 }, () => convert('mem_race', { amount: '60' })),
  )
  assert.deepEqual(answers.map((answer) => answer.status).sort(), [201, 422, 422, 422, 422])
  assert.equal((await walletOf('mem_race')).balance, '60')
})

test('a member whom nobody gave points has none to convert', async () => {
  const answer = await convert('mem_never', { amount: '1' })
  assert.equal(answer.body.type, 'pay/insufficient')
  assert.equal(answer.body.usable, '0')
})

test('after a stop nothing is converted, whatever the balance', async () => {
  await pay.give('mem_stopped', { regular: 100n })
  const answer = await convert('mem_stopped', { amount: '1' }, { mark: 'spend' })
  assert.equal(answer.status, 403)
  assert.equal(answer.body.type, 'pay/spending_shut')
  assert.equal(answer.body.until, null)
  const poor = await convert('mem_never', { amount: '1' }, { mark: 'spend' })
  assert.equal(poor.body.type, 'pay/spending_shut', 'the stop comes before the balance')
  assert.equal((await walletOf('mem_stopped')).balance, '0')
})

test('a delay of leaving does not stop what stays in the account', async () => {
  await pay.give('mem_delayed', { regular: 100n })
  assert.equal((await convert('mem_delayed', { amount: '1' }, { mark: 'leave' })).status, 201)
})

test('a restriction that is over stops nothing', async () => {
  await pay.give('mem_over', { regular: 100n })
  assert.equal((await convert('mem_over', { amount: '1' }, { mark: 'spent' })).status, 201)
})

test('frozen points are not converted', async () => {
  await pay.give('mem_frozen', { regular: 100n })
  await pay.company.inContext((ctx) =>
    freezeAccount(ctx, { code: 'points:mem_frozen', reason: 'case' }),
  )
  const answer = await convert('mem_frozen', { amount: '1' })
  assert.equal(answer.body.type, 'pay/spending_shut')
})

const wrongBodies: [string, unknown, string][] = [
  ['an amount of zero', { amount: '0' }, '/body/amount'],
  ['a negative amount', { amount: '-1' }, '/body/amount'],
  ['a fraction', { amount: '0.5' }, '/body/amount'],
  ['an amount over 2^53', { amount: '9007199254740992' }, '/body/amount'],
  ['a number', { amount: 40000 }, '/body/amount'],
  ['no amount', {}, '/body/amount'],
  ['an unknown field', { amount: '1', memberId: 'mem_story' }, '/body/memberId'],
]
for (const [what, body, pointer] of wrongBodies) {
  test(`a conversion with ${what} is refused with the field and the reason`, async () => {
    const answer = await convert('mem_story', body)
    assert.equal(answer.status, 400)
    assert.deepEqual(
      answer.body.errors.map((error: { pointer: string }) => error.pointer),
      [pointer],
    )
  })
}

test('nobody converts or looks without signing in', async () => {
  const body = { amount: '1' }
  const key = 'convert-nobody'
  const anonymous = await pay.company.call('POST', '/pay/v1/conversions', { body, key })
  assert.equal(anonymous.body.type, 'kernel/not_signed_in')
  const as = 'staff:stf_1:supervisor'
  const staff = await pay.company.call('POST', '/pay/v1/conversions', { body, key, as })
  assert.equal(staff.body.type, 'kernel/not_signed_in')
  assert.equal((await pay.company.call('GET', '/pay/v1/wallet')).status, 401)
  assert.equal((await pay.company.call('GET', '/pay/v1/history')).status, 401)
})

test('a conversion without an idempotency key is refused', async () => {
  const as = 'member:mem_story:ses_1:dev_1'
  const answer = await pay.company.call('POST', '/pay/v1/conversions', {
    as,
    body: { amount: '1' },
  })
  assert.equal(answer.body.errors[0].pointer, '/header/Idempotency-Key')
})
