import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { readStop, readTakeover } from '../src/index.ts'
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
  proveOwner,
  tokenIn,
  UNKNOWN_TOKEN,
} from './open-account-company.ts'

let company: AccountCompany
before(async () => {
  company = await openAccountCompany()
})
after(() => company.close())

const THIEFS_PASSWORD = 'mine now and only mine 9'
const NEXT_PASSWORD = 'a quiet river at night 3'

interface Stopped {
  readonly owner: Member
  readonly thief: Browser
  readonly thiefsRecoveryCode: string
  readonly caseToken: string
  readonly caseNumber: string
}

async function takeOverAndStop(name: string): Promise<Stopped> {
  const owner = await company.member(name)
  await owner.browser.signIn(name)
  await company.moveTo(new Date(company.clock.now().getTime() + HOUR_MS))
  const thief = company.browser()
  await thief.signIn(name)
  const replaced = await thief.call('POST', '/account/v1/recovery-codes', { password: PASSWORD })
  await changeEmail(company, thief, { newEmail: `${name}@evil.example` })
  await thief.call('POST', '/account/v1/password', {
    password: PASSWORD,
    newPassword: THIEFS_PASSWORD,
  })
  const token = tokenIn(await company.lastMail(owner.email), 'undo')
  const pressed = await owner.browser.call('POST', '/account/v1/undo', { token })
  assert.equal(pressed.status, 200)
  return { owner, thief, thiefsRecoveryCode: replaced.body.recoveryCode, ...pressed.body }
}

const begin = (caseToken: string) =>
  company.browser().call('POST', '/account/v1/recovery', { caseToken })
const prove = (recoveryId: string, proof: { mailedCode: string; recoveryCode: string }) =>
  company.browser().call('POST', `/account/v1/recovery/${recoveryId}/proof`, proof)
const other = (code: string) => (code === '111111' ? '222222' : '111111')

test('the code goes to the address of before the takeover, masked in the answer', async () => {
  const { owner, caseToken } = await takeOverAndStop('where-to')
  const begun = await begin(caseToken)
  assert.deepEqual([begun.status, begun.body.mailedTo], [201, 'w•••@e•••.com'])
  codeIn(await company.lastMail(owner.email))
  const unknown = await begin(UNKNOWN_TOKEN)
  assert.deepEqual([unknown.status, unknown.body.type], [404, 'account/unknown_case_link'])
})

test('one code is not enough, and which one was wrong is not told', async () => {
  const { owner, caseToken, thiefsRecoveryCode } = await takeOverAndStop('two-codes')
  const { recoveryId } = (await begin(caseToken)).body
  const mailedCode = codeIn(await company.lastMail(owner.email))
  const { recoveryCode } = owner
  const proofs = [
    { mailedCode: other(mailedCode), recoveryCode },
    { mailedCode, recoveryCode: 'AAAA-BBBB-CCCC-DDDD' },
    { mailedCode, recoveryCode: thiefsRecoveryCode },
    { mailedCode: other(mailedCode), recoveryCode: thiefsRecoveryCode },
  ]
  for (const [at, proof] of proofs.entries()) {
    const answer = await prove(recoveryId, proof)
    assert.deepEqual([answer.status, answer.body.type], [422, 'account/proof_wrong'])
    assert.deepEqual(Object.keys(answer.body).sort(), ['status', 'title', 'triesLeft', 'type'])
    assert.equal(answer.body.triesLeft, 4 - at)
  }
  const typed = { mailedCode, recoveryCode: ` ${recoveryCode.toLowerCase().replaceAll('-', ' ')}` }
  assert.equal((await prove(recoveryId, typed)).status, 200)
})

test('five wrong proofs lock that check, not the owner: another one is begun', async () => {
  const { owner, caseToken } = await takeOverAndStop('locked-out')
  const { recoveryId } = (await begin(caseToken)).body
  const mailedCode = codeIn(await company.lastMail(owner.email))
  const { recoveryCode } = owner
  for (let round = 0; round < 5; round++) {
    await prove(recoveryId, { mailedCode: other(mailedCode), recoveryCode })
  }
  const locked = await prove(recoveryId, { mailedCode, recoveryCode })
  assert.deepEqual([locked.status, locked.body.type], [429, 'account/proof_locked'])
  await proveOwner(company, { caseToken, ...owner })
})

