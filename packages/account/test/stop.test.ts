import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { MEMBER_COOKIE } from '@modosu/kernel'
import { authenticateMember } from '../src/index.ts'
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
  tokenIn,
  UNKNOWN_TOKEN,
} from './open-account-company.ts'

const ORIGIN = { ip: '10.0.0.1', userAgent: 'Mozilla/5.0 (Windows NT 10.0)' }
const ASKED = { operation: 'post /account/v1/password', reads: false }
let company: AccountCompany
before(async () => {
  company = await openAccountCompany()
})
after(() => company.close())

const THIEFS_PASSWORD = 'mine now and only mine 9'
const press = (token: string) => company.browser().call('POST', '/account/v1/undo', { token })
const stop = (contact: string, browser = company.browser()) =>
  browser.call('POST', '/account/v1/stop', { contact })

interface Taken {
  readonly owner: Member
  readonly thief: Browser
  readonly thiefsMail: string
}

/** The takeover of 2017: sign-in from a new device, the address, then the password. */
async function takeOver(name: string): Promise<Taken> {
  const owner = await company.member(name)
  await owner.browser.signIn(name)
  await company.moveTo(new Date(company.clock.now().getTime() + HOUR_MS))
  const thief = company.browser('Mozilla/5.0 (Linux; Android 7.0)')
  await thief.signIn(name)
  const thiefsMail = `${name}@evil.example`
  await changeEmail(company, thief, { newEmail: thiefsMail })
  const password = { password: PASSWORD, newPassword: THIEFS_PASSWORD }
  assert.equal((await thief.call('POST', '/account/v1/password', password)).status, 200)
  await company.settle()
  return { owner, thief, thiefsMail }
}

const undoTokens = (to: string) =>
  company
    .mails(to)
    .filter((mail) => /\/undo\?t=/.test(mail.text))
    .map((mail) => tokenIn(mail.text, 'undo'))

test('the address that an intruder brought never gets an undo, nor the code of his case', async () => {
  const { owner, thiefsMail } = await takeOver('undo-where')
  assert.equal(undoTokens(owner.email).length, 3, 'for the sign-in, the address, the password')
  assert.equal(undoTokens(thiefsMail).length, 0)
  const told = company.mails(thiefsMail).find((mail) => /パスワードが変わり/.test(mail.text))
  assert.match(told?.text ?? '', /https:\/\/hinata\.example\/stop/)
  await stop(owner.email)
  await company.settle()
  assert.ok(company.mails(owner.email).some((mail) => /\/case\?t=/.test(mail.text)))
  assert.ok(!company.mails(thiefsMail).some((mail) => /\/case\?t=/.test(mail.text)))
})

test("the thief's second change does not cancel the undo of the first", async () => {
  const { owner, thief, thiefsMail } = await takeOver('second-change')
  const second = 'second-change-2@evil.example'
  await changeEmail(company, thief, { newEmail: second, password: THIEFS_PASSWORD })
  await thief.call('POST', '/account/v1/login-id', {
    newLoginId: 'mine-now',
    password: THIEFS_PASSWORD,
  })
  await company.settle()
  assert.equal(undoTokens(owner.email).length, 5, 'the sign-in and every change are told')
  assert.equal(undoTokens(thiefsMail).length + undoTokens(second).length, 0)
  const [, first = ''] = undoTokens(owner.email)
  const pressed = await press(first)
  assert.equal(pressed.status, 200)
  assert.equal((await thief.call('GET', '/account/v1/session')).status, 401)
})

