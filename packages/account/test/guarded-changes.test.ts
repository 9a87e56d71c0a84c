import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { readExitDelay } from '../src/index.ts'
import {
  type AccountCompany,
  type Browser,
  changeEmail,
  codeIn,
  DAY_MS,
  HOUR_MS,
  type Member,
  openAccountCompany,
  PASSWORD,
} from './open-account-company.ts'

let company: AccountCompany
before(async () => {
  company = await openAccountCompany()
})
after(() => company.close())

const NEW_PASSWORD = 'another good one 22'
const HOME = {
  name: '山田 花子',
  postalCode: '150-0001',
  prefecture: '東京都',
  city: '渋谷区',
  line: '1-2-3',
}

async function signedIn(name: string): Promise<Member> {
  const member = await company.member(name)
  await member.browser.signIn(name)
  return member
}

async function refused(answer: Promise<{ status: number; body: { type: string } }>) {
  const { status, body } = await answer
  return [status, body.type]
}

test('nothing guarded changes without the current password, and guesses run out', async () => {
  const { browser, email } = await signedIn('guarded')
  const tries: [string, string, object][] = [
    ['POST', '/account/v1/email', { newEmail: 'x@example.com' }],
    ['POST', '/account/v1/password', { newPassword: NEW_PASSWORD }],
    ['POST', '/account/v1/login-id', { newLoginId: 'guarded-2' }],
    ['POST', '/account/v1/recovery-codes', {}],
    ['POST', '/account/v1/delivery-addresses', { address: HOME }],
    ['DELETE', `/account/v1/delivery-addresses/dad_${'0'.repeat(24)}`, {}],
  ]
  for (const [method, path, body] of tries) {
    const answer = browser.call(method, path, { ...body, password: 'a wrong password' })
    assert.deepEqual(await refused(answer), [403, 'account/password_wrong'], path)
  }
  for (let round = tries.length; round < 10; round++) {
    await browser.call('POST', '/account/v1/recovery-codes', { password: `guess ${round}` })
  }
  const right = browser.call('POST', '/account/v1/recovery-codes', { password: PASSWORD })
  assert.deepEqual(await refused(right), [429, 'account/too_many_tries'])
  const me = await browser.call('GET', '/account/v1/session')
  assert.deepEqual([me.body.email, me.body.loginId], [email, 'guarded'])
  assert.deepEqual((await browser.call('GET', '/account/v1/changes')).body.changes, [])
  for (const [method, path] of tries) {
    assert.equal(
      (await company.browser().call(method, path, { password: 'x' })).status >= 400,
      true,
    )
  }
})

test('a new address counts when its code comes back, in the session that asked', async () => {
  const { browser, email } = await signedIn('mover')
  const asked = await browser.call('POST', '/account/v1/email', {
    newEmail: 'moved@example.com',
    password: PASSWORD,
  })
  const code = codeIn(await company.lastMail('moved@example.com'))
  const confirm = { changeId: asked.body.changeId, code }
  const me = await browser.call('GET', '/account/v1/session')
  assert.equal(me.body.email, email)
  const elsewhere = company.browser()
  await elsewhere.signIn('mover')
  const other = elsewhere.call('POST', '/account/v1/email/confirm', confirm)
  assert.deepEqual(await refused(other), [404, 'account/unknown_change'])
  const wrong = { ...confirm, code: code === '123456' ? '654321' : '123456' }
  for (let round = 0; round < 5; round++) {
    const answer = browser.call('POST', '/account/v1/email/confirm', wrong)
    assert.deepEqual(await refused(answer), [422, 'account/code_wrong'])
  }
  const locked = browser.call('POST', '/account/v1/email/confirm', confirm)
  assert.deepEqual(await refused(locked), [429, 'account/code_locked'])
  await changeEmail(company, browser, { newEmail: 'moved@example.com' })
  const after = await browser.call('GET', '/account/v1/session')
  assert.equal(after.body.email, 'moved@example.com')
  const same = { newEmail: 'Moved@example.com', password: PASSWORD }
  const nothing = browser.call('POST', '/account/v1/email', same)
  assert.deepEqual(await refused(nothing), [409, 'account/nothing_changes'])
})

test('a code of yesterday confirms nothing, and a newer request ends the older', async () => {
  const { browser } = await signedIn('slow')
  const ask = async (newEmail: string) => {
    const asked = await browser.call('POST', '/account/v1/email', { newEmail, password: PASSWORD })
    return { changeId: asked.body.changeId, code: codeIn(await company.lastMail(newEmail)) }
  }
  const first = await ask('slow-1@example.com')
  const second = await ask('slow-2@example.com')
  const older = browser.call('POST', '/account/v1/email/confirm', first)
  assert.deepEqual(await refused(older), [404, 'account/unknown_change'])
  await company.moveTo(new Date(company.clock.now().getTime() + DAY_MS))
  const late = browser.call('POST', '/account/v1/email/confirm', second)
  assert.deepEqual(await refused(late), [410, 'account/code_expired'])
})

