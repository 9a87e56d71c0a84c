import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import {
  type AccountCompany,
  changeEmail,
  HOUR_MS,
  openAccountCompany,
  PASSWORD,
  proveOwner,
  START,
  tokenIn,
} from './open-account-company.ts'

let company: AccountCompany
before(async () => {
  company = await openAccountCompany()
})
after(() => company.close())

const THIEFS_PASSWORD = 'mine now and only mine 9'
const OWNERS_NEXT_PASSWORD = 'a quiet river at night 3'

test('one press gives the account back as it was, from the notice to the new sign-in', async () => {
  const owner = await company.member('hanako')
  assert.equal((await owner.browser.signIn('hanako')).status, 200)
  await company.moveTo(new Date(START.getTime() + HOUR_MS))
  const thief = company.browser('Mozilla/5.0 (Linux; Android 7.0)')
  assert.equal((await thief.signIn('hanako')).status, 200)
  await changeEmail(company, thief, { newEmail: 'thief@evil.example' })
  const password = { password: PASSWORD, newPassword: THIEFS_PASSWORD }
  assert.equal((await thief.call('POST', '/account/v1/password', password)).status, 200)
  const planted = {
    address: {
      name: 'X',
      postalCode: '100-0001',
      prefecture: '東京都',
      city: '千代田区',
      line: '1',
    },
    password: THIEFS_PASSWORD,
  }
  assert.equal((await thief.call('POST', '/account/v1/delivery-addresses', planted)).status, 200)
  await company.settle()
  const emailNotice = company
    .mails(owner.email)
    .find((mail) => /E-mail|e-mail address was/.test(mail.subject))
  assert.ok(emailNotice)
  const undo = { token: tokenIn(emailNotice.text, 'undo') }

  const pressed = await owner.browser.call('POST', '/account/v1/undo', undo)
  assert.equal(pressed.status, 200, JSON.stringify(pressed.body))
  assert.match(pressed.body.caseNumber, /^\d{3}-\d{3}-\d{3}$/)
  assert.equal((await thief.call('GET', '/account/v1/session')).status, 401)
  assert.equal((await thief.signIn('hanako', THIEFS_PASSWORD)).body.type, 'account/stopped')

  const { caseToken } = pressed.body
  const proof = { caseToken, ...owner }
  const { recoveryId, recoveryToken } = await proveOwner(company, proof)
  const path = `/account/v1/recovery/${recoveryId}`
  const review = await owner.browser.call('POST', `${path}/review`, { recoveryToken })
  assert.deepEqual(
    review.body.changes.map(
      (one: { field: string; sorted: string }) => `${one.field} ${one.sorted}`,
    ),
    ['email theirs', 'password theirs', 'delivery_address theirs'],
  )
  const given = await owner.browser.call('POST', `${path}/give-back`, {
    recoveryToken,
    kept: [],
    newPassword: OWNERS_NEXT_PASSWORD,
    newLoginId: 'hanako-2',
  })
  assert.equal(given.status, 200, JSON.stringify(given.body))
  const me = await owner.browser.call('GET', '/account/v1/session')
  assert.equal(me.body.email, owner.email)
  assert.equal(me.body.loginId, 'hanako-2')
  assert.deepEqual(me.body.restrictions, [])
  const there = await owner.browser.call('GET', '/account/v1/delivery-addresses')
  assert.deepEqual(there.body.deliveryAddresses, [])
  assert.equal((await thief.signIn('hanako-2', THIEFS_PASSWORD)).status, 401)
  assert.equal((await owner.browser.signIn('hanako-2', OWNERS_NEXT_PASSWORD)).status, 200)
  const [stopped] = await company.events('account.stopped')
  assert.equal(stopped?.evidence, 'machine')
  assert.ok(Array.isArray(stopped?.sessionIds) && stopped.sessionIds.length === 1)
  assert.equal((await company.events('account.verified')).length, 1)
  assert.equal((await company.events('account.given_back')).length, 1)
})
