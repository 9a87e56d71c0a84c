import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type OpenBank, openBank } from '@modosu/bank'
import { freePort } from '@modosu/kernel'
import { openTestCompany, type TestCompany } from '@modosu/kernel/testing'
import { ledgerMigrations, readBalance, verifyLedger } from '@modosu/ledger'
import { recallMigrations } from '@modosu/recall'
import { type Charging, payApi, payJobs, payMigrations, payProblems } from '../src/index.ts'
import { people } from './pay-company.ts'

const START = new Date('2017-09-14T10:00:00+09:00')
const TOKEN = 'the token of Hinata at its bank'
const clients = { hinata: { token: TOKEN, webhookUrl: 'http://127.0.0.1:9', webhookSecret: 'x' } }

interface Account {
  readonly bankCode: string
  readonly branchCode: string
  readonly kind: string
  readonly number: string
  readonly holder: string
}

const account: Account = {
  bankCode: '0033',
  branchCode: '001',
  kind: 'ordinary',
  number: '1234567',
  holder: 'シマナギサ',
}
const registered = new Map<string, Date>()
let origin: string
let port: number
let bank: OpenBank
let company: TestCompany
let keys = 0

const charging: Charging<Account> = {
  async readBankAccount(_, memberId) {
    const since = registered.get(memberId)
    return since && { payoutAccountId: `pya_${memberId}`, account, since }
  },
  async debit({ key, from, amount }) {
    const answer = await ask('PUT', `/v1/debits/${key}`, { from, amount: String(amount) })
    return answer.json as Awaited<ReturnType<Charging['debit']>>
  },
  async findDebit(key) {
    const { status, json } = await ask('GET', `/v1/debits/${key}`)
    const known = json as Awaited<ReturnType<Charging['debit']>>
    return status === 200 ? known : { state: 'refused', reason: 'bank/unknown' }
  },
}

async function ask(method: string, path: string, body?: object) {
  const answer = await fetch(origin + path, {
    method,
    headers: { 'content-type': 'application/json', authorization: `Bearer ${TOKEN}` },
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
  return { status: answer.status, json: (await answer.json()) as unknown }
}

before(async () => {
  port = await freePort()
  origin = `http://127.0.0.1:${port}`
  bank = await openBank({ port, clients })
  await ask('POST', '/demo/v1/accounts', account)
  await ask('POST', '/demo/v1/cash', { account: '0033-001-ordinary-1234567', amount: '150000' })
  const neighbours = { company: 'hinata', signingKey: {}, neighbours: {} }
  const deps = { neighbours, policy: { leavingGuard: true }, ...people, charging }
  company = await openTestCompany({
    name: 'hinata',
    now: START,
    migrations: [ledgerMigrations, recallMigrations, payMigrations],
    problems: payProblems,
    routes: (api) => payApi(api, deps),
    jobs: () => payJobs(deps),
  })
})
after(async () => {
  await bank.close()
  await company.close()
})

const as = (memberId: string) => `member:${memberId}:ses_1:dev_1`

async function charge(memberId: string, amount: string) {
  keys += 1
  const call = { as: as(memberId), body: { amount }, key: `charge-key-${keys}` }
  return await company.call('POST', '/pay/v1/charges', call)
}

async function look(memberId: string) {
  await company.settle()
  const { body } = await company.call('GET', '/pay/v1/charges', { as: as(memberId) })
  const held = await company.inContext((ctx) => readBalance(ctx, `pay_charged:${memberId}`))
  return { last: body.charges[0], wallet: held.total }
}

test('a charge comes into the wallet as charged money, and the member hears how to stop it', async () => {
  registered.set('mem_a', new Date('2017-01-10T00:00:00+09:00'))
  assert.equal((await charge('mem_a', '30000')).status, 202)
  const { last, wallet } = await look('mem_a')
  assert.deepEqual([last.state, wallet], ['charged', 30_000n])
  const { body } = await company.call('GET', '/pay/v1/wallet', { as: as('mem_a') })
  assert.deepEqual(body.lots, [{ kind: 'charged', amount: '30000', expiresAt: null }])
  assert.match(company.mails('mem_a@post.example')[0]?.text ?? '', /\/stop/)
  assert.deepEqual(await company.inContext((ctx) => verifyLedger(ctx)), [])
})

test('charging is limited by size, by month, and for a new bank account by day', async () => {
  const codeOf = async (memberId: string, amount: string) => {
    const { body } = await charge(memberId, amount)
    return [body.type, body.usable]
  }
  assert.deepEqual(await codeOf('mem_none', '1000'), ['pay/no_bank_account', undefined])
  registered.set('mem_b', new Date('2017-01-10T00:00:00+09:00'))
  assert.deepEqual(await codeOf('mem_b', '999'), ['pay/charge_size', '1000'])
  assert.deepEqual(await codeOf('mem_b', '100001'), ['pay/charge_size', '100000'])
  registered.set('mem_c', new Date('2017-09-10T00:00:00+09:00'))
  assert.equal((await charge('mem_c', '9000')).status, 202)
  assert.deepEqual(await codeOf('mem_c', '1001'), ['pay/charge_limit', '1000'])
  assert.equal((await look('mem_c')).wallet, 9_000n)
})

test('what the bank refuses comes into no wallet and counts against no limit', async () => {
  registered.set('mem_d', new Date('2017-01-10T00:00:00+09:00'))
  for (let i = 0; i < 2; i++) await charge('mem_d', '100000').then(() => look('mem_d'))
  const { last, wallet } = await look('mem_d')
  assert.equal(wallet, 100_000n)
  assert.equal(last.state, 'charged')
  registered.set('mem_e', new Date('2017-01-10T00:00:00+09:00'))
  await charge('mem_e', '50000')
  const refused = await look('mem_e')
  assert.deepEqual(
    [refused.last.state, refused.last.reason, refused.wallet],
    ['refused', 'not_enough', 0n],
  )
  assert.equal((await charge('mem_e', '100000')).status, 202)
})

test('a bank account that was removed before the bank was asked is not debited', async () => {
  registered.set('mem_f', new Date('2017-01-10T00:00:00+09:00'))
  await bank.close()
  assert.equal((await charge('mem_f', '1000')).status, 202)
  registered.delete('mem_f')
  bank = await openBank({ port, clients })
  await company.moveTo(new Date(START.getTime() + 3_600_000))
  const { last, wallet } = await look('mem_f')
  assert.deepEqual([last.state, last.reason, wallet], ['refused', 'bank/unknown', 0n])
})
