import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import { silentLog } from '@modosu/kernel'
import { openSessionChecks, type SessionChecks } from '../src/index.ts'
import { networkOf } from '../src/sessions/recognise-device.ts'
import { isLeaked } from '../src/sign-in/leaked-passwords.ts'
import {
  type AccountCompany,
  changeEmail,
  DAY_MS,
  HOUR_MS,
  openAccountCompany,
  PASSWORD,
} from './open-account-company.ts'

const DEADLINE_MS = 5_000
const LEAKED = 'known to that service'
/** Its SHA-1 but for the five letters that are asked by. */
const LEAKED_REST = 'F07B5847A564BC7C01B8FFCA01AEE634B79'
const ORIGIN = { ip: '10.0.0.7', userAgent: 'Mozilla/5.0' }
const READ = { operation: 'get /account/v1/session', reads: true }
const WRITE = { operation: 'post /account/v1/password', reads: false }
let company: AccountCompany
before(async () => {
  company = await openAccountCompany()
})
after(() => company.close())

/** Two processes of the company, as far as sessions go: each remembers by itself. */
async function openTwo(): Promise<[SessionChecks, SessionChecks]> {
  const database = company.runtime.pool.options as object
  return [0, 1].map(() => openSessionChecks({ database, log: silentLog })) as never
}

const tokenOf = (cookies: Map<string, string>) => cookies.get('modosu_session') ?? ''
const ask = (checks: SessionChecks, token: string, asked = READ, origin = ORIGIN) =>
  company.inContext((ctx) => checks.member(ctx, token, origin, asked))
const recalled = (checks: SessionChecks, token: string) =>
  checks.recall({ token, origin: ORIGIN }, company.clock.now())

