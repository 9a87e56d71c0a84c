import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { silentLog } from '@modosu/kernel'
import { API_TOKENS_MAX } from '../src/api-tokens/api-token-limits.ts'
import { mayDo, scopeNames } from '../src/api-tokens/scopes.ts'
import { openSessionChecks } from '../src/index.ts'
import { stepUpRules } from '../src/sign-in/step-up-rules.ts'
import {
  type AccountCompany,
  type Browser,
  DAY_MS,
  openAccountCompany,
  PASSWORD,
  proveOwner,
  tokenIn,
} from './open-account-company.ts'

const PATH = '/account/v1/api-tokens'
const ORIGIN = { ip: '203.0.113.9', userAgent: 'curl/8' }
const LEAVES = [
  'post /pay/v1/conversions',
  'post /pay/v1/sends',
  'post /points/v1/exchanges',
  'post /pay/v1/payment-requests/{paymentRequestId}/approval',
  'post /market/v1/orders',
]
let company: AccountCompany
before(async () => {
  company = await openAccountCompany()
})
after(() => company.close())

async function make(browser: Browser, scopes = ['account:read'], days = 30) {
  const body = { password: PASSWORD, name: '家計簿アプリ', scopes, days }
  const made = await browser.call('POST', PATH, body)
  assert.equal(made.status, 201, JSON.stringify(made.body))
  return made.body as { apiTokenId: string; token: string; expiresAt: string }
}

/** A program that shows the key, from a server somewhere. */
const ask = (token: string, method = 'GET', path = '/account/v1/session', body?: unknown) =>
  company.call(method, path, {
    headers: {
      authorization: `Bearer ${token}`,
      'user-agent': ORIGIN.userAgent,
      'x-forwarded-for': ORIGIN.ip,
    },
    ...(body === undefined ? {} : { body }),
  })

async function owner(name: string) {
  const member = await company.member(name)
  await member.browser.signIn(name)
  return member
}

test('a key asks in the name of its maker within its scopes, and its last use is shown', async () => {
  const { browser, memberId, email } = await owner('key-works')
  const { token, apiTokenId } = await make(browser)
  const me = await ask(token)
  assert.deepEqual([me.status, me.body.memberId], [200, memberId])
  for (const [method, path, body] of [
    ['GET', '/account/v1/sessions', undefined],
    ['GET', PATH, undefined],
    ['POST', PATH, { password: PASSWORD, name: 'more', scopes: ['account:read'], days: 1 }],
    ['POST', '/account/v1/email', { newEmail: 'x@example.com', password: PASSWORD }],
    ['POST', '/account/v1/proof', { password: PASSWORD }],
  ] as const) {
    const refused = await ask(token, method, path, body)
    assert.deepEqual([refused.status, refused.body.type], [403, 'kernel/forbidden'], path)
  }
  const [shown] = (await browser.call('GET', PATH)).body.apiTokens
  assert.deepEqual(
    [shown.apiTokenId, shown.name, shown.lastNetwork],
    [apiTokenId, '家計簿アプリ', '203.0.113.0/24'],
  )
  assert.ok(shown.lastUsedAt)
  const { body } = await browser.call('GET', '/account/v1/sessions')
  assert.equal(body.sessions.length, 1, 'a key is no sign-in')
  const stored = await company.inContext((ctx) =>
    ctx.tx.query<{ row: string }>('select t::text as row from account.api_token t'),
  )
  assert.ok(
    stored.rows.every(({ row }) => !row.includes(token)),
    'only a hash is kept',
  )
  assert.match(await company.lastMail(email), /プログラム用のキー/)
})

test('no scope opens a guarded change or a way by which value leaves', () => {
  const open = [...Object.keys(stepUpRules), ...LEAVES].filter((one) => mayDo(scopeNames, one))
  assert.deepEqual(open, [])
})

