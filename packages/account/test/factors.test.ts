import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Secret, TOTP } from 'otpauth'
import {
  type AccountCompany,
  type Browser,
  type Member,
  openAccountCompany,
  PASSWORD,
} from './open-account-company.ts'

const STEP_MS = 30_000
let company: AccountCompany
before(async () => {
  company = await openAccountCompany()
})
after(() => company.close())

/** The code that an app shows now, or some steps from now. */
function codeOf(secret: string, steps = 0): string {
  const timestamp = company.clock.now().getTime() + steps * STEP_MS
  return new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp })
}

const later = (ms: number) => company.moveTo(new Date(company.clock.now().getTime() + ms))

async function addApp(browser: Browser): Promise<string> {
  const begun = await browser.call('POST', '/account/v1/totp/begin', { password: PASSWORD })
  assert.equal(begun.status, 200, JSON.stringify(begun.body))
  const { totpId, secret, uri } = begun.body
  assert.match(uri, /^otpauth:\/\/totp\/Hinata:/)
  const confirmed = await browser.call('POST', '/account/v1/totp', { totpId, code: codeOf(secret) })
  assert.equal(confirmed.status, 200, JSON.stringify(confirmed.body))
  return secret
}

async function withApp(name: string): Promise<Member & { secret: string }> {
  const member = await company.member(name)
  await member.browser.signIn(name)
  const secret = await addApp(member.browser)
  await later(STEP_MS)
  return { ...member, secret }
}

async function halfSignIn(browser: Browser, login: string): Promise<string> {
  const half = await browser.signIn(login)
  assert.equal(half.body.type, 'account/second_factor_needed', JSON.stringify(half.body))
  return half.body.halfSignIn
}

const finish = (browser: Browser, body: object) =>
  browser.call('POST', '/account/v1/sign-in/second-factor', body)

test('with an app a sign-in takes the password and a code, each code once', async () => {
  const owner = await withApp('app_once')
  const browser = company.browser()
  const half = await halfSignIn(browser, owner.loginId)
  const code = codeOf(owner.secret)
  const done = await finish(browser, { halfSignIn: half, totpCode: code })
  assert.deepEqual([done.status, done.body.memberId], [200, owner.memberId])
  const { body } = await browser.call('GET', '/account/v1/sessions')
  assert.equal(body.sessions[0].wayIn, 'password_totp')
  const again = company.browser()
  const second = await halfSignIn(again, owner.loginId)
  const replayed = await finish(again, { halfSignIn: second, totpCode: code })
  assert.deepEqual([replayed.status, replayed.body.triesLeft], [401, 4])
})

test('a code counts one step before and after its time, and no further', async () => {
  const owner = await withApp('app_window')
  const browser = company.browser()
  const half = await halfSignIn(browser, owner.loginId)
  for (const steps of [-2, 2]) {
    const body = { halfSignIn: half, totpCode: codeOf(owner.secret, steps) }
    assert.equal((await finish(browser, body)).body.type, 'account/second_factor_wrong')
  }
  const body = { halfSignIn: half, totpCode: codeOf(owner.secret, 1) }
  assert.equal((await finish(browser, body)).status, 200)
})

test('five wrong codes end a half sign-in, and so do ten minutes, a new password and its use', async () => {
  const owner = await withApp('app_over')
  const over = async (browser: Browser, half: string) => {
    const late = await finish(browser, { halfSignIn: half, totpCode: codeOf(owner.secret) })
    assert.deepEqual([late.status, late.body.type], [410, 'account/sign_in_over'])
  }
  const browser = company.browser()
  const guessed = await halfSignIn(browser, owner.loginId)
  for (let left = 4; left >= 0; left--) {
    const wrong = await finish(browser, { halfSignIn: guessed, totpCode: '000000' })
    assert.equal(wrong.body.triesLeft, left)
  }
  await over(browser, guessed)
  const slow = await halfSignIn(browser, owner.loginId)
  await later(11 * 60_000)
  await over(browser, slow)
  const waiting = await halfSignIn(browser, owner.loginId)
  await owner.browser.call('DELETE', '/account/v1/sessions')
  await over(browser, waiting)
})

test('whoever guesses codes elsewhere uses up no try of the owner’s own device', async () => {
  const owner = await withApp('app_guess')
  const thief = company.browser()
  for (let round = 0; round < 4; round++) {
    const half = await halfSignIn(thief, owner.loginId)
    for (let tries = 0; tries < 5; tries++) {
      await finish(thief, { halfSignIn: half, totpCode: '000000' })
    }
  }
  const half = await halfSignIn(thief, owner.loginId)
  const limited = await finish(thief, { halfSignIn: half, totpCode: '000000' })
  assert.equal(limited.body.type, 'account/too_many_tries')
  const own = await halfSignIn(owner.browser, owner.loginId)
  const body = { halfSignIn: own, totpCode: codeOf(owner.secret) }
  assert.equal((await finish(owner.browser, body)).status, 200)
})

