import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, afterEach, before, test } from 'node:test'
import { signWebhook, wallClock } from '@modosu/kernel'
import { confirmClaim, openClaim, readClaim } from '@modosu/recall'
import {
  as,
  findings,
  hoursLater,
  MORNING,
  openPayoutCompany,
  type PayoutCompany,
  SECRET,
  START,
} from './payout-company.ts'

let folder: string
let market: PayoutCompany
let keys = 0

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'modosu-payout-'))
  market = await openPayoutCompany(folder)
})
after(async () => {
  await market.close()
  await rm(folder, { recursive: true, force: true })
})
afterEach(async () => {
  await market.company.settle()
  assert.deepEqual(await findings(market), [])
})

function ask(memberId: string, amount: string, session?: string) {
  keys += 1
  return market.company.call('POST', '/payout/v1/payouts', {
    as: as(memberId, session),
    body: { amount },
    key: `ask-payout-${keys}`,
  })
}

function stop(memberId: string, payoutId: string) {
  const path = `/payout/v1/payouts/${payoutId}`
  return market.company.call('DELETE', path, { as: as(memberId) })
}

async function read(memberId: string) {
  const { body } = await market.company.call('GET', '/payout/v1/payouts', { as: as(memberId) })
  return { payable: body.payable, ...body.payouts[0] }
}

function numberOf(memberId: string): string {
  return market.facts.bankAccounts.get(memberId)?.number ?? ''
}

async function notice(body: object, how: { id: string; secret?: string }) {
  const text = JSON.stringify(body)
  const signed = signWebhook(how.secret ?? SECRET, { id: how.id, at: wallClock.now(), body: text })
  const headers = { 'content-type': 'application/json', ...signed }
  const path = '/payout/v1/bank-notices'
  return await market.company.call('POST', path, { body: text, headers })
}

let cases = 0
/** A claim on everything that a session took away from a member. */
async function press(memberId: string, session: string) {
  cases += 1
  const caseId = `case_${String(cases).padStart(24, '0')}`
  await market.company.inContext((ctx) =>
    openClaim(ctx, market.claims, {
      caseId,
      caseNumber: `111-222-${100 + cases}`,
      sessionIds: [session],
      ownerId: memberId,
      evidence: 'machine',
    }),
  )
  await market.company.settle()
  return caseId
}

const claimOf = (caseId: string) => market.company.inContext((ctx) => readClaim(ctx, { caseId }))

async function confirm(caseId: string) {
  await market.company.inContext((ctx) => confirmClaim(ctx, market.claims, { caseId }))
  await market.company.settle()
}

test('money waits until the morning, then at the bank until its hour, and arrives less the fee', async () => {
  await market.join('mem_a', 9_000n)
  const asked = await ask('mem_a', '8000')
  assert.equal(asked.status, 201)
  assert.deepEqual(
    [asked.body.fee, asked.body.sendsAt, asked.body.delayedBy],
    ['210', MORNING.toISOString(), []],
  )
  assert.deepEqual(
    [(await read('mem_a')).payable, (await read('mem_a')).state],
    ['1000', 'waiting'],
  )
  await market.moveTo(MORNING)
  const sent = await read('mem_a')
  assert.deepEqual([sent.state, sent.settlesAt], ['at_bank', hoursLater(6).toISOString()])
  await market.moveTo(hoursLater(6))
  assert.equal((await read('mem_a')).state, 'settled')
  assert.equal(await market.credited(numberOf('mem_a')), 7_790n)
  const subjects = market.company.mails('mem_a@post.example').map(({ subject }) => subject)
  assert.equal(subjects.length, 2)
  assert.match(subjects[0] ?? '', /振込申請を受け付けました/)
  assert.match(market.company.mails('mem_a@post.example')[0]?.text ?? '', /\/stop/)
  assert.equal((await stop('mem_a', sent.payoutId)).body.type, 'payout/too_late')
})

test('every reason to refuse is told in its order, and nothing is taken out', async () => {
  await market.moveTo(START)
  await market.join('mem_b', 5_000n)
  const known = market.facts.bankAccounts.get('mem_b')
  assert.ok(known)
  const code = async (amount = '5000') => (await ask('mem_b', amount)).body.type
  assert.equal(await code('1000001'), 'payout/too_large')
  assert.equal(await code('5001'), 'payout/insufficient')
  assert.equal(await code('210'), 'payout/too_small')
  market.facts.bankAccounts.set('mem_b', { ...known, holderKana: 'シマ ナミ' })
  assert.equal(await code(), 'payout/other_name')
  market.facts.bankAccounts.delete('mem_b')
  assert.equal(await code(), 'payout/no_bank_account')
  market.facts.limited.add('mem_b')
  assert.equal(await code(), 'payout/limited')
  market.facts.delays.set('mem_b', null)
  assert.equal(await code(), 'payout/shut')
  assert.equal((await read('mem_b')).payable, '5000')
  market.facts.bankAccounts.set('mem_new', known)
  assert.equal((await ask('mem_new', '5000')).body.type, 'payout/name_unproved')
})

