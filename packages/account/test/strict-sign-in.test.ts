import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type AccountCompany, codeIn, openAccountCompany, tokenIn } from './open-account-company.ts'

const NEXT_PASSWORD = 'reading mail is not enough 9'
let company: AccountCompany
before(async () => {
  company = await openAccountCompany({ signIn: { secondProof: 'always', codeByMail: false } })
})
after(() => company.close())

test('ASVS 6.3.3: where two proofs are a must, no device signs in by a password alone', async () => {
  const owner = await company.member('strict')
  const own = await owner.browser.signIn(owner.loginId)
  assert.deepEqual(
    [own.body.type, own.body.methods],
    ['account/second_factor_needed', ['recovery_code']],
  )
})

test('ASVS 6.3.6: who reads the mailbox sets a password and comes no further', async () => {
  const owner = await company.member('mailbox')
  const thief = company.browser()
  await thief.call('POST', '/account/v1/password-reset', { login: owner.loginId })
  const token = tokenIn(await company.lastMail(owner.email), 'reset')
  const body = { token, newPassword: NEXT_PASSWORD }
  assert.equal((await thief.call('POST', '/account/v1/password-reset/confirm', body)).status, 200)
  const half = await thief.signIn(owner.loginId, NEXT_PASSWORD)
  assert.deepEqual(half.body.methods, ['recovery_code'])
  await company.settle()
  const told = company.mails(owner.email).map(({ subject }) => subject)
  assert.ok(
    told.every((subject) => !/ログインの確認コード/.test(subject)),
    'no code goes by mail',
  )
})

test('ASVS 6.3.6: a text message to a telephone that has stood for three days is a second proof', async () => {
  const owner = await company.member('by-phone')
  const { halfSignIn } = (await owner.browser.signIn(owner.loginId)).body
  const { recoveryCode } = owner
  const path = '/account/v1/sign-in/second-factor'
  assert.equal((await owner.browser.call('POST', path, { halfSignIn, recoveryCode })).status, 200)
  const newPhone = '+819011112222'
  const password = 'tsuki no usagi 7'
  const asked = await owner.browser.call('POST', '/account/v1/phone', { newPhone, password })
  await company.settle()
  const { changeId } = asked.body
  const code = codeIn(company.texts(newPhone).at(-1)?.text ?? '')
  await owner.browser.call('POST', '/account/v1/phone/confirm', { changeId, code })
  await company.moveTo(new Date(company.clock.now().getTime() + 73 * 60 * 60 * 1000))
  const half = (await company.browser().signIn(owner.loginId)).body
  assert.deepEqual([half.methods, half.sentTo], [['sent_code', 'recovery_code'], '•••• 22'])
  await company.settle()
  const sentCode = codeIn(company.texts(newPhone).at(-1)?.text ?? '')
  const next = company.browser()
  const done = await next.call('POST', path, { halfSignIn: half.halfSignIn, sentCode })
  assert.equal(done.status, 200, JSON.stringify(done.body))
})