test('an address that somebody has, or had within thirty days, cannot be taken', async () => {
  const owner = await signedIn('left-it')
  await changeEmail(company, owner.browser, { newEmail: 'left-it-2@example.com' })
  const other = await signedIn('wants-it')
  for (const newEmail of ['left-it-2@example.com', owner.email]) {
    const asked = await other.browser.call('POST', '/account/v1/email', {
      newEmail,
      password: PASSWORD,
    })
    assert.equal(asked.status, 202, 'the request tells nothing')
    const code = codeIn(await company.lastMail(newEmail))
    const confirm = { changeId: asked.body.changeId, code }
    const answer = other.browser.call('POST', '/account/v1/email/confirm', confirm)
    assert.deepEqual(await refused(answer), [409, 'account/address_taken'])
  }
})

test('a login ID that was left stays its owner’s for thirty days', async () => {
  const owner = await signedIn('old-name')
  const change = (browser: Browser, newLoginId: string) =>
    browser.call('POST', '/account/v1/login-id', { newLoginId, password: PASSWORD })
  assert.equal((await change(owner.browser, 'new-name')).status, 200)
  assert.equal((await company.browser().signIn('new-name')).status, 200)
  assert.equal((await company.browser().signIn('old-name')).status, 401)
  const other = await signedIn('name-taker')
  const taken = [409, 'account/login_id_taken']
  assert.deepEqual(await refused(change(other.browser, 'Old-Name')), taken)
  assert.deepEqual(await refused(change(owner.browser, 'new-name')), [
    409,
    'account/nothing_changes',
  ])
  await company.moveTo(new Date(company.clock.now().getTime() + 31 * DAY_MS))
  await other.browser.signIn('name-taker')
  assert.equal((await change(other.browser, 'old-name')).status, 200)
})

test('a new password ends the other sessions and must be a new and good one', async () => {
  const { browser } = await signedIn('rotate')
  const other = company.browser()
  await other.signIn('rotate')
  const change = (newPassword: string) =>
    browser.call('POST', '/account/v1/password', { password: PASSWORD, newPassword })
  assert.deepEqual(await refused(change('password123')), [422, 'account/password_weak'])
  assert.deepEqual(await refused(change(PASSWORD)), [409, 'account/nothing_changes'])
  assert.equal((await change(NEW_PASSWORD)).status, 200)
  assert.equal((await other.call('GET', '/account/v1/session')).status, 401)
  assert.equal((await browser.call('GET', '/account/v1/session')).status, 200)
  assert.equal((await company.browser().signIn('rotate')).status, 401)
  assert.equal((await company.browser().signIn('rotate', NEW_PASSWORD)).status, 200)
})

test('a delivery address is the member’s own, kept once, and removed by him alone', async () => {
  const { browser } = await signedIn('home')
  const add = (address: object) =>
    browser.call('POST', '/account/v1/delivery-addresses', { address, password: PASSWORD })
  const first = await add(HOME)
  assert.deepEqual((await add(HOME)).body, first.body)
  const list = await browser.call('GET', '/account/v1/delivery-addresses')
  assert.deepEqual(list.body.deliveryAddresses, [{ ...first.body, address: HOME }])
  const path = `/account/v1/delivery-addresses/${first.body.deliveryAddressId}`
  const stranger = await signedIn('not-home')
  const foreign = stranger.browser.call('DELETE', path, { password: PASSWORD })
  assert.deepEqual(await refused(foreign), [404, 'account/unknown_delivery_address'])
  assert.equal((await browser.call('DELETE', path, { password: PASSWORD })).status, 200)
  const again = browser.call('DELETE', path, { password: PASSWORD })
  assert.deepEqual(await refused(again), [404, 'account/unknown_delivery_address'])
  const bad = await add({ ...HOME, postalCode: '12', floor: 3 })
  assert.equal(bad.status, 400)
})

test('a member has at most twenty delivery addresses', async () => {
  const { browser } = await signedIn('many')
  for (let house = 1; house <= 21; house++) {
    // The tries at a password are counted for a quarter of an hour.
    if (house % 9 === 0) await company.moveTo(new Date(company.clock.now().getTime() + HOUR_MS))
    const address = { ...HOME, line: `${house}` }
    const body = { address, password: PASSWORD }
    const answer = await browser.call('POST', '/account/v1/delivery-addresses', body)
    const full = 'account/delivery_addresses_full'
    assert.equal(answer.body.type, house === 21 ? full : undefined)
  }
})