test('after a change of the account the payout waits for the end of the delay, and says why', async () => {
  await market.moveTo(START)
  await market.join('mem_c', 30_000n)
  market.facts.delays.set('mem_c', new Date('2017-09-14T20:00:00+09:00'))
  const asked = await ask('mem_c', '30000')
  assert.equal(asked.body.sendsAt, '2017-09-15T00:00:00.000Z')
  assert.match(asked.body.delayedBy[0].ja, /口座が変わりました/)
  await market.moveTo(hoursLater(8))
  assert.equal((await read('mem_c')).state, 'waiting')
  // A second change, while it waits, puts it off once more.
  market.facts.delays.set('mem_c', new Date('2017-09-16T10:00:00+09:00'))
  await market.moveTo(new Date('2017-09-15T09:00:00+09:00'))
  const later = await read('mem_c')
  assert.deepEqual([later.state, later.sendsAt], ['waiting', '2017-09-17T00:00:00.000Z'])
  // A stop has no end: it is looked at again a day later.
  market.facts.delays.set('mem_c', null)
  await market.moveTo(new Date('2017-09-17T09:00:00+09:00'))
  assert.equal((await read('mem_c')).sendsAt, '2017-09-18T00:00:00.000Z')
  assert.equal((await stop('mem_c', later.payoutId)).body.state, 'stopped')
  assert.equal((await read('mem_c')).payable, '30000')
})

test('a payout never goes to another bank account than the one it was asked for', async () => {
  await market.moveTo(START)
  await market.join('mem_d', 20_000n)
  await ask('mem_d', '20000')
  const known = market.facts.bankAccounts.get('mem_d')
  assert.ok(known)
  market.facts.bankAccounts.set('mem_d', { ...known, payoutAccountId: 'pya_of_a_thief' })
  await market.moveTo(MORNING)
  const back = await read('mem_d')
  assert.deepEqual(
    [back.state, back.reason, back.payable],
    ['returned', 'bank_account_changed', '20000'],
  )
})

test('the bank sends money back where the holder has another name, and the member hears of it', async () => {
  await market.moveTo(START)
  await market.join('mem_e', 20_000n)
  await market.openAtBank(numberOf('mem_e'), 'ベツノヒト')
  await ask('mem_e', '20000')
  await market.moveTo(MORNING)
  await market.moveTo(hoursLater(6))
  const back = await read('mem_e')
  assert.deepEqual([back.state, back.reason, back.payable], ['returned', 'other_name', '20000'])
  assert.match(market.company.mails('mem_e@post.example').at(-1)?.subject ?? '', /できませんでした/)
})

test('the member stops a payout at the bank, also twice, and strangers cannot', async () => {
  await market.moveTo(START)
  await market.join('mem_f', 20_000n)
  const { payoutId } = (await ask('mem_f', '20000')).body
  await market.moveTo(MORNING)
  assert.equal((await stop('mem_e', payoutId)).body.type, 'payout/unknown_payout')
  assert.equal((await stop('mem_f', payoutId)).body.state, 'stopping')
  await market.company.settle()
  assert.equal((await stop('mem_f', payoutId)).body.state, 'stopped')
  assert.equal((await read('mem_f')).payable, '20000')
  await market.moveTo(hoursLater(6))
  assert.equal(await market.credited(numberOf('mem_f')), 0n)
})

test('a bank that is down for a day is asked again and pays once', async () => {
  await market.moveTo(START)
  await market.join('mem_g', 20_000n)
  await ask('mem_g', '20000')
  await market.closeBank()
  await market.moveTo(MORNING)
  assert.equal((await read('mem_g')).state, 'sending')
  await market.openBank()
  await hurry()
  assert.equal((await read('mem_g')).state, 'at_bank')
  await market.moveTo(hoursLater(6))
  assert.equal(await market.credited(numberOf('mem_g')), 20_000n)
})

test('a payout whose bank account goes while the bank is silent is asked back', async () => {
  await market.moveTo(START)
  await market.join('mem_k', 20_000n)
  await ask('mem_k', '20000')
  await market.closeBank()
  await market.moveTo(MORNING)
  market.facts.bankAccounts.delete('mem_k')
  await market.openBank()
  await hurry()
  await market.company.settle()
  const back = await read('mem_k')
  assert.deepEqual([back.state, back.payable], ['stopped', '20000'])
})

