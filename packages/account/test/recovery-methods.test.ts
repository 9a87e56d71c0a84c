import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { openAuthenticator } from '@modosu/kernel/testing'
import { readStop } from '../src/index.ts'
import {
  type AccountCompany,
  type Browser,
  changeEmail,
  codeIn,
  DAY_MS,
  openAccountCompany,
  PASSWORD,
  proveOwner,
  tokenIn,
} from './open-account-company.ts'
import { addPasskey } from './use-passkeys.ts'

let company: AccountCompany
before(async () => {
  company = await openAccountCompany()
})
after(() => company.close())

const NEXT_PASSWORD = 'a quiet river at night 3'
const later = (ms: number) => company.moveTo(new Date(company.clock.now().getTime() + ms))

async function withPhone(name: string, phone: string) {
  const owner = await company.member(name)
  await owner.browser.signIn(name)
  const body = { newPhone: phone, password: PASSWORD }
  const asked = await owner.browser.call('POST', '/account/v1/phone', body)
  await company.settle()
  const confirm = { changeId: asked.body.changeId, code: textedCode() }
  assert.equal((await owner.browser.call('POST', '/account/v1/phone/confirm', confirm)).status, 200)
  return owner
}

const textedCode = () => codeIn(company.texts().at(-1)?.text ?? '')

/** A thief comes in, changes the address, and the owner presses what reached his mailbox. */
async function takeOverAndStop(name: string, email: string): Promise<string> {
  await later(5 * DAY_MS)
  const thief = company.browser('Mozilla/5.0 (X11; Linux)', '198.51.100.88')
  assert.equal((await thief.signIn(name)).status, 200)
  await changeEmail(company, thief, { newEmail: `${name}@evil.example` })
  await company.settle()
  const notice = company.mails(email).findLast((mail) => /アドレスが変わりました/.test(mail.text))
  return await press(tokenIn(notice?.text ?? '', 'undo'))
}

async function press(token: string): Promise<string> {
  const pressed = await company.browser().call('POST', '/account/v1/undo', { token })
  assert.equal(pressed.status, 200, JSON.stringify(pressed.body))
  return pressed.body.caseToken
}

async function begin(caseToken: string, channel?: string) {
  const body = { caseToken, ...(channel ? { channel } : {}) }
  const begun = await company.browser().call('POST', '/account/v1/recovery', body)
  assert.equal(begun.status, 201, JSON.stringify(begun.body))
  await company.settle()
  return begun.body
}

const prove = (recoveryId: string, proof: object) =>
  company.browser().call('POST', `/account/v1/recovery/${recoveryId}/proof`, proof)

const giveBack = (browser: Browser, recoveryId: string, recoveryToken: string) =>
  browser.call('POST', `/account/v1/recovery/${recoveryId}/give-back`, {
    recoveryToken,
    kept: [],
    newPassword: NEXT_PASSWORD,
  })

test('a code by text message and the saved code verify, and the mailbox hears of it', async () => {
  const owner = await withPhone('by-phone', '09000000011')
  const caseToken = await takeOverAndStop('by-phone', owner.email)
  const begun = await begin(caseToken, 'phone')
  assert.equal(begun.mailedTo, '•••• 11')
  assert.deepEqual(
    begun.channels.map((one: { channel: string }) => one.channel),
    ['email', 'phone'],
  )
  const proof = { mailedCode: textedCode(), recoveryCode: owner.recoveryCode }
  const proven = await prove(begun.recoveryId, proof)
  assert.equal(proven.status, 200, JSON.stringify(proven.body))
  assert.match(await company.lastMail(owner.email), /持ち主であることが確かめられました/)
  const given = await giveBack(owner.browser, begun.recoveryId, proven.body.recoveryToken)
  assert.equal(given.status, 200, JSON.stringify(given.body))
})

