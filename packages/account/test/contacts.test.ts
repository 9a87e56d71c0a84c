import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { markRiskStepUp } from '../src/store/sightings.ts'
import { listSignals } from '../src/store/signals.ts'
import {
  type AccountCompany,
  type Browser,
  codeIn,
  DAY_MS,
  HOUR_MS,
  openAccountCompany,
  PASSWORD,
  tokenIn,
} from './open-account-company.ts'

let company: AccountCompany
before(async () => {
  company = await openAccountCompany()
})
after(() => company.close())

const later = (ms: number) => company.moveTo(new Date(company.clock.now().getTime() + ms))

async function signedIn(name: string) {
  const member = await company.member(name)
  assert.equal((await member.browser.signIn(name)).status, 200)
  return member
}

async function addPhone(browser: Browser, newPhone: string) {
  const asked = await browser.call('POST', '/account/v1/phone', { newPhone, password: PASSWORD })
  assert.equal(asked.status, 202, JSON.stringify(asked.body))
  await company.settle()
  const code = codeIn(company.texts().at(-1)?.text ?? '')
  return { changeId: asked.body.changeId as string, code }
}

const confirmPhone = (browser: Browser, body: { changeId: string; code: string }) =>
  browser.call('POST', '/account/v1/phone/confirm', body)

async function addSecondEmail(browser: Browser, newEmail: string) {
  const path = '/account/v1/second-email'
  const asked = await browser.call('POST', path, { newEmail, password: PASSWORD })
  const code = codeIn(await company.lastMail(newEmail))
  const { changeId } = asked.body
  const done = await browser.call('POST', `${path}/confirm`, { changeId, code })
  assert.equal(done.status, 200, JSON.stringify(done.body))
}

test('a phone counts when its code came back within ten minutes, and however it was typed', async () => {
  const { browser } = await signedIn('phone-owner')
  const late = await addPhone(browser, '090-1234-5678')
  await later(10 * 60_000)
  const expired = await confirmPhone(browser, late)
  assert.deepEqual([expired.status, expired.body.type], [410, 'account/code_expired'])
  const inTime = await addPhone(browser, '090-1234-5678')
  assert.equal((await confirmPhone(browser, inTime)).status, 200)
  assert.equal(company.texts('+819012345678').length, 2)
  const { contacts } = (await browser.call('GET', '/account/v1/contacts')).body
  assert.deepEqual(
    contacts.map((one: { channel: string; contact: string; mayUndo: boolean }) => [
      one.channel,
      one.contact,
      one.mayUndo,
    ]),
    [
      ['email', 'phone-owner@example.com', true],
      ['phone', '+819012345678', false],
    ],
  )
  const body = { newPhone: '+81 90 1234 5678', password: PASSWORD }
  const same = await browser.call('POST', '/account/v1/phone', body)
  assert.deepEqual([same.status, same.body.type], [409, 'account/nothing_changes'])
  const wrong = await browser.call('POST', '/account/v1/phone', { ...body, newPhone: 'none' })
  assert.equal(wrong.body.errors?.[0]?.pointer, '/body/newPhone')
})

test('every contact of before hears of a change, each with an undo of its own that stops', async () => {
  const { browser, email } = await signedIn('three-ways')
  await confirmPhone(browser, await addPhone(browser, '08000000001'))
  await addSecondEmail(browser, 'three-ways-2@example.com')
  await later(4 * DAY_MS)
  const path = '/account/v1/login-id'
  await browser.call('POST', path, { newLoginId: 'three-ways-b', password: PASSWORD })
  await company.settle()
  const links = [
    company.mails(email).at(-1)?.text,
    company.mails('three-ways-2@example.com').at(-1)?.text,
    company.texts('+818000000001').at(-1)?.text,
  ].map((text) => tokenIn(text ?? '', 'undo'))
  assert.equal(new Set(links).size, 3)
  const [, , byText] = links
  assert.equal(
    (await company.browser().call('POST', '/account/v1/undo', { token: byText })).status,
    200,
  )
  assert.equal((await browser.call('GET', '/account/v1/session')).status, 401)
})

test('a notice is both text and HTML, and nothing in it becomes markup but its links', async () => {
  const { browser, email } = await signedIn('html-mail')
  await browser.call('PUT', '/account/v1/notice-settings', { signIns: 'none', password: PASSWORD })
  await company.settle()
  const mail = company.mails(email).at(-1)
  const token = tokenIn(mail?.text ?? '', 'undo')
  assert.match(mail?.html ?? '', new RegExp(`<a href="[^"]*/undo\\?t=${token}"`))
  assert.match(mail?.html ?? '', /lang="ja".*lang="en"/s)
})