test('an undo link is unknown, expired or used; a second press leaves the stop standing', async () => {
  const { owner } = await takeOver('undo-life')
  const unknown = await press(UNKNOWN_TOKEN)
  assert.deepEqual([unknown.status, unknown.body.type], [404, 'account/undo_unknown'])
  const [first = '', second = ''] = undoTokens(owner.email)
  const pressed = await press(first)
  assert.equal(pressed.status, 200)
  const again = await press(first)
  assert.deepEqual([again.status, again.body.type], [409, 'account/undo_used'])
  assert.equal(again.body.caseNumber, pressed.body.caseNumber)
  assert.equal(
    (await company.events('account.stopped')).filter((event) => event.memberId === owner.memberId)
      .length,
    1,
  )
  const other = await press(second)
  assert.deepEqual([other.status, other.body.caseNumber], [200, pressed.body.caseNumber])
  assert.equal((await company.browser().signIn(owner.loginId)).status, 401)
  const { owner: late } = await takeOver('undo-late')
  const [lateToken = ''] = undoTokens(late.email)
  await company.moveTo(new Date(company.clock.now().getTime() + 30 * DAY_MS))
  const expired = await press(lateToken)
  assert.deepEqual([expired.status, expired.body.type], [410, 'account/undo_expired'])
})

test('two presses of one link at one moment make one stop', async () => {
  const { owner } = await takeOver('double-press')
  const [token = ''] = undoTokens(owner.email)
  const answers = await Promise.all([press(token), press(token), press(token)])
  assert.deepEqual(answers.map((answer) => answer.status).sort(), [200, 409, 409])
})

test('a press ends sessions, resets, pending addresses, and shuts sign-in and every change', async () => {
  const { owner, thief, thiefsMail } = await takeOver('all-shut')
  const asked = await thief.call('POST', '/account/v1/email', {
    newEmail: 'later@evil.example',
    password: THIEFS_PASSWORD,
  })
  const code = codeIn(await company.lastMail('later@evil.example'))
  await company.browser().call('POST', '/account/v1/password-reset', { login: owner.loginId })
  const reset = tokenIn(await company.lastMail(thiefsMail), 'reset')
  const [token = ''] = undoTokens(owner.email)
  assert.equal((await press(token)).status, 200)
  const confirm = { changeId: asked.body.changeId, code }
  assert.equal((await thief.call('POST', '/account/v1/email/confirm', confirm)).status, 401)
  const used = await thief.call('POST', '/account/v1/password-reset/confirm', {
    token: reset,
    newPassword: 'one more of the thief 1',
  })
  assert.deepEqual([used.status, used.body.type], [409, 'account/reset_used'])
  const signIn = await thief.signIn(thiefsMail, THIEFS_PASSWORD)
  assert.deepEqual([signIn.status, signIn.body.type], [403, 'account/stopped'])
  const before = company.mails(thiefsMail).length
  await company.browser().call('POST', '/account/v1/password-reset', { login: owner.loginId })
  await company.settle()
  assert.equal(company.mails(thiefsMail).length, before, 'no reset while a stop stands')
})

test('a stop moves nothing: name, address, password and delivery addresses stay as they are', async () => {
  const { owner, thiefsMail } = await takeOver('only-freeze')
  const state = () =>
    company.inContext(async (ctx) => {
      const found = await ctx.tx.query(
        `select m.password_hash, n.login_id, a.contact as email
         from account.member m
         join account.login_name n on n.member_id = m.member_id and n.until_at is null
         join account.address a on a.member_id = m.member_id and a.until_at is null
         where m.member_id = $1`,
        [owner.memberId],
      )
      return found.rows[0]
    })
  const before = await state()
  await stop(owner.email)
  await company.settle()
  assert.deepEqual(await state(), before)
  assert.equal(before?.email, thiefsMail)
})

test('the stop answers known and unknown contacts alike, however often it is pressed', async () => {
  const { owner, thiefsMail } = await takeOver('alike')
  const contacts = [owner.loginId, owner.email, thiefsMail, 'nobody@example.com', 'no such name']
  const first = await Promise.all(contacts.map((contact) => stop(contact)))
  const again = await Promise.all(contacts.map((contact) => stop(contact.toUpperCase())))
  for (const [at, answer] of first.entries()) {
    assert.equal(answer.status, 202)
    assert.deepEqual(Object.keys(answer.body), ['caseNumber'])
    assert.match(answer.body.caseNumber, /^\d{3}-\d{3}-\d{3}$/)
    assert.deepEqual(again[at]?.body, answer.body, 'one contact, one number')
    assert.equal(answer.headers.get('set-cookie'), null)
  }
  const numbers = new Set(first.map((answer) => answer.body.caseNumber))
  assert.equal(numbers.size, contacts.length, 'two contacts of one member cannot be matched')
  const stopped = (await company.events('account.stopped')).filter(
    (event) => event.memberId === owner.memberId,
  )
  assert.equal(stopped.length, 1)
  assert.ok(numbers.has(String(stopped[0]?.caseNumber)))
})

