import assert from 'node:assert/strict'
import { after, afterEach, before, test } from 'node:test'
import {
  type Amount,
  addHours,
  type Ctx,
  inRefusableContext,
  type MemberActor,
} from '@modosu/kernel'
import type { TestCompany } from '@modosu/kernel/testing'
import { openAccount, readBalance, verifyLedger } from '@modosu/ledger'
import {
  type Channel,
  checkPointsBooks,
  earnPoints,
  noteUse,
  type RefundCause,
  refundPoints,
  spendPoints,
  takeBackEarned,
} from '../src/index.ts'
import { agent, member, openPointsCompany, supervisor } from './points-company.ts'

const START = new Date('2017-09-10T12:00:00+09:00')
const shop = { ja: '台所の店', en: 'A kitchen shop' }
let company: TestCompany
let orders = 0

before(async () => {
  company = await openPointsCompany(START)
})
after(() => company.close())
afterEach(async () => {
  await company.settle()
  const wrong = await company.inContext(async (ctx) => [
    ...(await checkPointsBooks(ctx)),
    ...(await verifyLedger(ctx)),
  ])
  assert.deepEqual(wrong, [])
})

function newOrder(): string {
  orders += 1
  return `ord_${String(orders).padStart(24, '0')}`
}

const units = (size: bigint | number) => BigInt(size) as Amount

function actor(memberId: string, restrictions: MemberActor['restrictions'] = []): MemberActor {
  return { kind: 'member', memberId, sessionId: 'ses_1', deviceId: 'dev_1', restrictions }
}

function earn(memberId: string, paid: number, orderId = newOrder()) {
  const input = { memberId, orderId, paid: units(paid), place: shop }
  return company.inContext((ctx) => earnPoints(ctx, input))
}

async function spend(
  memberId: string,
  size: number,
  use: { orderId?: string; channel?: Channel; who?: MemberActor } = {},
) {
  const orderId = use.orderId ?? newOrder()
  const spent = await inRefusableContext(company.runtime, async (ctx) => {
    const to = await openEscrow(ctx, orderId)
    return await spendPoints(ctx, {
      actor: use.who ?? actor(memberId),
      orderId,
      amount: units(size),
      to,
      place: shop,
      ...(use.channel ? { channel: use.channel } : {}),
    })
  })
  return { orderId, ...spent }
}

async function openEscrow(ctx: Ctx, orderId: string): Promise<string> {
  const code = `escrow:${orderId}`
  await openAccount(ctx, { code, unit: 'pt', kind: 'escrow' })
  return code
}

function refund(orderId: string, cause: RefundCause, size?: number) {
  const amount = size === undefined ? {} : { amount: units(size) }
  return company.inContext((ctx) => refundPoints(ctx, { orderId, cause, ...amount }))
}

async function grant(memberId: string, amount: string, expiresAt?: string) {
  orders += 1
  const kind = expiresAt ? { kind: 'limited', expiresAt } : { kind: 'regular' }
  const answer = await company.call('POST', '/points/v1/grants', {
    as: supervisor,
    body: { memberId, amount, remark: 'campaign', ...kind },
    key: `grant-key-${orders}`,
  })
  assert.equal(answer.status, 201)
}

async function look(memberId: string, what = 'balance') {
  return (await company.call('GET', `/points/v1/${what}`, { as: member(memberId) })).body
}

const debtOf = (memberId: string) =>
  company.inContext(async (ctx) => (await readBalance(ctx, `points:${memberId}`)).accounts[0]?.debt)

test('what a purchase earned is pending for 20 days, then usable, with place and date', async () => {
  await company.moveTo(START)
  const orderId = newOrder()
  assert.deepEqual(await earn('mem_a', 12_399, orderId), { pending: 123n })
  assert.deepEqual(await earn('mem_a', 12_399, orderId), { pending: 123n })
  assert.deepEqual(await earn('mem_a', 99), { pending: 0n })
  const first = await look('mem_a')
  assert.equal(first.usable, '0')
  assert.deepEqual(first.pending, [
    { amount: '123', usableAt: '2017-09-29T15:00:00.000Z', place: shop },
  ])
  await company.moveTo(new Date('2017-09-29T23:59:00+09:00'))
  assert.equal((await look('mem_a')).usable, '0')
  await company.moveTo(new Date('2017-09-30T00:00:00+09:00'))
  const then = await look('mem_a')
  assert.deepEqual([then.usable, then.pending], ['123', []])
  assert.equal(then.lots[0].expiresAt, '2018-08-31T15:00:00.000Z')
  const [entry] = (await look('mem_a', 'history')).entries
  assert.deepEqual([entry.kind, entry.amount, entry.place], ['earned', '123', shop])
})