test('after a change value may not leave for a while, and the notice says until when', async () => {
  const { browser, email } = await signedIn('delayed')
  await changeEmail(company, browser, { newEmail: 'delayed-2@example.com' })
  const body = { password: PASSWORD, newPassword: NEW_PASSWORD }
  await browser.call('POST', '/account/v1/password', body)
  const me = await browser.call('GET', '/account/v1/session')
  const hours = me.body.restrictions.map(
    (one: { scope: string; until: string; reason: string }) => [
      one.scope,
      one.reason,
      Math.round((Date.parse(one.until) - company.clock.now().getTime()) / HOUR_MS),
    ],
  )
  assert.deepEqual(hours, [
    ['leave', 'account/email_changed', 72],
    ['leave', 'account/password_changed', 24],
  ])
  await company.settle()
  const notice = company.mails(email).find((mail) => /変わりました/.test(mail.subject))
  assert.match(notice?.text ?? '', /交換と送金、出金は \d+月\d+日\(.\) \d+:\d\d からになります/)
  assert.match(notice?.text ?? '', /sending and payouts open again on \w{3} \d+ \w{3}, \d\d:\d\d/)
  await company.moveTo(new Date(company.clock.now().getTime() + 72 * HOUR_MS))
  assert.deepEqual((await browser.call('GET', '/account/v1/session')).body.restrictions, [])
})

test('a way out is shut until the last of its delays ends, and the reasons are told', async () => {
  const { browser, memberId } = await signedIn('exits')
  await browser.call('POST', '/account/v1/password', {
    password: PASSWORD,
    newPassword: NEW_PASSWORD,
  })
  await changeEmail(company, browser, { newEmail: 'exits-2@example.com', password: NEW_PASSWORD })
  const hoursUntil = (at: string | Date | null) =>
    Math.round((new Date(at ?? 0).getTime() - company.clock.now().getTime()) / HOUR_MS)
  const payout = await company.inContext((ctx) => readExitDelay(ctx, { memberId, exit: 'payout' }))
  assert.deepEqual(
    [payout.open, hoursUntil(payout.until), payout.why.map(({ reason }) => reason)],
    [false, 72, ['account/password_changed', 'account/email_changed']],
  )
  const shown = (await browser.call('GET', '/account/v1/exits')).body.exits
  const open = shown.map((one: { exit: string; open: boolean }) => [one.exit, one.open])
  assert.deepEqual(open, [
    ['payout', false],
    ['exchange', false],
    ['send', false],
    ['large_purchase', false],
    ['purchase', true],
  ])
  assert.match(shown[0].why[1].words.ja, /メールアドレス/)
  assert.equal(hoursUntil(shown[0].until), 72)
})

test('own changes are listed with until when each can be undone', async () => {
  const { browser } = await signedIn('lister')
  await browser.call('POST', '/account/v1/recovery-codes', { password: PASSWORD })
  const list = await browser.call('GET', '/account/v1/changes')
  const [change] = list.body.changes
  assert.deepEqual(
    [change.field, change.madeBy, change.inThisSession],
    ['recovery_code', 'member', true],
  )
  const days = (Date.parse(change.undoUntil) - Date.parse(change.at)) / DAY_MS
  assert.equal(days, 30)
})

test('where nothing is promised, nobody is told and nothing is delayed', async () => {
  const bare = await openAccountCompany({
    undoNotices: false,
    emergencyStop: false,
    previousAddressRecovers: false,
    leavingDelayHours: { afterContactChange: 0, afterPassword: 0 },
  })
  try {
    const owner = await bare.member('as-it-was')
    await owner.browser.signIn('as-it-was')
    const before = bare.mails(owner.email).length
    await changeEmail(bare, owner.browser, { newEmail: 'new@example.com' })
    await bare.settle()
    assert.equal(bare.mails(owner.email).length, before)
    assert.deepEqual((await owner.browser.call('GET', '/account/v1/session')).body.restrictions, [])
    const stop = bare.browser().call('POST', '/account/v1/stop', { contact: owner.email })
    assert.deepEqual(await refused(stop), [404, 'account/unavailable'])
    const reset = await bare.browser().call('POST', '/account/v1/password-reset', {
      login: owner.email,
    })
    assert.equal(reset.status, 202)
    await bare.settle()
    assert.equal(bare.mails(owner.email).length, before, 'the old address hears nothing')
  } finally {
    await bare.close()
  }
})