test('saved codes come as a set, once; one that is used is replaced, and the set by a new one', async () => {
  const owner = await withApp('codes_set')
  await later(11 * 60_000)
  const refused = await owner.browser.call('POST', '/account/v1/recovery-codes', {
    password: PASSWORD,
  })
  assert.equal(refused.body.type, 'kernel/step_up_needed')
  const proof = { totpCode: codeOf(owner.secret) }
  assert.equal((await owner.browser.call('POST', '/account/v1/proof', proof)).status, 200)
  const made = await owner.browser.call('POST', '/account/v1/recovery-codes', {
    password: PASSWORD,
  })
  const [code, other] = made.body.recoveryCodes
  assert.equal(new Set(made.body.recoveryCodes).size, 8)
  const browser = company.browser()
  const stale = await finish(browser, {
    halfSignIn: await halfSignIn(browser, owner.loginId),
    recoveryCode: owner.recoveryCode,
  })
  assert.equal(stale.body.type, 'account/second_factor_wrong')
  const used = await finish(browser, {
    halfSignIn: await halfSignIn(browser, owner.loginId),
    recoveryCode: ` ${code.toLowerCase()} `,
  })
  assert.equal(used.status, 200)
  assert.match(used.body.recoveryCode, /^[0-9A-Z-]{29}$/)
  const { body } = await browser.call('GET', '/account/v1/factors')
  assert.equal(body.recoveryCodes.left, 8)
  for (const [typed, status] of [
    [code, 401],
    [used.body.recoveryCode, 200],
    [other, 200],
  ]) {
    const next = company.browser()
    const half = await halfSignIn(next, owner.loginId)
    assert.equal((await finish(next, { halfSignIn: half, recoveryCode: typed })).status, status)
  }
})

test('another app takes the place of the first; without one the password is enough again', async () => {
  const owner = await withApp('app_changed')
  await owner.browser.call('POST', '/account/v1/proof', { totpCode: codeOf(owner.secret) })
  await later(STEP_MS)
  const next = await addApp(owner.browser)
  await later(STEP_MS)
  const browser = company.browser()
  const half = await halfSignIn(browser, owner.loginId)
  const old = await finish(browser, { halfSignIn: half, totpCode: codeOf(owner.secret) })
  assert.equal(old.body.type, 'account/second_factor_wrong')
  const right = await finish(browser, { halfSignIn: half, totpCode: codeOf(next) })
  assert.equal(right.status, 200)
  const removed = await browser.call('DELETE', '/account/v1/totp', { password: PASSWORD })
  assert.equal(removed.status, 200)
  assert.equal((await company.browser().signIn(owner.loginId)).status, 200)
  const { rows } = await company.runtime.pool.query(
    `select field from account.change where member_id = $1 and field = 'totp'`,
    [owner.memberId],
  )
  assert.equal(rows.length, 3, 'added, replaced, removed: each told and kept')
})

test('a secret that was begun counts only after its first code, within a quarter of an hour', async () => {
  const owner = await company.member('app_begun')
  await owner.browser.signIn(owner.loginId)
  const begun = await owner.browser.call('POST', '/account/v1/totp/begin', { password: PASSWORD })
  const { totpId, secret } = begun.body
  assert.equal((await company.browser().signIn(owner.loginId)).status, 200)
  const wrong = await owner.browser.call('POST', '/account/v1/totp', { totpId, code: '000000' })
  assert.equal(wrong.body.type, 'account/totp_wrong')
  await later(16 * 60_000)
  const late = { totpId, code: codeOf(secret) }
  const slow = await owner.browser.call('POST', '/account/v1/totp', late)
  assert.equal(slow.body.type, 'account/unknown_totp')
})

test('a second factor names exactly one of its codes, and each in its form', async () => {
  const browser = company.browser()
  for (const body of [
    {},
    { totpCode: '123456', recoveryCode: 'x' },
    { totpCode: '12345' },
    { totpCode: 123456 },
  ]) {
    const answer = await finish(browser, { halfSignIn: 'x', ...body })
    assert.deepEqual([answer.status, answer.body.type], [400, 'kernel/malformed'])
    assert.ok(answer.body.errors[0].pointer.startsWith('/body'))
  }
})