async function until(what: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + DEADLINE_MS
  while (!(await what())) {
    assert.ok(performance.now() < deadline, 'it comes to pass')
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

async function remember(checks: SessionChecks, token: string): Promise<void> {
  await until(async () => {
    await ask(checks, token)
    return recalled(checks, token) !== undefined
  })
}

test('a session that ends is forgotten by every process, and none remembers it back', async () => {
  const owner = await company.member('mem_ends')
  await owner.browser.signIn(owner.loginId)
  const token = tokenOf(owner.browser.cookies)
  const both = await openTwo()
  for (const checks of both) await remember(checks, token)
  await owner.browser.call('DELETE', '/account/v1/session')
  for (const checks of both) {
    await until(() => recalled(checks, token) === undefined)
    assert.equal(await ask(checks, token), undefined)
    await checks.close()
    assert.equal(recalled(checks, token), undefined, 'who does not listen remembers nothing')
  }
})

test('a delay that begins is seen by what reads from memory', async () => {
  const owner = await company.member('mem_delay')
  await owner.browser.signIn(owner.loginId)
  const [checks, other] = await openTwo()
  const token = tokenOf(owner.browser.cookies)
  await remember(checks, token)
  await changeEmail(company, owner.browser, { newEmail: 'mem_delay_new@example.com' })
  await until(() => recalled(checks, token) === undefined)
  const actor = await ask(checks, token)
  assert.ok(actor !== undefined && actor !== 'forbidden')
  assert.equal(actor.restrictions[0]?.scope, 'leave')
  await checks.close()
  await other.close()
})

test('what writes holds the row of its session; a token used from elsewhere is another to memory', async () => {
  const owner = await company.member('mem_writes')
  await owner.browser.signIn(owner.loginId)
  const token = tokenOf(owner.browser.cookies)
  const [checks, other] = await openTwo()
  await remember(checks, token)
  const elsewhere = { ...ORIGIN, ip: '198.51.100.9' }
  assert.equal(checks.recall({ token, origin: elsewhere }, company.clock.now()), undefined)
  await ask(checks, token, READ, elsewhere)
  const seen = await company.runtime.pool.query(
    `select g.network from account.sighting g join account.session s on s.session_id = g.session_id
     where s.member_id = $1`,
    [owner.memberId],
  )
  assert.ok(seen.rows.some((row) => row.network === '198.51.100.0/24'))
  await company.inContext(async (ctx) => {
    await checks.member(ctx, token, ORIGIN, WRITE)
    const locked = await company.runtime.pool.query(
      `select 1 from account.session where member_id = $1 for update skip locked`,
      [owner.memberId],
    )
    assert.equal(locked.rowCount, 0, 'a stop waits for it')
  })
  await checks.close()
  await other.close()
})

test('a session that nobody used for two weeks is over, one in use lasts its thirty days', async () => {
  const owner = await company.member('mem_idle')
  await owner.browser.signIn(owner.loginId)
  const idle = company.browser()
  await idle.signIn(owner.loginId)
  const session = { path: '/account/v1/session' }
  for (let week = 0; week < 2; week++) {
    await company.moveTo(new Date(company.clock.now().getTime() + 7 * DAY_MS + HOUR_MS))
    assert.equal((await owner.browser.call('GET', session.path)).status, 200)
  }
  assert.equal((await idle.call('GET', session.path)).status, 401)
  const { body } = await owner.browser.call('GET', '/account/v1/sessions')
  assert.equal(body.sessions.length, 1)
  assert.ok(body.sessions[0].lastSeenAt > body.sessions[0].begunAt)
})

test('a sign-in ends the session that the browser had, and a fresh proof changes its token', async () => {
  const owner = await company.member('mem_token')
  await owner.browser.signIn(owner.loginId)
  const first = tokenOf(owner.browser.cookies)
  await owner.browser.signIn(owner.loginId)
  const second = tokenOf(owner.browser.cookies)
  assert.equal(
    (await owner.browser.call('POST', '/account/v1/proof', { password: PASSWORD })).status,
    200,
  )
  const third = tokenOf(owner.browser.cookies)
  assert.equal(new Set([first, second, third]).size, 3)
  const statusOf = async (token: string) =>
    (await company.call('GET', '/account/v1/session', { as: token })).status
  assert.deepEqual(
    [await statusOf(first), await statusOf(second), await statusOf(third)],
    [401, 401, 200],
  )
})

test('devices are listed; one that is forgotten is signed out, and new again to the tries', async () => {
  const owner = await company.member('mem_devices')
  await owner.browser.signIn(owner.loginId)
  const phone = company.browser('Mozilla/5.0 (iPhone)')
  await phone.signIn(owner.loginId)
  const listed = await owner.browser.call('GET', '/account/v1/devices')
  const other = listed.body.devices.find((one: { isThisOne: boolean }) => !one.isThisOne)
  assert.deepEqual([other.device.en, other.sessions], ['an iPhone', 1])
  const path = `/account/v1/devices/${other.deviceId}`
  assert.deepEqual((await owner.browser.call('DELETE', path)).body, { ended: 1 })
  assert.equal((await phone.call('GET', '/account/v1/session')).status, 401)
  assert.equal((await owner.browser.call('DELETE', path)).body.type, 'account/unknown_device')
  const first = await company.runtime.pool.query(
    'select first_seen_at from account.known_device where device_id = $1',
    [other.deviceId],
  )
  assert.equal(first.rowCount, 1, 'since when it was seen stays known')
})

test('every other session is ended by one press, and by the desk, which is recorded', async () => {
  const owner = await company.member('mem_others')
  await owner.browser.signIn(owner.loginId)
  const others = [company.browser(), company.browser()]
  for (const other of others) await other.signIn(owner.loginId)
  const ended = await owner.browser.call('DELETE', '/account/v1/sessions')
  assert.deepEqual(ended.body, { ended: 2 })
  assert.equal((await owner.browser.call('GET', '/account/v1/session')).status, 200)
  const path = `/account/v1/staff/members/${owner.memberId}/end-sessions`
  const byDesk = await company.call('POST', path, {
    as: 'staff:staff_1:agent',
    body: {},
    headers: { 'x-reason': 'a stolen telephone' },
  })
  assert.deepEqual([byDesk.status, byDesk.body], [200, { ended: 1 }])
  assert.equal((await owner.browser.call('GET', '/account/v1/session')).status, 401)
})

test('strangers who use up the tries of a name shut out neither known device nor known network', async () => {
  const owner = await company.member('mem_tries')
  const home = company.browser('Mozilla/5.0 (Windows NT 10.0)', '192.0.2.10')
  await home.signIn(owner.loginId)
  const thief = company.browser()
  for (let tries = 0; tries < 21; tries++) await thief.signIn(owner.loginId, 'wrong')
  assert.equal((await thief.signIn(owner.loginId)).status, 429)
  assert.equal((await home.signIn(owner.loginId)).status, 200)
  const newPhoneAtHome = company.browser('Mozilla/5.0 (iPhone)', '192.0.2.77')
  assert.equal((await newPhoneAtHome.signIn(owner.loginId)).status, 200)
})

test('one network has one name, however its address is written', () => {
  assert.equal(networkOf('::ffff:203.0.113.9'), '203.0.113.0/24')
  assert.equal(networkOf('203.0.113.200'), '203.0.113.0/24')
  assert.equal(networkOf('2001:db8::1'), networkOf('2001:db8:0:7::1'))
  assert.notEqual(networkOf('2001:db8:1::1'), networkOf('2001:db8:2::1'))
})

test('passwords of leaks are refused by the list that ships, at home and asked by five letters', async () => {
  assert.ok(isLeaked('1QAZ2wsx3edc4rfv'))
  assert.ok(!isLeaked(PASSWORD))
  const asked: string[] = []
  let answers = true
  const server = createServer((request, response) => {
    asked.push(request.url ?? '')
    // The first line only pads the answer.
    if (answers) response.end(`0000000000000000000000000000000000A:0\r\n${LEAKED_REST}:3\r\n`)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const rangeUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/range/`
  const strict = await openAccountCompany({
    passwords: { lengthMin: 15, shippedList: true, rangeUrl },
  })
  const signUp = (loginId: string, password: string) =>
    strict.browser().call('POST', '/account/v1/sign-up', {
      loginId,
      email: `${loginId}@example.com`,
      password,
      displayName: '山田 花子',
    })
  const known = await signUp('leaked', LEAKED)
  assert.match(known.body.errors[0].reason, /known from a leak/)
  assert.equal((await signUp('unknown', PASSWORD)).status, 201)
  assert.ok(
    asked.every((path) => /^\/range\/[0-9A-F]{5}$/.test(path)),
    'five letters, no more',
  )
  answers = false
  assert.equal((await signUp('silent', LEAKED)).status, 201, 'silence refuses nobody')
  const gaps = await strict.runtime.pool.query('select reason from account.unchecked_password')
  assert.deepEqual(
    gaps.rows.map((row) => row.reason),
    ['TimeoutError'],
  )
  await strict.close()
  server.closeAllConnections()
  server.close()
})
