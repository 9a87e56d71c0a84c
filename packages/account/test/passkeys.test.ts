import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { openAuthenticator, type Spoilt } from '@modosu/kernel/testing'
import { type AccountCompany, openAccountCompany, PASSWORD } from './open-account-company.ts'
import { addPasskey, signInByPasskey } from './use-passkeys.ts'

let company: AccountCompany
before(async () => {
  company = await openAccountCompany()
})
after(() => company.close())

async function holder(name: string) {
  const member = await company.member(name)
  await member.browser.signIn(name)
  const authenticator = openAuthenticator()
  const passkeyId = await addPasskey(member.browser, { authenticator, password: PASSWORD })
  return { ...member, authenticator, passkeyId }
}

test('a passkey signs in without a name, from a browser that was never seen', async () => {
  const owner = await holder('pk_first')
  const elsewhere = company.browser()
  const { answer } = await signInByPasskey(elsewhere, owner.authenticator)
  assert.deepEqual([answer.status, answer.body.memberId], [200, owner.memberId])
  const { body } = await elsewhere.call('GET', '/account/v1/sessions')
  assert.equal(body.sessions[0].wayIn, 'passkey')
  const { body: factors } = await elsewhere.call('GET', '/account/v1/factors')
  const [passkey] = factors.passkeys
  assert.equal(passkey.name, '自分のスマートフォン')
  assert.deepEqual([passkey.backupEligible, passkey.backedUp], [true, true])
  assert.ok(passkey.lastUsedAt)
})

test('a new passkey is told to the owner, with the undo', async () => {
  const owner = await holder('pk_told')
  const mail = await company.lastMail(owner.email)
  assert.match(mail, /パスキー/)
  assert.match(mail, /\/undo\?t=/)
})

const spoilt: readonly (readonly [string, Spoilt])[] = [
  ['of another site', { origin: 'https://hinata-login.example' }],
  ['of a device that was not unlocked', { withoutVerification: true }],
  ['with a counter that went back, as a copied key shows it', { counter: 1 }],
  ['to a challenge that nobody gave', { challenge: 'A'.repeat(43) }],
  ['that was made for another purpose', { type: 'webauthn.create' }],
]
test('an answer that is not as it must be opens nothing, and all of them look alike', async () => {
  const owner = await holder('pk_spoilt')
  const browser = company.browser()
  for (const [what, how] of spoilt) {
    const { answer } = await signInByPasskey(browser, owner.authenticator, how)
    assert.deepEqual([answer.status, answer.body.type], [401, 'account/passkey_refused'], what)
  }
  const stranger = await signInByPasskey(browser, openAuthenticator())
  assert.equal(stranger.answer.body.type, 'account/passkey_refused')
  assert.equal((await signInByPasskey(browser, owner.authenticator)).answer.status, 200)
})

test('an answer works once, and not after five minutes', async () => {
  const owner = await holder('pk_once')
  const browser = company.browser()
  const { passkey } = await signInByPasskey(browser, owner.authenticator)
  const again = await company.browser().call('POST', '/account/v1/sign-in/passkey', { passkey })
  assert.equal(again.body.type, 'account/passkey_refused')
  const begun = await browser.call('POST', '/account/v1/sign-in/passkey/begin', {})
  await company.moveTo(new Date(company.clock.now().getTime() + 6 * 60_000))
  const late = { passkey: owner.authenticator.show(begun.body.options) }
  assert.equal(
    (await browser.call('POST', '/account/v1/sign-in/passkey', late)).body.type,
    'account/passkey_refused',
  )
})

test('a passkey is added only in the session that began it, with the password', async () => {
  const owner = await company.member('pk_session')
  await owner.browser.signIn(owner.loginId)
  const wrong = await owner.browser.call('POST', '/account/v1/passkeys/begin', { password: 'x' })
  assert.equal(wrong.body.type, 'account/password_wrong')
  const begun = await owner.browser.call('POST', '/account/v1/passkeys/begin', {
    password: PASSWORD,
  })
  const other = company.browser()
  await other.signIn(owner.loginId)
  const body = { name: 'x', passkey: openAuthenticator().make(begun.body.options) }
  const stolen = await other.call('POST', '/account/v1/passkeys', body)
  assert.equal(stolen.body.type, 'account/passkey_refused')
})

