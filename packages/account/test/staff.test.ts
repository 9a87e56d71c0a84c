import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import {
  type AccountCompany,
  changeEmail,
  openAccountCompany,
  PASSWORD,
  tokenIn,
} from './open-account-company.ts'

let company: AccountCompany
before(async () => {
  company = await openAccountCompany({ undoNotices: false })
})
after(() => company.close())

const AGENT = 'staff:stf_1:agent'
const SUPERVISOR = 'staff:stf_2:supervisor'
const look = (login: string, as = AGENT, reason = 'the owner is on the phone') =>
  company.call('GET', `/account/v1/staff/members?login=${encodeURIComponent(login)}`, {
    as,
    ...(reason === '' ? {} : { headers: { 'x-reason': reason } }),
  })
const restore = (memberId: string, as = SUPERVISOR) =>
  company.call('POST', `/account/v1/staff/members/${memberId}/restore-email`, {
    as,
    body: { reason: 'the owner called, and the records agree' },
  })

test('the desk finds a member by what he had before, sees no address, and leaves a record', async () => {
  const owner = await company.member('called')
  const thief = company.browser()
  await thief.signIn('called')
  await changeEmail(company, thief, { newEmail: 'called@evil.example' })
  const found = await look(owner.email)
  assert.equal(found.status, 200)
  assert.deepEqual(
    [found.body.memberId, found.body.email, found.body.changes[0].field],
    [owner.memberId, 'c•••@e•••.example', 'email'],
  )
  assert.ok(!JSON.stringify(found.body).includes('called@'))
  const nobody = await look('nobody@example.com')
  assert.deepEqual([nobody.status, nobody.body.type], [404, 'account/unknown_member'])
  const looks = await company.inContext((ctx) =>
    ctx.tx.query('select subject, reason from kernel.disclosure order by at, subject'),
  )
  assert.deepEqual(looks.rows.map((row) => row.subject).sort(), [owner.email, 'nobody@example.com'])
})

test('nobody looks without a reason, and no member, auditor or stranger looks at all', async () => {
  assert.equal((await look('called', AGENT, '')).status, 400)
  assert.equal((await look('called', 'staff:stf_3:auditor')).status, 403)
  for (const as of ['', 'staff:', 'member:mem_1:ses_1:dev_1']) {
    assert.equal((await look('called', as)).status, 401)
  }
})

test('a supervisor puts the last address back; the owner gets a reset link there and nobody else', async () => {
  const owner = await company.member('by-hand')
  const thief = company.browser()
  await thief.signIn('by-hand')
  await changeEmail(company, thief, { newEmail: 'by-hand@evil.example' })
  const change = { password: PASSWORD, newPassword: 'mine now and only mine 9' }
  await thief.call('POST', '/account/v1/password', change)
  assert.equal((await restore(owner.memberId, AGENT)).status, 403)
  const restored = await restore(owner.memberId)
  assert.deepEqual([restored.status, restored.body.mailedTo], [200, 'b•••@e•••.com'])
  assert.equal((await thief.call('GET', '/account/v1/session')).status, 401)
  const token = tokenIn(await company.lastMail(owner.email), 'reset')
  const body = { token, newPassword: 'a quiet river at night 3' }
  const path = '/account/v1/password-reset/confirm'
  assert.equal((await owner.browser.call('POST', path, body)).status, 200)
  assert.equal((await owner.browser.signIn(owner.email, 'a quiet river at night 3')).status, 200)
  const again = await restore(owner.memberId)
  assert.deepEqual([again.status, again.body.type], [409, 'account/no_earlier_address'])
})

test('the desk cannot go around a stop, nor restore what never changed or who never was', async () => {
  const owner = await company.member('stopped-one')
  const nothing = await restore(owner.memberId)
  assert.deepEqual([nothing.status, nothing.body.type], [409, 'account/no_earlier_address'])
  const nobody = await restore(`mem_${'0'.repeat(24)}`)
  assert.deepEqual([nobody.status, nobody.body.type], [404, 'account/unknown_member'])
  await owner.browser.signIn('stopped-one')
  await changeEmail(company, owner.browser, { newEmail: 'stopped-two@example.com' })
  await company.browser().call('POST', '/account/v1/stop', { contact: 'stopped-two@example.com' })
  await company.settle()
  const stopped = await restore(owner.memberId)
  assert.deepEqual([stopped.status, stopped.body.type], [403, 'account/stopped'])
})
