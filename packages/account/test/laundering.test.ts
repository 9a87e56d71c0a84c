import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
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

const HOME = '198.51.100.7'
const WINDOWS = 'Mozilla/5.0 (Windows NT 10.0)'
const NEXT_PASSWORD = 'nobody launders this one 5'
let company: AccountCompany
before(async () => {
  company = await openAccountCompany()
})
after(() => company.close())

const later = (ms: number) => company.moveTo(new Date(company.clock.now().getTime() + ms))

/**
 * A thief who knows the password and sits behind the owner's own cookie, browser and network: what
 * he does looks like the owner's. He takes the address and the saved codes.
 */
async function plant(name: string) {
  const owner = await company.member(name, company.browser(WINDOWS, HOME))
  await owner.browser.signIn(name)
  await later(5 * DAY_MS)
  const thief = company.browser(WINDOWS, HOME)
  for (const [cookie, value] of owner.browser.cookies) thief.cookies.set(cookie, value)
  const thiefsMail = `${name}-thief@mail.example`
  await changeEmail(company, thief, { newEmail: thiefsMail })
  const undo = tokenIn(await company.lastMail(owner.email), 'undo')
  const made = await thief.call('POST', '/account/v1/recovery-codes', { password: PASSWORD })
  return { owner, thief, thiefsMail, undo, thiefsCode: made.body.recoveryCodes[0] as string }
}

/** He presses the stop himself, since then only proofs open the account. */
async function pressHimself(thiefsMail: string): Promise<string> {
  await company.browser().call('POST', '/account/v1/stop', { contact: thiefsMail })
  return tokenIn(await company.lastMail(thiefsMail), 'case')
}

async function giveBackAll(
  browser: Browser,
  verified: { recoveryId: string; recoveryToken: string },
) {
  const { recoveryId, recoveryToken } = verified
  const path = `/account/v1/recovery/${recoveryId}`
  const review = (await browser.call('POST', `${path}/review`, { recoveryToken })).body
  const kept = review.changes.map((one: { changeId: string }) => one.changeId)
  const body = { recoveryToken, kept, newPassword: NEXT_PASSWORD }
  const given = await browser.call('POST', `${path}/give-back`, body)
  assert.equal(given.status, 200, JSON.stringify(given.body))
}

async function restoreByOwner(
  owner: { email: string; recoveryCode: string; loginId: string },
  caseToken: string,
) {
  const browser = company.browser(WINDOWS, HOME)
  const verified = await proveOwner(company, { caseToken, browser, ...owner })
  const path = `/account/v1/recovery/${verified.recoveryId}`
  const { recoveryToken } = verified
  const review = (await browser.call('POST', `${path}/review`, { recoveryToken })).body
  const disowned = review.changes.map((one: { changeId: string }) => one.changeId)
  const body = { recoveryToken, kept: [], disowned, newPassword: 'mine again, and for good' }
  const given = await browser.call('POST', `${path}/give-back`, body)
  assert.equal(given.status, 200, JSON.stringify(given.body))
  const me = await browser.call('GET', '/account/v1/session')
  assert.deepEqual([me.body.email, me.body.loginId], [owner.email, owner.loginId])
}

test('what was planted within three days proves nothing, although it looked like the owner’s', async () => {
  const { owner, thiefsMail, thiefsCode, undo } = await plant('fresh-plant')
  const caseToken = await pressHimself(thiefsMail)
  const thief = company.browser()
  const begun = await thief.call('POST', '/account/v1/recovery', { caseToken })
  assert.equal(begun.body.mailedTo, 'f•••@e•••.com', 'the code goes to the owner')
  const mailedCode = codeIn(await company.lastMail(owner.email))
  const path = `/account/v1/recovery/${begun.body.recoveryId}/proof`
  const both = { mailedCode, recoveryCode: thiefsCode }
  assert.equal((await thief.call('POST', path, both)).body.type, 'account/proof_wrong')
  const pressed = await company.browser().call('POST', '/account/v1/undo', { token: undo })
  assert.equal(pressed.status, 200)
  await restoreByOwner(owner, pressed.body.caseToken)
})

test('an account that was given back to the wrong one is taken back by the undo of before', async () => {
  const { owner, thiefsMail, thiefsCode, undo } = await plant('old-plant')
  await later(4 * DAY_MS)
  const caseToken = await pressHimself(thiefsMail)
  const thief = company.browser()
  const proof = { caseToken, email: thiefsMail, recoveryCode: thiefsCode, browser: thief }
  await giveBackAll(thief, await proveOwner(company, proof))
  await later(DAY_MS)
  const pressed = await company.browser().call('POST', '/account/v1/undo', { token: undo })
  assert.equal(pressed.status, 200, JSON.stringify(pressed.body))
  assert.equal((await thief.call('GET', '/account/v1/session')).status, 401)
  await restoreByOwner(owner, pressed.body.caseToken)
  assert.equal((await company.browser().signIn(thiefsMail, NEXT_PASSWORD)).status, 401)
})

test('a press that moves the first event back ends what was verified before it', async () => {
  const { owner, thiefsMail, thiefsCode, undo } = await plant('raced-plant')
  await later(4 * DAY_MS)
  const caseToken = await pressHimself(thiefsMail)
  const thief = company.browser()
  const proof = { caseToken, email: thiefsMail, recoveryCode: thiefsCode, browser: thief }
  const { recoveryId, recoveryToken } = await proveOwner(company, proof)
  const pressed = await company.browser().call('POST', '/account/v1/undo', { token: undo })
  assert.equal(pressed.status, 200)
  const path = `/account/v1/recovery/${recoveryId}/review`
  const late = await thief.call('POST', path, { recoveryToken })
  assert.deepEqual([late.status, late.body.type], [403, 'account/not_verified'])
  await restoreByOwner(owner, pressed.body.caseToken)
})

test('a stranger freezes an account once: its owner who puts nothing back is not stopped so again', async () => {
  const owner = await company.member('frozen-once')
  await owner.browser.signIn('frozen-once')
  await company.browser().call('POST', '/account/v1/stop', { contact: owner.email })
  const caseToken = tokenIn(await company.lastMail(owner.email), 'case')
  const { browser } = owner
  await giveBackAll(browser, await proveOwner(company, { caseToken, ...owner }))
  await company.browser().call('POST', '/account/v1/stop', { contact: owner.email })
  await company.settle()
  assert.equal((await browser.call('GET', '/account/v1/session')).status, 200)
})