test('a passkey of one member is no other member’s', async () => {
  const owner = await holder('pk_mine')
  const other = await company.member('pk_other')
  await other.browser.signIn(other.loginId)
  const begun = await other.browser.call('POST', '/account/v1/passkeys/begin', {
    password: PASSWORD,
  })
  const body = { name: 'x', passkey: owner.authenticator.make(begun.body.options) }
  const taken = await other.browser.call('POST', '/account/v1/passkeys', body)
  assert.deepEqual([taken.status, taken.body.type], [409, 'account/passkey_taken'])
  const path = `/account/v1/passkeys/${owner.passkeyId}`
  const renamed = await other.browser.call('PUT', `${path}/name`, { name: 'mine' })
  assert.equal(renamed.body.type, 'account/unknown_passkey')
  const removed = await other.browser.call('DELETE', path, { password: PASSWORD })
  assert.equal(removed.body.type, 'account/unknown_passkey')
})

test('a passkey that was removed opens nothing any more', async () => {
  const owner = await holder('pk_removed')
  const { answer } = await signInByPasskey(owner.browser, owner.authenticator)
  assert.equal(answer.status, 200)
  const path = `/account/v1/passkeys/${owner.passkeyId}`
  assert.equal((await owner.browser.call('PUT', `${path}/name`, { name: '古い' })).status, 200)
  assert.equal((await owner.browser.call('DELETE', path, { password: PASSWORD })).status, 200)
  const late = await signInByPasskey(company.browser(), owner.authenticator)
  assert.equal(late.answer.body.type, 'account/passkey_refused')
  assert.equal((await company.browser().signIn(owner.loginId)).status, 200)
})

test('with a passkey the password alone is half a sign-in, and changes nothing guarded', async () => {
  const owner = await holder('pk_strong')
  const thief = company.browser()
  const half = await thief.signIn(owner.loginId)
  assert.deepEqual([half.status, half.body.type], [401, 'account/second_factor_needed'])
  assert.deepEqual(half.body.methods, ['passkey', 'recovery_code'])
  // The owner's browser was there before the passkey: its session did not show one yet.
  const change = { newEmail: 'new@example.com', password: PASSWORD }
  const asked = await owner.browser.call('POST', '/account/v1/email', change)
  assert.deepEqual([asked.status, asked.body.type], [403, 'kernel/step_up_needed'])
  assert.deepEqual(asked.body.methods, ['passkey', 'recovery_code'])
  const byPassword = await owner.browser.call('POST', '/account/v1/proof', { password: PASSWORD })
  assert.equal(byPassword.body.type, 'account/proof_refused')
  const begun = await owner.browser.call('POST', '/account/v1/proof/begin', {})
  const passkey = owner.authenticator.show(begun.body.options)
  const proven = await owner.browser.call('POST', '/account/v1/proof', { passkey })
  assert.deepEqual([proven.status, proven.body.provenBy], [200, 'passkey'])
  assert.equal((await owner.browser.call('POST', '/account/v1/email', change)).status, 202)
  await company.moveTo(new Date(company.clock.now().getTime() + 11 * 60_000))
  const later = await owner.browser.call('POST', '/account/v1/email', change)
  assert.equal(later.body.type, 'kernel/step_up_needed')
})

test('a stop shuts passkeys too, and challenges that are still open', async () => {
  const owner = await holder('pk_stopped')
  await company.browser().call('POST', '/account/v1/stop', { contact: owner.email })
  await company.settle()
  const { answer } = await signInByPasskey(company.browser(), owner.authenticator)
  assert.deepEqual([answer.status, answer.body.type], [403, 'account/stopped'])
})