test('whoever took over the phone number alone recovers nothing, by whatever he repeats', async () => {
  const owner = await withPhone('sim-swapped', '09000000022')
  const caseToken = await takeOverAndStop('sim-swapped', owner.email)
  const { recoveryId } = await begin(caseToken, 'phone')
  const mailedCode = textedCode()
  for (const proof of [{ mailedCode }, {}, { mailedCode, recoveryCode: 'AAAA-BBBB-CCCC' }]) {
    const answer = await prove(recoveryId, proof)
    assert.deepEqual([answer.status, answer.body.type], [422, 'account/proof_wrong'])
  }
  assert.ok(await company.inContext((ctx) => readStop(ctx, owner.memberId)))
})

/** What a browser is asked for a passkey in a recovery. */
async function askedOf(recoveryId: string) {
  const path = `/account/v1/recovery/${recoveryId}/passkey/begin`
  const begun = await company.browser().call('POST', path, {})
  assert.equal(begun.status, 200, JSON.stringify(begun.body))
  return begun.body.options
}

test('a passkey of before verifies together with a code, a stranger’s does not', async () => {
  const owner = await company.member('by-passkey')
  await owner.browser.signIn('by-passkey')
  const key = openAuthenticator()
  await addPasskey(owner.browser, { authenticator: key, password: PASSWORD })
  await later(5 * DAY_MS)
  await company.browser().call('POST', '/account/v1/stop', { contact: owner.email })
  const caseToken = tokenIn(await company.lastMail(owner.email), 'case')
  const begun = await begin(caseToken)
  const mailedCode = codeIn(await company.lastMail(owner.email))
  const stranger = openAuthenticator()
  stranger.make({ challenge: 'x', user: { id: 'x' } })
  const wrong = await prove(begun.recoveryId, {
    mailedCode,
    passkey: stranger.show(await askedOf(begun.recoveryId)),
  })
  assert.equal(wrong.body.type, 'account/proof_wrong')
  const again = await begin(caseToken)
  const code = codeIn(await company.lastMail(owner.email))
  const shown = await company.browser().call('GET', `/account/v1/recovery/${again.recoveryId}`)
  assert.deepEqual(
    [shown.body.sentTo, shown.body.passkey],
    [{ channel: 'email', contact: 'b•••@e•••.com' }, true],
  )
  const proof = { mailedCode: code, passkey: key.show(await askedOf(again.recoveryId)) }
  const proven = await prove(again.recoveryId, proof)
  assert.equal(proven.status, 200, JSON.stringify(proven.body))
})

test('at the desk two people have to say the same; the link goes where both typed', async () => {
  const owner = await company.member('at-the-desk')
  await owner.browser.signIn('at-the-desk')
  const caseToken = await takeOverAndStop('at-the-desk', owner.email)
  assert.ok(caseToken)
  const stop = await company.inContext((ctx) => readStop(ctx, owner.memberId))
  const path = `/account/v1/staff/cases/${stop?.caseId}/vouch`
  const vouch = (as: string, email: string) =>
    company.call('POST', path, {
      as,
      body: { email, papers: 'my_number_card', reason: '窓口で本人確認' },
    })
  const paper = 'paper@post.example'
  const agent = 'staff:stf_1:agent'
  const suspect = await vouch(agent, 'at-the-desk@evil.example')
  assert.deepEqual([suspect.status, suspect.body.type], [409, 'account/address_suspect'])
  assert.equal((await vouch(agent, paper)).body.state, 'waits_for_second')
  assert.equal((await vouch(agent, paper)).body.state, 'waits_for_second')
  assert.equal((await vouch('staff:stf_2:agent', paper)).body.state, 'waits_for_second')
  const other = await vouch('staff:stf_3:supervisor', 'typo@post.example')
  assert.equal(other.body.state, 'waits_for_second')
  assert.equal((await vouch('staff:stf_3:supervisor', paper)).body.state, 'verified')
  const mail = await company.lastMail(paper)
  const [, recoveryId = '', token = ''] =
    /\/recovery\/(rec_\w+)\/enter\?t=([\w-]+)/.exec(mail) ?? []
  assert.match(await company.lastMail(owner.email), /持ち主であることが確かめられました/)
  const given = await giveBack(owner.browser, recoveryId, token)
  assert.equal(given.status, 200, JSON.stringify(given.body))
})

