import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { openAuthenticator } from '@modosu/kernel/testing'
import {
  type AccountCompany,
  type Browser,
  changeEmail,
  codeIn,
  DAY_MS,
  HOUR_MS,
  openAccountCompany,
  PASSWORD,
} from './open-account-company.ts'
import { addPasskey, signInByPasskey } from './use-passkeys.ts'

const MINUTE_MS = 60_000
const PHONE_AGENT = 'Mozilla/5.0 (iPhone; CPU iPhone OS 11_0 like Mac OS X)'
let company: AccountCompany
before(async () => {
  company = await openAccountCompany({ signIn: { secondProof: 'when_risky', codeByMail: true } })
})
after(() => company.close())

const later = (ms: number) => company.moveTo(new Date(company.clock.now().getTime() + ms))
const finish = (browser: Browser, body: object) =>
  browser.call('POST', '/account/v1/sign-in/second-factor', body)

/** The right password in a browser that is not known. */
async function askedForMore(browser: Browser, login: string) {
  const { status, body } = await browser.signIn(login)
  assert.deepEqual([status, body.type], [401, 'account/second_factor_needed'])
  return body
}

async function signInByMailedCode(browser: Browser, login: string): Promise<void> {
  const { halfSignIn } = await askedForMore(browser, login)
  const sentCode = codeIn(await company.lastMail(`${login}@example.com`))
  assert.equal((await finish(browser, { halfSignIn, sentCode })).status, 200)
}

test('ASVS 6.3.3: a password alone opens nothing on a device that is not known', async () => {
  const owner = await company.member('risk-device')
  assert.equal((await owner.browser.signIn(owner.loginId)).status, 200, 'his own device')
  const stranger = company.browser()
  const half = await askedForMore(stranger, owner.loginId)
  assert.deepEqual(half.methods, ['sent_code', 'recovery_code'])
  assert.match(half.sentTo, /^r•••@e•••\.com$/)
  assert.equal(stranger.cookies.has('modosu_session'), false)
  const code = codeIn(await company.lastMail(owner.email))
  const wrong = code === '000000' ? '000001' : '000000'
  const { halfSignIn } = half
  const refused = await finish(stranger, { halfSignIn, sentCode: wrong })
  assert.deepEqual([refused.status, refused.body.triesLeft], [401, 4])
  const done = await finish(stranger, { halfSignIn, sentCode: code })
  assert.equal(done.status, 200, JSON.stringify(done.body))
  const { body } = await stranger.call('GET', '/account/v1/sessions')
  assert.equal(body.sessions[0].wayIn, 'password_sent_code')
  const again = await finish(stranger, { halfSignIn, sentCode: code })
  assert.equal(again.body.type, 'account/sign_in_over', 'a code works once')
})

test('a code that was sent for one sign-in opens no other', async () => {
  const owner = await company.member('risk-bound')
  const first = await askedForMore(company.browser(), owner.loginId)
  const code = codeIn(await company.lastMail(owner.email))
  const second = await askedForMore(company.browser(), owner.loginId)
  assert.notEqual(first.halfSignIn, second.halfSignIn)
  const crossed = await finish(company.browser(), {
    halfSignIn: second.halfSignIn,
    sentCode: code,
  })
  // One in a million: both codes are the same.
  assert.equal(crossed.status, 401, JSON.stringify(crossed.body))
})

test('a session that was asked for more adds nothing new for three days of that device', async () => {
  const owner = await company.member('risk-enrol')
  const thief = company.browser()
  await signInByMailedCode(thief, owner.loginId)
  const enrol = (browser: Browser) =>
    browser.call('POST', '/account/v1/passkeys/begin', { password: PASSWORD })
  assert.equal((await enrol(thief)).body.type, 'account/enrolment_waits')
  const key = await thief.call('POST', '/account/v1/api-tokens', {
    ...{ password: PASSWORD, name: 'x', scopes: ['points:read'], days: 1 },
  })
  assert.equal(key.body.type, 'account/enrolment_waits')
  await signInByMailedCode(thief, owner.loginId)
  assert.equal((await enrol(thief)).body.type, 'account/enrolment_waits', 'nor the second time')
  await later(72 * HOUR_MS)
  assert.equal((await thief.signIn(owner.loginId)).status, 200, 'by now the owner would have said')
  assert.equal((await enrol(thief)).status, 200)
})

