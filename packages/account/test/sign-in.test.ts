import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { takeTry } from '@modosu/kernel'
import { networkTries } from '../src/sign-in/sign-in-limits.ts'
import {
  type AccountCompany,
  codeIn,
  DAY_MS,
  openAccountCompany,
  PASSWORD,
} from './open-account-company.ts'

let company: AccountCompany
before(async () => {
  company = await openAccountCompany()
})
after(() => company.close())

const form = (name: string, more: object = {}) => ({
  loginId: name,
  email: `${name}@example.com`,
  password: PASSWORD,
  displayName: '山田 花子',
  ...more,
})
const signUp = (name: string, more: object = {}) =>
  company.browser().call('POST', '/account/v1/sign-up', form(name, more))
const wrong = (code: string) => (code === '000000' ? '000001' : '000000')

test('an address has to be confirmed before anybody signs in, and only the right password says so', async () => {
  const browser = company.browser()
  const made = await browser.call('POST', '/account/v1/sign-up', form('unconfirmed'))
  assert.equal(made.status, 201)
  assert.match(made.body.recoveryCode, /^([0-9A-HJKMNP-TV-Z]{4}-){5}[0-9A-HJKMNP-TV-Z]{4}$/)
  const early = await browser.signIn('unconfirmed')
  assert.deepEqual([early.status, early.body.type], [403, 'account/address_unconfirmed'])
  const guess = await browser.signIn('unconfirmed', 'some other password')
  assert.equal(guess.body.type, 'account/sign_in_refused')
  const code = codeIn(await company.lastMail('unconfirmed@example.com'))
  const confirm = { memberId: made.body.memberId, code }
  assert.equal((await browser.call('POST', '/account/v1/sign-up/confirm', confirm)).status, 200)
  assert.equal((await browser.signIn('unconfirmed')).status, 200)
  assert.equal((await browser.signIn('Unconfirmed@EXAMPLE.com')).status, 200)
  const again = await browser.call('POST', '/account/v1/sign-up/confirm', confirm)
  assert.deepEqual([again.status, again.body.type], [404, 'account/unknown_change'])
})

test('a sign-up code can be guessed five times, and a day old it is worth nothing', async () => {
  const made = await signUp('guessed')
  const code = codeIn(await company.lastMail('guessed@example.com'))
  const browser = company.browser()
  const send = (typed: string) =>
    browser.call('POST', '/account/v1/sign-up/confirm', {
      memberId: made.body.memberId,
      code: typed,
    })
  for (const triesLeft of [4, 3, 2, 1, 0]) {
    const answer = await send(wrong(code))
    assert.deepEqual([answer.status, answer.body.type], [422, 'account/code_wrong'])
    assert.equal(answer.body.triesLeft, triesLeft)
  }
  const locked = await send(code)
  assert.deepEqual([locked.status, locked.body.type], [429, 'account/code_locked'])
  const other = await signUp('late-code')
  const lateCode = codeIn(await company.lastMail('late-code@example.com'))
  await company.moveTo(new Date(company.clock.now().getTime() + DAY_MS))
  const late = await browser.call('POST', '/account/v1/sign-up/confirm', {
    memberId: other.body.memberId,
    code: lateCode,
  })
  assert.deepEqual([late.status, late.body.type], [410, 'account/code_expired'])
  assert.equal((await signUp('late-code')).status, 201, 'an unconfirmed name is free again')
})

test('ASVS 6.3.8: a sign-up tells of no login ID and no address; whoever confirms is told', async () => {
  await company.member('taken')
  const sameId = await signUp('TAKEN', { email: 'other@example.com' })
  assert.equal(sameId.status, 201, 'the answer does not tell that the login ID is taken')
  const otherCode = codeIn(await company.lastMail('other@example.com'))
  const confirm = (loginId?: string) =>
    company.browser().call('POST', '/account/v1/sign-up/confirm', {
      memberId: sameId.body.memberId,
      code: otherCode,
      ...(loginId === undefined ? {} : { loginId }),
    })
  for (const wish of [undefined, 'Taken']) {
    const { status, body } = await confirm(wish)
    assert.deepEqual([status, body.type], [409, 'account/login_id_taken'])
  }
  assert.equal((await confirm('taken-3')).status, 200)
  assert.equal((await company.browser().signIn('taken-3')).status, 200)
  const sameAddress = await signUp('taken-2', { email: 'Taken@example.com' })
  assert.equal(sameAddress.status, 201, 'the answer does not tell that the address is known')
  const code = codeIn(await company.lastMail('Taken@example.com'))
  const confirmed = await company.browser().call('POST', '/account/v1/sign-up/confirm', {
    memberId: sameAddress.body.memberId,
    code,
  })
  assert.deepEqual([confirmed.status, confirmed.body.type], [409, 'account/address_taken'])
})

for (const [password, why] of [
  ['short', /at least 15/],
  ['123456789987654321', /known from a leak/],
  ['aaaaaaaabbbbbbbb', /again and again/],
  ['abcdefghijklmnopqr', /again and again/],
  ['my own weakling 1', /login ID/],
] as const) {
  test(`the password "${password}" is too weak`, async () => {
    const answer = await signUp('weakling', { password })
    assert.deepEqual([answer.status, answer.body.type], [422, 'account/password_weak'])
    assert.equal(answer.body.errors[0].pointer, '/body/password')
    assert.match(answer.body.errors[0].reason, why)
  })
}