test('a check lives a day, its proof half an hour, and a link begins ten a day', async () => {
  const { owner, caseToken } = await takeOverAndStop('too-late')
  const { recoveryId } = (await begin(caseToken)).body
  const mailedCode = codeIn(await company.lastMail(owner.email))
  await company.moveTo(new Date(company.clock.now().getTime() + DAY_MS))
  const late = await prove(recoveryId, { mailedCode, recoveryCode: owner.recoveryCode })
  assert.deepEqual([late.status, late.body.type], [410, 'account/proof_expired'])
  const unknown = await prove(`rec_${'0'.repeat(24)}`, { mailedCode, recoveryCode: 'x' })
  assert.deepEqual([unknown.status, unknown.body.type], [404, 'account/unknown_recovery'])
  const proven = await proveOwner(company, { caseToken, ...owner })
  await company.moveTo(new Date(company.clock.now().getTime() + HOUR_MS / 2))
  const path = `/account/v1/recovery/${proven.recoveryId}/review`
  const { recoveryToken } = proven
  const stale = await owner.browser.call('POST', path, { recoveryToken })
  assert.deepEqual([stale.status, stale.body.type], [403, 'account/not_verified'])
  let answer = await begin(caseToken)
  for (let round = 0; round < 10 && answer.status === 201; round++) answer = await begin(caseToken)
  assert.deepEqual([answer.status, answer.body.type], [429, 'account/too_many_tries'])
})

test('a review and a giving back need the proof of this very case', async () => {
  const mine = await takeOverAndStop('mine')
  const foreign = await takeOverAndStop('foreign')
  const { recoveryToken } = await proveOwner(company, {
    caseToken: foreign.caseToken,
    ...foreign.owner,
  })
  const { recoveryId } = (await begin(mine.caseToken)).body
  const body = { recoveryToken, kept: [], newPassword: NEXT_PASSWORD }
  for (const [path, sent] of [
    [`/account/v1/recovery/${recoveryId}/review`, { recoveryToken }],
    [`/account/v1/recovery/${recoveryId}/give-back`, body],
  ] as const) {
    const answer = await company.browser().call('POST', path, sent)
    assert.deepEqual([answer.status, answer.body.type], [403, 'account/not_verified'])
  }
  const nowhere = await company
    .browser()
    .call('POST', `/account/v1/recovery/rec_${'0'.repeat(24)}/give-back`, body)
  assert.deepEqual([nowhere.status, nowhere.body.type], [404, 'account/unknown_recovery'])
})

test('giving back refuses what would leave a door open, and changes nothing then', async () => {
  const { owner, caseToken } = await takeOverAndStop('open-doors')
  const stranger = await company.member('somebody')
  const { recoveryId, recoveryToken } = await proveOwner(company, { caseToken, ...owner })
  const give = (wish: object) =>
    owner.browser.call('POST', `/account/v1/recovery/${recoveryId}/give-back`, {
      recoveryToken,
      kept: [],
      newPassword: NEXT_PASSWORD,
      ...wish,
    })
  const cases: [object, number, string][] = [
    [{ kept: [`chg_${'0'.repeat(24)}`] }, 404, 'account/unknown_change'],
    [{ newPassword: 'password123' }, 422, 'account/password_weak'],
    [{ newPassword: PASSWORD }, 422, 'account/password_known'],
    [{ newPassword: THIEFS_PASSWORD }, 422, 'account/password_known'],
    [{ newLoginId: stranger.loginId }, 409, 'account/login_id_taken'],
    [{ newLoginId: 'a b' }, 400, 'kernel/malformed'],
  ]
  for (const [wish, status, type] of cases) {
    const answer = await give(wish)
    assert.deepEqual([answer.status, answer.body.type], [status, type], JSON.stringify(wish))
  }
  assert.ok(await company.inContext((ctx) => readStop(ctx, owner.memberId)), 'the stop stands')
  assert.equal((await give({})).status, 200)
  const again = await give({})
  assert.deepEqual([again.status, again.body.type], [409, 'account/already_given_back'])
  const begun = await begin(caseToken)
  assert.deepEqual([begun.status, begun.body.type], [409, 'account/already_given_back'])
  assert.equal(await company.inContext((ctx) => readStop(ctx, owner.memberId)), undefined)
})

test('afterwards nothing of the intruder is left: no name, link, code or address of his works', async () => {
  const stopped = await takeOverAndStop('clean')
  const { owner, caseToken } = stopped
  const thiefsMail = 'clean@evil.example'
  const { recoveryId, recoveryToken } = await proveOwner(company, { caseToken, ...owner })
  const given = await owner.browser.call('POST', `/account/v1/recovery/${recoveryId}/give-back`, {
    recoveryToken,
    kept: [],
    newPassword: NEXT_PASSWORD,
    newEmail: 'clean-new@example.com',
  })
  assert.equal(given.status, 200)
  assert.notEqual(given.body.recoveryCode, owner.recoveryCode)
  const session = await owner.browser.call('GET', '/account/v1/session')
  assert.deepEqual([session.body.email, session.body.restrictions], [owner.email, []])
  const code = codeIn(await company.lastMail('clean-new@example.com'))
  const confirm = { changeId: given.body.emailChangeId, code }
  const confirmed = await owner.browser.call('POST', '/account/v1/email/confirm', confirm)
  assert.equal(confirmed.status, 200)
  for (const password of [PASSWORD, THIEFS_PASSWORD]) {
    assert.equal((await company.browser().signIn('clean', password)).status, 401)
  }
  const before = company.mails(thiefsMail).length
  await company.browser().call('POST', '/account/v1/password-reset', { login: thiefsMail })
  await company.browser().call('POST', '/account/v1/password-reset', { login: owner.loginId })
  await company.browser().call('POST', '/account/v1/stop', { contact: thiefsMail })
  await company.settle()
  assert.equal(company.mails(thiefsMail).length, before)
  assert.equal(await company.inContext((ctx) => readStop(ctx, owner.memberId)), undefined)
  const unused = company
    .mails(owner.email)
    .flatMap((mail) => (/\/undo\?t=/.test(mail.text) ? [tokenIn(mail.text, 'undo')] : []))
  const late = await company.browser().call('POST', '/account/v1/undo', { token: unused[0] })
  assert.equal(late.body.type, 'account/undo_expired')
})