test('the link of a sign-in notice stops, and what was done in that sign-in is not the owner’s', async () => {
  const { memberId, email } = await signedIn('told-sign-in')
  await later(HOUR_MS)
  const thief = company.browser('Mozilla/5.0 (X11; Linux)', '198.51.100.9')
  const begun = await thief.signIn('told-sign-in')
  const notice = await company.lastMail(email)
  assert.match(notice, /はじめて見る端末からログイン/)
  const token = tokenIn(notice, 'undo')
  assert.equal((await company.browser().call('POST', '/account/v1/undo', { token })).status, 200)
  const stopped = (await company.events('account.stopped')).find((one) => one.memberId === memberId)
  assert.deepEqual(stopped?.sessionIds, [begun.body.session.id])
})

test('a member who wants no sign-in notices gets none, but changes are told always', async () => {
  const { browser, email } = await signedIn('quiet')
  await browser.call('PUT', '/account/v1/notice-settings', { signIns: 'none', password: PASSWORD })
  await company.settle()
  const before = company.mails(email).length
  await company.browser('Mozilla/5.0 (X11; Linux)').signIn('quiet')
  await company.settle()
  assert.equal(company.mails(email).length, before)
  const body = { newLoginId: 'quiet-2', password: PASSWORD }
  await browser.call('POST', '/account/v1/login-id', body)
  await company.settle()
  assert.equal(company.mails(email).length, before + 1)
})

test('nothing that stays is enrolled in a session whose sign-in looked risky', async () => {
  const { browser } = await signedIn('risky')
  const { sessionId } = (await browser.call('GET', '/account/v1/session')).body
  await company.inContext((ctx) => markRiskStepUp(ctx, sessionId))
  for (const [path, body] of [
    ['/account/v1/phone', { newPhone: '09011112222', password: PASSWORD }],
    ['/account/v1/email', { newEmail: 'risky-2@example.com', password: PASSWORD }],
    ['/account/v1/passkeys/begin', { password: PASSWORD }],
  ] as const) {
    const answer = await browser.call('POST', path, body)
    assert.deepEqual([answer.status, answer.body.type], [403, 'account/enrolment_waits'], path)
  }
  const delivery = await browser.call('POST', '/account/v1/login-id', {
    newLoginId: 'risky-2',
    password: PASSWORD,
  })
  assert.equal(delivery.status, 200)
})

test('another bank account delays payouts for 72 hours, and the earlier one is kept', async () => {
  const { browser } = await signedIn('banked')
  const account = {
    bankCode: '0001',
    branchCode: '123',
    kind: 'ordinary',
    number: '1234567',
    holderKana: 'ヤマダ ハナコ',
  }
  const put = (wish: object | null) =>
    browser.call('PUT', '/account/v1/payout-account', { account: wish, password: PASSWORD })
  assert.equal((await put(account)).status, 200)
  const same = await put(account)
  assert.deepEqual([same.status, same.body.type], [409, 'account/nothing_changes'])
  assert.equal((await put({ ...account, number: '7654321' })).status, 200)
  const me = (await browser.call('GET', '/account/v1/session')).body
  const last = me.restrictions.at(-1)
  assert.equal(last.reason, 'account/payout_account_changed')
  assert.equal(Date.parse(last.until) - company.clock.now().getTime() > 71 * HOUR_MS, true)
  assert.equal((await put(null)).status, 200)
  const none = (await browser.call('GET', '/account/v1/payout-account')).body
  assert.equal(none.payoutAccount, null)
  const rows = await company.inContext((ctx) =>
    ctx.tx.query('select payout_account_id from account.payout_account', []),
  )
  assert.equal(rows.rowCount, 2)
})

test('what changes goes into the outbox in the words of CAEP and RISC, without any value', async () => {
  const { browser, memberId } = await signedIn('outbox')
  await addSecondEmail(browser, 'outbox-2@example.com')
  await company.browser().signIn('outbox')
  const newPassword = 'a quiet river at night 3'
  await browser.call('POST', '/account/v1/password', { password: PASSWORD, newPassword })
  await company.browser().call('POST', '/account/v1/stop', { contact: 'outbox@example.com' })
  await company.settle()
  const told = (
    await company.inContext((ctx) => listSignals(ctx, { after: 0n, limit: 500 }))
  ).filter((one) => one.memberId === memberId)
  assert.deepEqual(
    told.map((one) => one.event.split('/').slice(-3).join('/')),
    [
      'risc/event-type/recovery-information-changed',
      'caep/event-type/session-revoked',
      'caep/event-type/credential-change',
      'caep/event-type/session-revoked',
      'risc/event-type/account-disabled',
      'risc/event-type/account-credential-change-required',
    ],
  )
  assert.deepEqual(told[2]?.payload.credential_type, 'password')
  assert.equal(told[4]?.payload.reason, 'hijacking')
  assert.ok(!JSON.stringify(told.map((one) => one.payload)).includes('outbox-2'))
})