/** Tries that wait after an outage are made at once. */
async function hurry() {
  const tomorrow = new Date(market.company.clock.now().getTime() + 3_600_000)
  await market.company.moveTo(tomorrow)
}

test('a notice counts once, before the answer as well as after it, and a forged one never', async () => {
  await market.moveTo(START)
  await market.join('mem_h', 20_000n)
  const { payoutId } = (await ask('mem_h', '20000')).body
  const said = { key: payoutId, state: 'recalled', reason: null, at: MORNING.toISOString() }
  const forged = await notice(said, { id: 'bn_forged', secret: 'a secret that nobody keeps' })
  assert.equal(forged.status, 401)
  assert.equal((await notice({ ...said, state: 'lost' }, { id: 'bn_odd' })).status, 400)
  const stranger = { ...said, key: 'pyo_00000000000000000000000000' }
  assert.equal((await notice(stranger, { id: 'bn_strange' })).status, 404)
  // Nothing has been sent: what the bank says of it cannot end it.
  assert.equal((await notice(said, { id: 'bn_early' })).status, 200)
  assert.equal((await read('mem_h')).state, 'waiting')
  await market.closeBank()
  await market.moveTo(MORNING)
  const settled = { ...said, state: 'settled' }
  for (let i = 0; i < 2; i++) assert.equal((await notice(settled, { id: 'bn_1' })).status, 200)
  assert.equal((await notice({ ...said, state: 'returned' }, { id: 'bn_2' })).status, 200)
  assert.equal((await read('mem_h')).state, 'settled')
  await market.openBank()
  await hurry()
  assert.equal((await read('mem_h')).state, 'settled')
})

test('a claim holds what waits, what the bank can still stop, and learns what is gone', async () => {
  await market.moveTo(START)
  await market.join('mem_i', 40_000n)
  await ask('mem_i', '10000', 'ses_thief')
  await market.moveTo(MORNING)
  await market.moveTo(hoursLater(6))
  await ask('mem_i', '12000', 'ses_thief')
  await market.moveTo(hoursLater(24))
  await ask('mem_i', '8000', 'ses_thief')
  const caseId = await press('mem_i', 'ses_thief')
  const held = await claimOf(caseId)
  assert.deepEqual([held?.held, held?.gone], [20_000n, 10_000n])
  await confirm(caseId)
  const ended = await claimOf(caseId)
  assert.deepEqual([ended?.held, ended?.returned, ended?.gone], [0n, 20_000n, 10_000n])
  await market.moveTo(hoursLater(30))
  assert.equal(await market.credited(numberOf('mem_i')), 10_000n)
})

test('a claim that comes while the bank is silent waits, and what was paid meanwhile is gone', async () => {
  await market.moveTo(START)
  await market.join('mem_j', 20_000n)
  await ask('mem_j', '20000', 'ses_thief_j')
  await market.moveTo(MORNING)
  await market.closeBank()
  const caseId = await press('mem_j', 'ses_thief_j')
  await confirm(caseId)
  assert.deepEqual(
    [(await claimOf(caseId))?.held, (await read('mem_j')).state],
    [20_000n, 'stopping'],
  )
  await market.company.moveTo(hoursLater(7))
  await market.openBank()
  await hurry()
  const ended = await claimOf(caseId)
  assert.deepEqual([ended?.held, ended?.gone, ended?.returned], [0n, 20_000n, 0n])
  assert.equal((await read('mem_j')).state, 'settled')
})

test('each field of each request is told when it is wrong', async () => {
  const wrong = async (method: string, path: string, body?: object) => {
    const call = { as: as('mem_a'), key: 'wrong-field-1', ...(body ? { body } : {}) }
    const answer = await market.company.call(method, path, call)
    assert.equal(answer.status, 400, path)
    return answer.body.errors.map((error: { pointer: string }) => error.pointer)
  }
  for (const amount of ['0', '-1', '1.5', '', 'all', 1000, null]) {
    assert.deepEqual(await wrong('POST', '/payout/v1/payouts', { amount }), ['/body/amount'])
  }
  assert.deepEqual(await wrong('POST', '/payout/v1/payouts', { amount: '1', to: 'x' }), [
    '/body/to',
  ])
  assert.deepEqual(await wrong('DELETE', '/payout/v1/payouts/pyo_1'), ['/path/payoutId'])
  const name = await market.company.call('PUT', '/payout/v1/staff/members/mem_a/name', {
    as: 'staff:stf_1:agent',
    headers: { 'x-reason': 'papers seen' },
    body: { nameKana: '島 渚' },
  })
  assert.deepEqual([name.status, name.body.errors[0].pointer], [422, '/body/nameKana'])
})