test('a cancelled purchase takes its points back, pending or usable, and what was spent is owed', async () => {
  await company.moveTo(START)
  const [early, late] = [newOrder(), newOrder()]
  await earn('mem_b', 50_000, early)
  await earn('mem_b', 30_000, late)
  const taken = await company.inContext((ctx) => takeBackEarned(ctx, { orderId: early }))
  assert.deepEqual(taken, { takenBack: 500n })
  assert.equal((await look('mem_b')).pending.length, 1)
  await company.moveTo(new Date('2017-10-01T00:00:00+09:00'))
  await spend('mem_b', 200)
  for (const takenBack of [300n, 0n]) {
    const again = await company.inContext((ctx) => takeBackEarned(ctx, { orderId: late }))
    assert.deepEqual(again, { takenBack })
  }
  assert.equal((await look('mem_b')).usable, '0')
  assert.equal(await debtOf('mem_b'), 200n)
  assert.equal((await look('mem_b', 'rank')).rank, 'regular')
})

test('points are used soonest expiry first and go back to their very lots, the last used first', async () => {
  await company.moveTo(START)
  await grant('mem_c', '1000', '2017-10-01T00:00:00+09:00')
  await grant('mem_c', '2000')
  const { orderId } = await spend('mem_c', 1_500)
  assert.deepEqual(
    (await look('mem_c')).lots.map((lot: { amount: string }) => lot.amount),
    ['1500'],
  )
  assert.deepEqual(await refund(orderId, 'buyer', 600), { refunded: 600n })
  assert.deepEqual(
    (await look('mem_c')).lots.map((lot: { kind: string; amount: string }) => [
      lot.kind,
      lot.amount,
    ]),
    [
      ['limited', '100'],
      ['regular', '2000'],
    ],
  )
  assert.deepEqual(await refund(orderId, 'buyer'), { refunded: 900n })
  assert.deepEqual(await refund(orderId, 'buyer'), { refunded: 0n })
  const kinds = (await look('mem_c', 'history')).entries.map((one: { kind: string }) => one.kind)
  assert.deepEqual(kinds.slice(0, 3), ['refunded', 'refunded', 'used'])
})

test('limited points past their date stay lost by the buyer, and are given anew by shop or fraud', async () => {
  await company.moveTo(START)
  const until = '2017-09-20T00:00:00+09:00'
  for (const memberId of ['mem_d1', 'mem_d2', 'mem_d3']) await grant(memberId, '700', until)
  const used = await Promise.all(
    ['mem_d1', 'mem_d2', 'mem_d3'].map((memberId) => spend(memberId, 700)),
  )
  const later = new Date('2017-09-25T12:00:00+09:00')
  await company.moveTo(later)
  const causes = ['buyer', 'shop', 'fraud'] as const
  for (const [i, cause] of causes.entries()) await refund(used[i]?.orderId ?? '', cause)
  assert.equal((await look('mem_d1')).usable, '0')
  for (const memberId of ['mem_d2', 'mem_d3']) {
    const [lot] = (await look(memberId)).lots
    assert.deepEqual([lot.kind, lot.amount], ['limited', '700'])
    const lives = Date.parse(lot.expiresAt) - later.getTime()
    assert.ok(Math.abs(lives - addHours(new Date(0), 30 * 24).getTime()) < 60_000, lot.expiresAt)
  }
})