test('what the owner says was his stays, and what he says nothing about is put back', async () => {
  const owner = await company.member('new-phone')
  await owner.browser.signIn('new-phone')
  await company.moveTo(new Date(company.clock.now().getTime() + DAY_MS))
  const phone = company.browser('Mozilla/5.0 (iPhone)')
  await phone.signIn('new-phone')
  await phone.call('POST', '/account/v1/login-id', { newLoginId: 'my-phone', password: PASSWORD })
  const thief = company.browser()
  await thief.signIn('my-phone')
  await thief.call('POST', '/account/v1/login-id', { newLoginId: 'his-name', password: PASSWORD })
  const token = tokenIn(await company.lastMail(owner.email), 'undo')
  const { caseToken } = (await owner.browser.call('POST', '/account/v1/undo', { token })).body
  const { recoveryId, recoveryToken } = await proveOwner(company, { caseToken, ...owner })
  const path = `/account/v1/recovery/${recoveryId}`
  const review = await owner.browser.call('POST', `${path}/review`, { recoveryToken })
  const [mine] = review.body.changes
  assert.deepEqual([mine.sorted, mine.willBe], ['unsure', 'restored'])
  const given = await owner.browser.call('POST', `${path}/give-back`, {
    recoveryToken,
    kept: [mine.changeId],
    newPassword: NEXT_PASSWORD,
  })
  assert.equal(given.status, 200)
  assert.equal((await owner.browser.call('GET', '/account/v1/session')).body.loginId, 'my-phone')
})

test('a second takeover by the same device is worked out on its own', async () => {
  const { owner, thief, caseToken } = await takeOverAndStop('twice')
  const first = await proveOwner(company, { caseToken, ...owner })
  const given = await owner.browser.call(
    'POST',
    `/account/v1/recovery/${first.recoveryId}/give-back`,
    { recoveryToken: first.recoveryToken, kept: [], newPassword: NEXT_PASSWORD },
  )
  const { recoveryCode } = given.body
  await company.moveTo(new Date(company.clock.now().getTime() + 2 * DAY_MS))
  assert.equal((await thief.signIn('twice', NEXT_PASSWORD)).status, 200, 'he knows it again')
  await changeEmail(company, thief, { newEmail: 'twice-2@evil.example', password: NEXT_PASSWORD })
  const token = tokenIn(await company.lastMail(owner.email), 'undo')
  const pressed = await owner.browser.call('POST', '/account/v1/undo', { token })
  assert.equal(pressed.status, 200)
  const events = (await company.events('account.stopped')).filter(
    (event) => event.memberId === owner.memberId,
  )
  assert.equal(events.length, 2)
  assert.notEqual(events[0]?.caseNumber, events[1]?.caseNumber)
  assert.equal(events[1]?.evidence, 'machine')
  assert.equal((events[1]?.sessionIds as string[] | undefined)?.length, 1)
  const old = { mailedCode: '000000', recoveryCode: owner.recoveryCode }
  const second = await begin(pressed.body.caseToken)
  const mailedCode = codeIn(await company.lastMail(owner.email))
  assert.equal((await prove(second.body.recoveryId, { ...old, mailedCode })).status, 422)
  const right = await prove(second.body.recoveryId, { mailedCode, recoveryCode })
  assert.equal(right.status, 200)
  const caseId = String(events[0]?.caseId)
  const closed = await company.inContext((ctx) => readTakeover(ctx, company.deps, { caseId }))
  assert.deepEqual(
    closed?.changes.map((change) => `${change.field} ${change.sorted}`),
    ['recovery_code theirs', 'email theirs', 'password theirs'],
    'a closed case still tells what it was about',
  )
})

test('a review shows neither the values somebody else set nor anything to a stranger', async () => {
  const { owner, caseToken } = await takeOverAndStop('no-values')
  const { recoveryId, recoveryToken } = await proveOwner(company, { caseToken, ...owner })
  const path = `/account/v1/recovery/${recoveryId}/review`
  const review = await owner.browser.call('POST', path, { recoveryToken })
  assert.equal(review.status, 200)
  assert.ok(!JSON.stringify(review.body).includes('evil.example'))
  assert.deepEqual(
    review.body.sessions.map((one: { sorted: string }) => one.sorted),
    ['yours', 'theirs'],
  )
  assert.deepEqual(
    review.body.planted.map((one: { what: string }) => one.what),
    ['recovery_code', 'email'],
  )
})