test('the code goes to no contact that came up within three days', async () => {
  const owner = await company.member('risk-contact')
  await owner.browser.signIn(owner.loginId)
  await changeEmail(company, owner.browser, { newEmail: 'risk-new@example.com' })
  const { sentTo } = await askedForMore(company.browser(), owner.loginId)
  await company.settle()
  assert.match(company.mails(owner.email).at(-1)?.subject ?? '', /ログインの確認コード/)
  assert.match(sentTo, /^r/)
  const toNew = company.mails('risk-new@example.com')
  assert.ok(toNew.every(({ subject }) => !/ログインの確認コード/.test(subject)))
})

test('a copied device cookie, an unusual country and a saved code', async () => {
  const owner = await company.member('risk-copied')
  assert.equal((await owner.browser.signIn(owner.loginId)).status, 200)
  const copied = company.browser(PHONE_AGENT)
  copied.cookies.set('modosu_device', owner.browser.cookies.get('modosu_device') ?? '')
  const { halfSignIn } = await askedForMore(copied, owner.loginId)
  const { recoveryCode } = owner
  const done = await finish(copied, { halfSignIn, recoveryCode })
  assert.equal(done.status, 200)
  assert.notEqual(done.body.recoveryCode, recoveryCode, 'it is used up, and another is handed over')
})

test('who knows the password cannot fill the mailbox with codes', async () => {
  const owner = await company.member('risk-flood')
  const methods: string[][] = []
  for (let i = 0; i < 12; i++) {
    methods.push((await askedForMore(company.browser(), owner.loginId)).methods)
  }
  assert.deepEqual(methods[9], ['sent_code', 'recovery_code'])
  assert.deepEqual(methods[11], ['recovery_code'])
})

test('a passkey asks for no more, wherever it is shown', async () => {
  const owner = await company.member('risk-passkey')
  await owner.browser.signIn(owner.loginId)
  const authenticator = openAuthenticator()
  await addPasskey(owner.browser, { authenticator, password: PASSWORD })
  const elsewhere = company.browser()
  assert.equal((await signInByPasskey(elsewhere, authenticator)).answer.status, 200)
  const begun = await elsewhere.call('POST', '/account/v1/passkeys/begin', { password: PASSWORD })
  assert.equal(begun.status, 200, 'and it may add another')
})

test('ASVS 6.3.5: who has the right password and cannot go on is told to the member, once a day', async () => {
  const owner = await company.member('risk-half')
  const warnings = () =>
    company.mails(owner.email).filter(({ subject }) => /パスワードを知っているだれか/.test(subject))
  const thief = company.browser()
  await askedForMore(thief, owner.loginId)
  await askedForMore(thief, owner.loginId)
  await later(11 * MINUTE_MS)
  await company.settle()
  assert.equal(warnings().length, 1)
  const token = /\/undo\?t=([\w-]{43})/.exec(warnings()[0]?.text ?? '')?.[1]
  const pressed = await company.browser().call('POST', '/account/v1/undo', { token })
  assert.equal(pressed.status, 200, 'its link stops the account')
})

test('ASVS 6.3.5: a sign-in that was finished, or was left for a passkey, is no warning', async () => {
  const owner = await company.member('risk-finished')
  await signInByMailedCode(company.browser(), owner.loginId)
  await later(11 * MINUTE_MS)
  await company.settle()
  const told = company.mails(owner.email).map(({ subject }) => subject)
  assert.ok(told.every((subject) => !/知っているだれか/.test(subject)))
  assert.ok(told.some((subject) => /はじめて見る端末/.test(subject)))
})

test('ASVS 6.3.5: many wrong passwords are told once, and a name that nobody has is treated alike', async () => {
  const owner = await company.member('risk-many')
  const thief = company.browser()
  for (const login of [owner.loginId, 'nobody-is-here']) {
    const types = new Set<string>()
    for (let i = 0; i < 22; i++)
      types.add((await thief.signIn(login, 'wrong every time')).body.type)
    assert.deepEqual([...types], ['account/sign_in_refused', 'account/too_many_tries'])
  }
  await company.settle()
  const warnings = company
    .mails(owner.email)
    .filter(({ subject }) => /まちがったパスワード/.test(subject))
  assert.equal(warnings.length, 1)
})

test('ASVS 6.3.5: the first sign-in after months is told although the device is known', async () => {
  const owner = await company.member('risk-absent')
  await owner.browser.signIn(owner.loginId)
  await later(91 * DAY_MS)
  const before = company.mails(owner.email).length
  assert.equal((await owner.browser.signIn(owner.loginId)).status, 200)
  await company.settle()
  const [notice] = company.mails(owner.email).slice(before)
  assert.match(notice?.subject ?? '', /ログインがありました/)
})