test('a key that is taken out, over or unknown is worth nothing', async () => {
  const { browser } = await owner('key-ends')
  const short = await make(browser, ['account:read'], 1)
  const long = await make(browser)
  await company.moveTo(new Date(company.clock.now().getTime() + DAY_MS))
  assert.equal((await ask(short.token)).status, 401)
  assert.equal((await ask(long.token)).status, 200)
  const gone = await browser.call('DELETE', `${PATH}/${long.apiTokenId}`)
  assert.equal(gone.status, 200)
  assert.equal((await ask(long.token)).status, 401)
  assert.equal((await ask(`${long.token}x`)).status, 401)
  const again = await browser.call('DELETE', `${PATH}/${long.apiTokenId}`)
  assert.equal(again.body.type, 'account/unknown_api_token')
  const other = await owner('key-other')
  const theirs = await make(other.browser)
  const foreign = await browser.call('DELETE', `${PATH}/${theirs.apiTokenId}`)
  assert.equal(foreign.body.type, 'account/unknown_api_token', 'somebody else’s is as unknown')
})

test('signing out everywhere takes the keys out too', async () => {
  const { browser } = await owner('key-everywhere')
  const { token } = await make(browser)
  assert.equal((await browser.call('DELETE', '/account/v1/sessions')).status, 200)
  assert.equal((await ask(token)).status, 401)
  assert.deepEqual((await browser.call('GET', PATH)).body.apiTokens, [])
})

test('a member has ten keys at most', async () => {
  const { browser } = await owner('key-full')
  for (let i = 0; i < API_TOKENS_MAX; i++) {
    // The tries of typed passwords are as many as the keys.
    if (i === API_TOKENS_MAX - 1) {
      await company.moveTo(new Date(company.clock.now().getTime() + 16 * 60_000))
    }
    await make(browser)
  }
  const body = { password: PASSWORD, name: 'one more', scopes: ['account:read'], days: 1 }
  const full = await browser.call('POST', PATH, body)
  assert.deepEqual([full.status, full.body.type], [409, 'account/api_tokens_full'])
})

test('a stop shuts every key in every process, and giving back opens the owner’s alone', async () => {
  const { browser, email, recoveryCode, loginId, memberId } = await owner('key-stop')
  const own = await make(browser)
  await ask(own.token)
  const database = company.runtime.pool.options as object
  const checks = openSessionChecks({ database, log: silentLog })
  const asked = { operation: 'get /account/v1/session', reads: true }
  const inProcess = () => company.inContext((ctx) => checks.member(ctx, own.token, ORIGIN, asked))
  assert.notEqual(await inProcess(), undefined)
  await company.moveTo(new Date(company.clock.now().getTime() + 4 * DAY_MS))
  const thief = company.browser()
  await thief.signIn(loginId)
  const planted = await make(thief)
  const undo = tokenIn(await company.lastMail(email), 'undo')
  const { caseToken } = (await company.browser().call('POST', '/account/v1/undo', { token: undo }))
    .body
  assert.deepEqual([(await ask(own.token)).status, (await ask(planted.token)).status], [401, 401])
  assert.equal(await inProcess(), undefined)
  await checks.close()
  const proof = { caseToken, email, recoveryCode, browser }
  const { recoveryId, recoveryToken } = await proveOwner(company, proof)
  const path = `/account/v1/recovery/${recoveryId}`
  const review = (await browser.call('POST', `${path}/review`, { recoveryToken })).body
  assert.deepEqual(
    review.planted.map((one: { what: string }) => one.what),
    ['api_token'],
  )
  const body = { recoveryToken, kept: [], newPassword: 'a new one for this house' }
  assert.equal((await browser.call('POST', `${path}/give-back`, body)).status, 200)
  assert.deepEqual([(await ask(own.token)).status, (await ask(planted.token)).status], [200, 401])
  const sessions = await company.inContext((ctx) =>
    ctx.tx.query(`select 1 from account.session where member_id = $1 and way_in = 'api_token'`, [
      memberId,
    ]),
  )
  assert.equal(sessions.rowCount, 2, 'what the key does afterwards is told apart')
})