test('a hijacked old mailbox can stop, and gets nothing back without a second proof', async () => {
  const owner = await company.member('old-mailbox')
  await owner.browser.signIn('old-mailbox')
  await changeEmail(company, owner.browser, { newEmail: 'old-mailbox-safe@example.com' })
  await company.settle()
  const notice = company.mails(owner.email).findLast((mail) => /\/undo/.test(mail.text))
  const caseToken = await press(tokenIn(notice?.text ?? '', 'undo'))
  const begun = await begin(caseToken)
  const mailedCode = codeIn(await company.lastMail(owner.email))
  assert.equal((await prove(begun.recoveryId, { mailedCode })).body.type, 'account/proof_wrong')
  const { memberId } = owner
  const email = await company.inContext((ctx) =>
    ctx.tx.query<{ contact: string }>(
      `select contact from account.address
       where member_id = $1 and channel = 'email' and until_at is null`,
      [memberId],
    ),
  )
  assert.equal(email.rows[0]?.contact, 'old-mailbox-safe@example.com')
})

test('a stranger who knows an address stops it once; after that only its reader can', async () => {
  const owner = await company.member('known-address')
  await owner.browser.signIn('known-address')
  const stranger = company.browser()
  const stop = async (contact: string) => {
    assert.equal((await stranger.call('POST', '/account/v1/stop', { contact })).status, 202)
    await company.settle()
    return await company.inContext((ctx) => readStop(ctx, owner.memberId))
  }
  assert.equal(await stop('known-address'), undefined, 'a login ID, which anybody may know')
  assert.ok(await stop(owner.email))
  const caseToken = tokenIn(await company.lastMail(owner.email), 'case')
  const { recoveryId, recoveryToken } = await proveOwner(company, { caseToken, ...owner })
  const path = `/account/v1/recovery/${recoveryId}/lift`
  const lifted = await owner.browser.call('POST', path, { recoveryToken })
  assert.equal(lifted.status, 200, JSON.stringify(lifted.body))
  const again = await owner.browser.call('POST', path, { recoveryToken })
  assert.equal(again.body.type, 'account/already_given_back')
  assert.equal((await owner.browser.call('GET', '/account/v1/session')).status, 200)
  assert.equal((await company.browser().signIn('known-address')).status, 200, 'the password stays')
  await later(2 * DAY_MS)
  assert.equal(await stop(owner.email), undefined)
  assert.equal((await owner.browser.call('GET', '/account/v1/session')).status, 200)
  const offer = await company.lastMail(owner.email)
  assert.match(offer, /まだ止めていません/)
  await press(tokenIn(offer, 'undo'))
  assert.ok(await company.inContext((ctx) => readStop(ctx, owner.memberId)))
})

test('what the records show as a takeover cannot be waved away', async () => {
  const owner = await company.member('waved-away')
  await owner.browser.signIn('waved-away')
  const caseToken = await takeOverAndStop('waved-away', owner.email)
  const { recoveryId, recoveryToken } = await proveOwner(company, { caseToken, ...owner })
  const path = `/account/v1/recovery/${recoveryId}/lift`
  const answer = await owner.browser.call('POST', path, { recoveryToken })
  assert.deepEqual([answer.status, answer.body.type], [409, 'account/takeover_shown'])
  const [told] = (await company.events('account.given_back')).filter(
    (one) => one.memberId === owner.memberId,
  )
  assert.equal(told, undefined)
  const given = await giveBack(owner.browser, recoveryId, recoveryToken)
  assert.equal(given.status, 200)
  const [event] = (await company.events('account.given_back')).filter(
    (one) => one.memberId === owner.memberId,
  )
  assert.ok(event)
  const { sessionIds, ownSessionIds, falseAlarm } = event
  const counts = [sessionIds, ownSessionIds].map((list) => (list as string[]).length)
  assert.deepEqual([...counts, falseAlarm], [1, 1, false])
})