test('an address that was left 89 days ago still stops the account, after 91 days no more', async () => {
  const owner = await company.member('left-long-ago')
  await owner.browser.signIn('left-long-ago')
  await changeEmail(company, owner.browser, { newEmail: 'left-now@example.com' })
  const stopsOf = async () =>
    (await company.events('account.stopped')).filter((one) => one.memberId === owner.memberId)
  await company.moveTo(new Date(company.clock.now().getTime() + 91 * DAY_MS))
  await stop(owner.email)
  assert.equal((await stopsOf()).length, 0)
  await company.moveTo(new Date(company.clock.now().getTime() - 2 * DAY_MS))
  await stop(owner.email)
  assert.equal((await stopsOf()).length, 1)
})

test('an undo of an old change without any new device is only the word of somebody', async () => {
  const owner = await company.member('own-change')
  await owner.browser.signIn('own-change')
  await changeEmail(company, owner.browser, { newEmail: 'own-change-2@example.com' })
  await company.settle()
  const [token = ''] = undoTokens(owner.email)
  assert.equal((await press(token)).status, 200)
  const event = (await company.events('account.stopped')).find(
    (one) => one.memberId === owner.memberId,
  )
  assert.deepEqual([event?.evidence, event?.reasons], ['press', ['pressed_on_your_device']])
})

test('a spend that runs is waited for, and no spend begins after the press', async () => {
  const { owner, thief } = await takeOver('race')
  const token = thief.cookies.get(MEMBER_COOKIE) ?? ''
  const [undo = ''] = undoTokens(owner.email)
  const order: string[] = []
  const held = Promise.withResolvers<void>()
  const begun = Promise.withResolvers<void>()
  const spend = company.inContext(async (ctx) => {
    assert.ok(await authenticateMember(ctx, token, ORIGIN, ASKED))
    begun.resolve()
    await held.promise
    order.push('spend')
  })
  await begun.promise
  const pressed = press(undo).then((answer) => {
    order.push('press')
    return answer
  })
  await waitUntilBlocked(company)
  held.resolve()
  await spend
  assert.equal((await pressed).status, 200)
  assert.deepEqual(order, ['spend', 'press'])
  const later = await company.inContext((ctx) => authenticateMember(ctx, token, ORIGIN, ASKED))
  assert.equal(later, undefined)
})

test('the stop is pressed sixty times an hour from one network, then asked to wait', async () => {
  const browser = company.browser('Mozilla/5.0', '198.51.100.4')
  for (let round = 0; round < 60; round++) {
    assert.equal((await stop(`nobody-${round}`, browser)).status, 202)
  }
  const answer = await stop('nobody-more', browser)
  assert.deepEqual([answer.status, answer.body.type], [429, 'account/too_many_tries'])
})

test('malformed presses name their fields', async () => {
  const empty = await company.browser().call('POST', '/account/v1/stop', { contact: ' ', to: 'x' })
  assert.deepEqual(empty.body.errors.map((error: { pointer: string }) => error.pointer).sort(), [
    '/body/contact',
    '/body/to',
  ])
  const undo = await company.browser().call('POST', '/account/v1/undo', { token: 7 })
  assert.equal(undo.body.errors[0].pointer, '/body/token')
})

/** Waits until a connection waits for a lock of another. */
async function waitUntilBlocked(of: AccountCompany): Promise<void> {
  const deadline = performance.now() + 10_000
  while (performance.now() < deadline) {
    const found = await of.runtime.pool.query(
      `select 1 from pg_stat_activity where datname = current_database()
       and wait_event_type = 'Lock' limit 1`,
    )
    if (found.rowCount) return
  }
  assert.fail('nobody waits')
}
