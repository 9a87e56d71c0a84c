import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { openAuthenticator, type TestCompany } from '@modosu/kernel/testing'
import { createStaff } from '../src/index.ts'
import { openDesk, STAFF_PASSWORD } from './one-desk.ts'

const ORIGIN = 'https://hinata.example'
const PATH = '/desk/v1/staff'
let lenient: TestCompany
let strict: TestCompany
before(async () => {
  lenient = await openDesk('until_passkey')
  strict = await openDesk('to_enrol')
})
after(async () => {
  await lenient.close()
  await strict.close()
})

async function hire(company: TestCompany, login: string, role: 'agent' | 'auditor' = 'agent') {
  await company.inContext((ctx) =>
    createStaff(ctx, { login, name: `${login} さん`, role, password: STAFF_PASSWORD }),
  )
  return await signIn(company, login)
}

const signIn = (company: TestCompany, login: string) =>
  company.call('POST', `${PATH}/sign-in`, { body: { login, password: STAFF_PASSWORD } })

const cookieOf = (answer: { headers: Headers }) => ({
  cookie: /modosu_staff=[^;]+/.exec(answer.headers.get('set-cookie') ?? '')?.[0] ?? '',
})

async function addPasskey(company: TestCompany, headers: { cookie: string }) {
  const authenticator = openAuthenticator(ORIGIN)
  const begun = await company.call('POST', `${PATH}/passkeys/begin`, { headers, body: {} })
  assert.equal(begun.status, 200, JSON.stringify(begun.body))
  const passkey = authenticator.make(begun.body.options)
  const body = { name: '机の鍵', passkey }
  const added = await company.call('POST', `${PATH}/passkeys`, { headers, body })
  assert.equal(added.status, 201, JSON.stringify(added.body))
  return { authenticator, passkeyId: added.body.passkeyId, replay: body }
}

async function signInByPasskey(
  company: TestCompany,
  authenticator: ReturnType<typeof openAuthenticator>,
) {
  const begun = await company.call('POST', `${PATH}/sign-in/passkey/begin`, { body: {} })
  const body = { passkey: authenticator.show(begun.body.options) }
  return { answer: await company.call('POST', `${PATH}/sign-in/passkey`, { body }), body }
}

test('with the first passkey the password of a member of staff opens nothing any more', async () => {
  const byPassword = cookieOf(await hire(lenient, 'tamura'))
  const { authenticator } = await addPasskey(lenient, byPassword)
  const refused = await signIn(lenient, 'tamura')
  assert.deepEqual([refused.status, refused.body.type], [401, 'desk/sign_in_refused'])
  const { answer, body } = await signInByPasskey(lenient, authenticator)
  assert.deepEqual([answer.status, answer.body.wayIn, answer.body.role], [200, 'passkey', 'agent'])
  const queue = await lenient.call('GET', '/desk/v1/cases', { headers: cookieOf(answer) })
  assert.equal(queue.status, 200)
  const again = await lenient.call('POST', `${PATH}/sign-in/passkey`, { body })
  assert.deepEqual([again.status, again.body.type], [401, 'desk/passkey_refused'])
})

test('where passkeys are a must, a password opens the making of one and nothing else', async () => {
  const headers = cookieOf(await hire(strict, 'miyake'))
  const queue = () => strict.call('GET', '/desk/v1/cases', { headers })
  assert.deepEqual(
    [(await queue()).status, (await queue()).body.type],
    [401, 'kernel/not_signed_in'],
  )
  const session = await strict.call('GET', `${PATH}/session`, { headers })
  assert.deepEqual([session.body.wayIn, session.body.passkeys], ['password', []])
  const { authenticator } = await addPasskey(strict, headers)
  assert.equal((await queue()).status, 401, 'this very session stays one of a password')
  const { answer } = await signInByPasskey(strict, authenticator)
  const open = await strict.call('GET', '/desk/v1/cases', { headers: cookieOf(answer) })
  assert.equal(open.status, 200)
})

test('a desk that was left open makes no passkey for whoever sits down at it', async () => {
  const headers = cookieOf(await hire(lenient, 'leaver'))
  await lenient.moveTo(new Date(lenient.clock.now().getTime() + 11 * 60_000))
  const begun = await lenient.call('POST', `${PATH}/passkeys/begin`, { headers, body: {} })
  assert.deepEqual([begun.status, begun.body.type], [403, 'desk/sign_in_too_old'])
})

test('a made passkey counts once, for the person it was asked for', async () => {
  const own = cookieOf(await hire(lenient, 'first'))
  const other = cookieOf(await hire(lenient, 'second'))
  const { replay } = await addPasskey(lenient, own)
  for (const headers of [own, other]) {
    const again = await lenient.call('POST', `${PATH}/passkeys`, { headers, body: replay })
    assert.deepEqual([again.status, again.body.type], [401, 'desk/passkey_refused'])
  }
})

test('a passkey is removed while another is left, and opens nothing afterwards', async () => {
  const headers = cookieOf(await hire(lenient, 'two-keys'))
  const first = await addPasskey(lenient, headers)
  const remove = (id: string) => lenient.call('DELETE', `${PATH}/passkeys/${id}`, { headers })
  const last = await remove(first.passkeyId)
  assert.deepEqual([last.status, last.body.type], [409, 'desk/passkey_needed'])
  const second = await addPasskey(lenient, headers)
  assert.equal((await remove(first.passkeyId)).status, 200)
  assert.equal((await signInByPasskey(lenient, first.authenticator)).answer.status, 401)
  assert.equal((await signInByPasskey(lenient, second.authenticator)).answer.status, 200)
})

test('acting for a person is a recorded view: who, whom, why and when; never a sign-in', async () => {
  const agent = cookieOf(await hire(lenient, 'helper'))
  const auditor = cookieOf(await hire(lenient, 'auditor', 'auditor'))
  const memberId = 'mem_000000000000000000000000'
  const path = `/account/v1/staff/members/${memberId}`
  const why = { 'x-reason': 'he asked on the telephone' }
  const silent = await lenient.call('GET', path, { headers: agent })
  assert.equal(silent.body.errors[0].pointer, '/header/X-Reason')
  const looked = await lenient.call('GET', path, { headers: { ...agent, ...why } })
  assert.equal(looked.body.type, 'account/unknown_member')
  // What a member does is not there for staff, whatever their role.
  for (const own of ['/account/v1/session', '/account/v1/sessions', '/account/v1/factors']) {
    assert.equal((await lenient.call('GET', own, { headers: agent })).status, 401, own)
  }
  const forbidden = await lenient.call('GET', '/desk/v1/looks', { headers: agent })
  assert.deepEqual([forbidden.status, forbidden.body.type], [403, 'kernel/forbidden'])
  const { body } = await lenient.call('GET', `/desk/v1/looks?subject=${memberId}`, {
    headers: auditor,
  })
  const [{ staffId, operation, subject, reason, at }] = body.looks
  assert.match(staffId, /^staff_/)
  assert.deepEqual(
    [operation, subject, reason],
    ['/account/v1/staff/members/{memberId}', memberId, why['x-reason']],
  )
  assert.ok(Date.parse(at))
  const looking = await lenient.call('GET', path, { headers: { ...auditor, ...why } })
  assert.equal(looking.body.type, 'kernel/forbidden', 'an auditor reads looks, not persons')
})
