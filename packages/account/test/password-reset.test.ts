import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import {
  type AccountCompany,
  changeEmail,
  DAY_MS,
  HOUR_MS,
  openAccountCompany,
  PASSWORD,
  tokenIn,
  UNKNOWN_TOKEN,
} from './open-account-company.ts'

let company: AccountCompany
before(async () => {
  company = await openAccountCompany()
})
after(() => company.close())

const NEW_PASSWORD = 'another good one 22'
const ask = (login: string) =>
  company.browser().call('POST', '/account/v1/password-reset', { login })
const confirm = (token: string, newPassword = NEW_PASSWORD) =>
  company.browser().call('POST', '/account/v1/password-reset/confirm', { token, newPassword })

test('a reset goes to the present address, works once, and ends every session', async () => {
  const owner = await company.member('forgot')
  await owner.browser.signIn('forgot')
  const known = await ask('forgot')
  const unknown = await ask('nobody@example.com')
  assert.deepEqual([known.status, known.body], [unknown.status, unknown.body])
  assert.equal(known.status, 202)
  const token = tokenIn(await company.lastMail(owner.email), 'reset')
  const weak = await confirm(token, 'password123')
  assert.deepEqual([weak.status, weak.body.type], [422, 'account/password_weak'])
  assert.equal((await confirm(token)).status, 200)
  const again = await confirm(token)
  assert.deepEqual([again.status, again.body.type], [409, 'account/reset_used'])
  assert.equal((await owner.browser.call('GET', '/account/v1/session')).status, 401)
  assert.equal((await owner.browser.signIn('forgot')).status, 401)
  assert.equal((await owner.browser.signIn('forgot', NEW_PASSWORD)).status, 200)
  await company.settle()
  assert.ok(company.mails(owner.email).some((mail) => /パスワードが変わりました/.test(mail.text)))
})

test('a reset link lives an hour; a made-up one is unknown; a newer password ends it', async () => {
  const owner = await company.member('hourly')
  await ask('hourly')
  const late = tokenIn(await company.lastMail(owner.email), 'reset')
  await company.moveTo(new Date(company.clock.now().getTime() + HOUR_MS))
  const expired = await confirm(late)
  assert.deepEqual([expired.status, expired.body.type], [410, 'account/reset_expired'])
  const unknown = await confirm(UNKNOWN_TOKEN)
  assert.deepEqual([unknown.status, unknown.body.type], [404, 'account/reset_unknown'])
  await ask('hourly')
  const token = tokenIn(await company.lastMail(owner.email), 'reset')
  await owner.browser.signIn('hourly')
  const change = { password: PASSWORD, newPassword: NEW_PASSWORD }
  await owner.browser.call('POST', '/account/v1/password', change)
  assert.equal((await confirm(token)).body.type, 'account/reset_used')
})

test('an address that was left last week gets the way to stop, and no reset', async () => {
  const owner = await company.member('last-week')
  await company.moveTo(new Date(company.clock.now().getTime() + DAY_MS))
  const thief = company.browser()
  await thief.signIn('last-week')
  await changeEmail(company, thief, { newEmail: 'last-week@evil.example' })
  await company.moveTo(new Date(company.clock.now().getTime() + 2 * DAY_MS))
  assert.equal((await ask(owner.email)).status, 202)
  const text = await company.lastMail(owner.email)
  assert.doesNotMatch(text, /\/reset\?t=/)
  const token = tokenIn(text, 'undo')
  assert.doesNotMatch(company.mails('last-week@evil.example').at(-1)?.text ?? '', /\/reset\?t=/)
  const pressed = await company.browser().call('POST', '/account/v1/undo', { token })
  assert.equal(pressed.status, 200)
  assert.equal((await thief.call('GET', '/account/v1/session')).status, 401)
})

test('whoever reads the new mailbox gets the reset, and the old address hears of it with a stop', async () => {
  const owner = await company.member('both-told')
  const thief = company.browser()
  await thief.signIn('both-told')
  await changeEmail(company, thief, { newEmail: 'both@evil.example' })
  await company.settle()
  const before = company.mails(owner.email).length
  await ask('both-told')
  tokenIn(await company.lastMail('both@evil.example'), 'reset')
  assert.equal(company.mails(owner.email).length, before + 1)
  tokenIn(await company.lastMail(owner.email), 'undo')
})

test('a reset by an address that somebody new set is unsure, even on the owner’s own device', async () => {
  const owner = await company.member('reset-sorts')
  await company.moveTo(new Date(company.clock.now().getTime() + DAY_MS))
  const phone = company.browser('Mozilla/5.0 (iPhone)')
  await ask('reset-sorts')
  const own = tokenIn(await company.lastMail(owner.email), 'reset')
  const path = '/account/v1/password-reset/confirm'
  await phone.call('POST', path, { token: own, newPassword: NEW_PASSWORD })
  const thief = company.browser()
  await thief.signIn('reset-sorts', NEW_PASSWORD)
  const change = { newEmail: 'sorts@evil.example', password: NEW_PASSWORD }
  await changeEmail(company, thief, change)
  await ask('reset-sorts')
  const his = tokenIn(await company.lastMail('sorts@evil.example'), 'reset')
  // From the owner's own device: only the mailbox tells who it was.
  const moved = await owner.browser.call('POST', path, {
    token: his,
    newPassword: 'mine now and only mine 9',
  })
  assert.equal(moved.status, 200)
  const sorted = await company.inContext(async (ctx) => {
    const { pressStop, readTakeover } = await import('../src/index.ts')
    const { memberId } = owner
    const pressed = { changes: [], sessions: [] }
    const { stop } = await pressStop(ctx, company.deps, { memberId, via: 'stop', pressed })
    const takeover = await readTakeover(ctx, company.deps, { caseId: stop.caseId })
    return takeover?.changes.map((one) => `${one.field} ${one.sorted} ${one.reason}`)
  })
  assert.deepEqual(sorted, [
    'password unsure reset_by_own_address',
    'email unsure new_device',
    'password unsure reset_by_unsure_address',
  ])
})

test('reset mails to one name are five an hour, known or not', async () => {
  await company.member('pestered')
  for (const login of ['pestered', 'never-was']) {
    for (let round = 0; round < 5; round++) assert.equal((await ask(login)).status, 202)
    const answer = await ask(login)
    assert.deepEqual([answer.status, answer.body.type], [429, 'account/too_many_tries'])
  }
})