test('use is limited by order and month, by channel and by rank, and refunds do not count', async () => {
  await company.moveTo(START)
  await grant('mem_e', '400000')
  const code = async (...[size, use]: [number, { channel?: Channel }?]) => {
    const spent = await spend('mem_e', size, use)
    return spent.ok ? 'spent' : spent.error
  }
  assert.deepEqual(await code(30_001), { code: 'points/use_limit', limit: '30000' })
  assert.deepEqual(await code(99, { channel: 'travel' }), {
    code: 'points/use_too_small',
    limit: '100',
  })
  assert.deepEqual(await code(49, { channel: 'other' }), {
    code: 'points/use_too_small',
    limit: '50',
  })
  for (let i = 0; i < 3; i++) assert.equal(await code(30_000), 'spent')
  assert.deepEqual(await code(20_000), { code: 'points/use_limit', limit: '10000' })
  const { orderId } = await spend('mem_e', 10_000)
  assert.deepEqual(await code(1), { code: 'points/use_limit', limit: '0' })
  await refund(orderId, 'buyer')
  assert.equal(await code(10_000, { channel: 'travel' }), 'spent')
  // Pay counts for itself: the theft of 2017 was 40,000 at once.
  assert.equal(await code(40_000, { channel: 'pay' }), 'spent')
  await company.moveTo(new Date('2017-10-01T00:00:00+09:00'))
  assert.equal(await code(30_000), 'spent')
})

test('the rank of a month is earned in the six before it, and the highest asks for the card', async () => {
  await company.moveTo(new Date('2017-06-10T12:00:00+09:00'))
  for (let i = 0; i < 30; i++) await earn('mem_f', 14_000)
  assert.equal((await look('mem_f', 'rank')).rank, 'regular')
  await company.moveTo(new Date('2017-07-01T00:00:00+09:00'))
  const platinum = await look('mem_f', 'rank')
  assert.deepEqual([platinum.rank, platinum.points, platinum.times], ['platinum', '4200', 30])
  const path = '/points/v1/staff/members/mem_f/card'
  assert.equal((await company.call('PUT', path, { as: agent })).status, 403)
  assert.equal((await company.call('PUT', path, { as: supervisor })).status, 200)
  const diamond = await look('mem_f', 'rank')
  assert.equal(diamond.rank, 'diamond')
  assert.equal(diamond.limits[0].perOrder, '500000')
  await company.moveTo(new Date('2018-01-01T00:00:00+09:00'))
  assert.equal((await look('mem_f', 'rank')).rank, 'regular')
})

test('a stopped account uses nothing, and an order uses points once', async () => {
  await company.moveTo(START)
  await grant('mem_g', '1000')
  const shut = actor('mem_g', [{ scope: 'spend', until: null, reason: 'account/stopped' }])
  const stopped = await spend('mem_g', 10, { who: shut })
  assert.equal(!stopped.ok && stopped.error.code, 'points/spending_shut')
  const few = await spend('mem_g', 1_001)
  assert.deepEqual(!few.ok && few.error, { code: 'points/insufficient', usable: '1000' })
  const { orderId } = await spend('mem_g', 10)
  const twice = await company.inContext((ctx) =>
    noteUse(ctx, { orderId, memberId: 'mem_g', channel: 'mall', amount: units(10) }),
  )
  assert.equal(!twice.ok && twice.error.code, 'points/contradiction')
})

test('members are told once of points that end within a week, unless they have used them', async () => {
  // Later than any other test here: nights that are over do not come again.
  await company.moveTo(new Date('2018-02-01T12:00:00+09:00'))
  const until = '2018-02-16T00:00:00+09:00'
  await grant('mem_h1', '300', until)
  await grant('mem_h2', '300', until)
  await spend('mem_h2', 300)
  for (const day of ['08', '09', '10']) {
    await company.moveTo(new Date(`2018-02-${day}T00:00:01+09:00`))
  }
  const [mail, ...more] = company.mails('mem_h1@post.example')
  assert.match(mail?.text ?? '', /300 ポイント[\s\S]*2月16日/)
  assert.deepEqual([more, company.mails('mem_h2@post.example')], [[], []])
})

test('a member disowns an entry of his own and of nobody else, and is shown the way to the stop', async () => {
  await company.moveTo(START)
  await grant('mem_i', '500')
  await spend('mem_i', 100)
  const [used] = (await look('mem_i', 'history')).entries
  const say = (memberId: string, entryId: string) =>
    company.call('POST', `/points/v1/history/${entryId}/not-me`, { as: member(memberId) })
  assert.equal((await say('mem_a', used.entryId)).status, 404)
  for (let i = 0; i < 2; i++) {
    assert.equal((await say('mem_i', used.entryId)).body.stopPath, '/stop')
  }
  const [again] = (await look('mem_i', 'history')).entries
  assert.equal(again.disowned, true)
  const wrong = await say('mem_i', 'x')
  assert.deepEqual([wrong.status, wrong.body.errors[0].pointer], [400, '/path/entryId'])
})