test('a sign-up with unknown fields, wrong types or a bad address names each', async () => {
  const answer = await signUp('x', { email: 'nobody', displayName: 7, role: 'admin' })
  assert.equal(answer.status, 400)
  assert.deepEqual(answer.body.errors.map((error: { pointer: string }) => error.pointer).sort(), [
    '/body/displayName',
    '/body/email',
    '/body/loginId',
    '/body/role',
  ])
})

test('an unknown name and a wrong password get one answer after like work', async () => {
  await company.member('timing')
  const time = async (login: string) => {
    const browser = company.browser()
    const start = performance.now()
    const { status, body } = await browser.signIn(login, 'not the password at all')
    return { status, body, ms: performance.now() - start }
  }
  await time('timing')
  const known: number[] = []
  const unknown: number[] = []
  for (let round = 0; round < 8; round++) {
    const right = await time('timing')
    const nobody = await time(`nobody-${round}`)
    assert.deepEqual([right.status, right.body], [nobody.status, nobody.body])
    assert.equal(right.body.type, 'account/sign_in_refused')
    known.push(right.ms)
    unknown.push(nobody.ms)
  }
  const median = (list: number[]) => list.sort((a, b) => a - b)[list.length >> 1] ?? 0
  // Without the dummy hash an unknown name answers in a tenth of the time.
  assert.ok(median(unknown) > median(known) / 2, `${median(unknown)} ms, ${median(known)} ms`)
})

test('guessing at a name is stopped, and its owner still gets in on his own device', async () => {
  const owner = await company.member('target')
  for (let round = 0; round < 20; round++) {
    const answer = await company.browser().signIn('target', `guess number ${round}`)
    assert.equal(answer.status, 401)
  }
  const stopped = await company.browser().signIn('target', PASSWORD)
  assert.deepEqual([stopped.status, stopped.body.type], [429, 'account/too_many_tries'])
  const unknown = 'nobody-at-all'
  for (let round = 0; round < 20; round++) await company.browser().signIn(unknown, 'guessing')
  assert.equal((await company.browser().signIn(unknown, 'guessing')).status, 429)
  assert.equal((await owner.browser.signIn('target')).status, 200)
})

test('one network that tries one password on many names is stopped', async () => {
  const spray = (name: string) => company.browser('Mozilla/5.0', '203.0.113.9').signIn(name, 'x')
  assert.equal((await spray('spray-first')).status, 401)
  // Each real try costs a password hash: all but the first and the last are counted only.
  const key = 'account.sign_in.from 203.0.113.0/24'
  await company.inContext(async (ctx) => {
    for (let tries = 1; tries < networkTries.triesMax; tries++) {
      assert.ok(await takeTry(ctx, { key, ...networkTries }))
    }
  })
  assert.equal((await spray('spray-last')).status, 429)
  assert.equal((await company.browser().signIn('somebody-else', 'x')).status, 401)
})

test('a session ends once, its own member ends it, and a foreign one is as unknown as none', async () => {
  const owner = await company.member('sessions')
  const other = await company.member('stranger')
  await owner.browser.signIn('sessions')
  const second = company.browser('Mozilla/5.0 (iPhone)')
  await second.signIn('sessions')
  await other.browser.signIn('stranger')
  const list = await owner.browser.call('GET', '/account/v1/sessions')
  assert.equal(list.body.sessions.length, 2)
  const [{ sessionId, device, isThisOne }] = list.body.sessions
  assert.deepEqual([device.en, isThisOne], ['an iPhone', false])
  const path = `/account/v1/sessions/${sessionId}`
  const foreign = await other.browser.call('DELETE', path)
  const unknown = await other.browser.call('DELETE', `/account/v1/sessions/ses_${'0'.repeat(24)}`)
  assert.deepEqual(foreign.body, unknown.body)
  assert.deepEqual([foreign.status, foreign.body.type], [404, 'account/unknown_session'])
  assert.equal((await second.call('GET', '/account/v1/session')).status, 200)
  assert.equal((await owner.browser.call('DELETE', path)).status, 200)
  assert.equal((await owner.browser.call('DELETE', path)).body.type, 'account/unknown_session')
  assert.equal((await second.call('GET', '/account/v1/session')).status, 401)
  assert.equal((await owner.browser.call('DELETE', '/account/v1/session')).status, 200)
  assert.equal((await owner.browser.call('GET', '/account/v1/session')).status, 401)
})

test('a session dies after thirty days, and a token that is not ours is nobody', async () => {
  const owner = await company.member('monthly')
  await owner.browser.signIn('monthly')
  assert.equal((await owner.browser.call('GET', '/account/v1/session')).status, 200)
  const made = await company.call('GET', '/account/v1/session', { as: 'A'.repeat(43) })
  assert.equal(made.status, 401)
  await company.moveTo(new Date(company.clock.now().getTime() + 30 * DAY_MS))
  assert.equal((await owner.browser.call('GET', '/account/v1/session')).status, 401)
})

test('a device cookie that was made up does not make a device known', async () => {
  const owner = await company.member('cookie')
  const thief = company.browser()
  thief.cookies.set('modosu_device', owner.memberId)
  await thief.signIn('cookie')
  assert.notEqual(thief.cookies.get('modosu_device'), owner.memberId)
})
