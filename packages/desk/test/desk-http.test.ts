import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import {
  breakIn,
  type DeskStory,
  giveBack,
  openStory,
  press,
  pressStopByContact,
  prove,
  type StoppedOwner,
} from './story.ts'
import { hire, STAFF_PASSWORD } from './two-desks.ts'

let desks: DeskStory
let agent: string
let supervisor: string

const because = { 'x-reason': 'the owner called' }

before(async () => {
  desks = await openStory({ owners: 14 })
  agent = await hire(desks.hinata, 'tamura', 'agent')
  supervisor = await hire(desks.hinata, 'miyake', 'supervisor')
})
after(() => desks.close())

async function stolen(amount: bigint): Promise<StoppedOwner> {
  return await press(desks, await breakIn(desks, { stolen: amount }))
}

function look(caseId: string, headers: Record<string, string> = because) {
  return desks.hinata.call('GET', `/desk/v1/cases/${caseId}`, { as: agent, headers })
}

test('a look at a case needs a reason, and is recorded with it before anything is shown', async () => {
  const stopped = await stolen(100n)
  const without = await look(stopped.caseId, {})
  assert.deepEqual([without.status, without.body.type], [400, 'kernel/malformed'])
  assert.equal(without.body.errors[0].pointer, '/header/X-Reason')
  assert.equal((await look(stopped.caseId)).status, 200)
  const looks = await desks.hinata.runtime.pool.query<{ reason: string }>(
    'select reason from kernel.disclosure where subject = $1',
    [stopped.caseId],
  )
  assert.deepEqual(
    looks.rows.map((row) => row.reason),
    ['the owner called'],
  )
  const unknown = await look('case_000000000000000000000000')
  assert.deepEqual([unknown.status, unknown.body.type], [404, 'desk/unknown_case'])
})

test('wrong passwords, unknown names and too many tries look alike and are limited', async () => {
  const signIn = (login: string, password: string) =>
    desks.hinata.call('POST', '/desk/v1/staff/sign-in', {
      body: { login, password },
      headers: { 'x-forwarded-for': '192.0.2.7' },
    })
  const wrong = await signIn('tamura', 'not the password')
  const nobody = await signIn('nobody', STAFF_PASSWORD)
  assert.deepEqual([wrong.status, wrong.body.type], [401, 'desk/sign_in_refused'])
  assert.deepEqual(nobody.body, wrong.body)
  for (let tries = 1; tries < 10; tries++) {
    assert.equal((await signIn('nobody', 'again and again')).status, 401)
  }
  const limited = await signIn('nobody', 'again and again')
  assert.deepEqual([limited.status, limited.body.type], [429, 'desk/too_many_tries'])
})

test('a session ends with signing out, and after a working day', async () => {
  const token = await hire(desks.hinata, 'leaver', 'agent')
  const cookie = { cookie: `modosu_staff=${token}` }
  const queue = () => desks.hinata.call('GET', '/desk/v1/cases', { headers: cookie })
  assert.equal((await queue()).status, 200)
  const out = await desks.hinata.call('DELETE', '/desk/v1/staff/session', { headers: cookie })
  assert.equal(out.status, 200)
  assert.deepEqual(
    [(await queue()).status, (await queue()).body.type],
    [401, 'kernel/not_signed_in'],
  )
})

test('a staff token is stored as a digest only, and a password as a hash only', async () => {
  const found = await desks.hinata.runtime.pool.query<{ text: string }>(
    'select t.token_hash::text || s.password_hash as text from desk.staff_session t, desk.staff s',
  )
  for (const { text } of found.rows) {
    assert.ok(!text.includes(agent) && !text.includes(STAFF_PASSWORD))
    assert.match(text, /\$argon2id\$/)
  }
})

test('an unknown case link opens nothing', async () => {
  const body = { caseToken: 'a'.repeat(43) }
  const answer = await desks.hinata.call('POST', '/desk/v1/case-page', { body })
  assert.deepEqual([answer.status, answer.body.type], [404, 'desk/unknown_case_link'])
})

test('a word to the owner is mailed, keeps the promise of a first word and stands on the page', async () => {
  const stopped = await stolen(200n)
  const words = '出品者は発送前です。11:00 までにまたご連絡します。'
  const answer = await desks.hinata.call('POST', `/desk/v1/cases/${stopped.caseId}/notes`, {
    as: agent,
    key: 'word-to-owner-1',
    body: { words, audience: 'owner' },
  })
  assert.equal(answer.status, 201)
  await desks.settle()
  const mail = desks.hinata.mails(stopped.email).find((one) => one.text.includes(words))
  assert.match(mail?.subject ?? '', new RegExp(stopped.caseNumber))
  const { promises } = (await look(stopped.caseId)).body
  const first = promises.find((promise: { kind: string }) => promise.kind === 'first_word')
  assert.ok(first.keptAt)
  await prove(desks, stopped)
  const body = { caseToken: stopped.caseToken }
  const page = await desks.hinata.call('POST', '/desk/v1/case-page', { body })
  assert.ok(
    page.body.timeline.some((entry: { words: { ja: string } }) => entry.words.ja.includes(words)),
  )
})

test('a note of the desk is never mailed and never stands on the page', async () => {
  const stopped = await stolen(300n)
  const words = 'Seems to share a device with another case.'
  const answer = await desks.hinata.call('POST', `/desk/v1/cases/${stopped.caseId}/notes`, {
    as: agent,
    key: 'note-of-desk-1',
    body: { words },
  })
  assert.equal(answer.status, 201)
  await prove(desks, stopped)
  assert.ok(desks.hinata.mails().every((mail) => !mail.text.includes(words)))
  const body = { caseToken: stopped.caseToken }
  const page = await desks.hinata.call('POST', '/desk/v1/case-page', { body })
  assert.doesNotMatch(JSON.stringify(page.body), /share a device/)
})

test('a call is written down and starts nothing', async () => {
  const { memberId } = await breakIn(desks, { stolen: 0n })
  const before = desks.hinata.mails().length
  const answer = await desks.hinata.call('POST', '/desk/v1/enquiries', {
    as: agent,
    key: 'enquiry-1',
    body: { memberId, channel: 'phone', words: 'ログインできない。ポイントが減っている。' },
  })
  assert.equal(answer.status, 201)
  assert.match(answer.body.enquiryId, /^enq_/)
  await desks.settle()
  assert.equal(desks.hinata.mails().length, before)
  const odd = await desks.hinata.call('POST', '/desk/v1/enquiries', {
    as: agent,
    key: 'enquiry-2',
    body: { memberId: 'somebody', channel: 'letter', words: '' },
  })
  assert.deepEqual(odd.body.errors.map((error: { pointer: string }) => error.pointer).sort(), [
    '/body/channel',
    '/body/memberId',
    '/body/words',
  ])
})

test('a second press joins the case: one case, one claim, one mail with the number', async () => {
  const stopped = await stolen(400n)
  const again = await pressStopByContact(desks, stopped)
  assert.equal(again.caseNumber, stopped.caseNumber)
  const numbers = desks.hinata
    .mails(stopped.email)
    .filter((mail) => mail.subject.startsWith('【ひなた】次のお知らせは'))
  assert.equal(numbers.length, 1)
  const { timeline } = (await look(stopped.caseId)).body
  assert.equal(timeline.filter((entry: { kind: string }) => entry.kind === 'case_opened').length, 1)
})

test('events that come twice or late change nothing', async () => {
  const stopped = await stolen(450n)
  const before = (await look(stopped.caseId)).body
  await desks.hinata.inContext(async (ctx) => {
    const { caseId } = stopped
    for (const type of [
      'account.verified',
      'account.given_back',
      'recall.claim_changed',
      'recall.claim_settled',
    ] as const) {
      await ctx.emit({ type, data: { caseId } })
    }
    await ctx.emit({ type: 'recall.claim_changed', data: { caseId: ctx.newId('case') } })
  })
  await desks.settle()
  assert.deepEqual((await look(stopped.caseId)).body, before)
})

test('the queue is told in pages, nearest promise first', async () => {
  for (let count = 0; count < 3; count++) await stolen(1n)
  const first = await desks.hinata.call('GET', '/desk/v1/cases', { as: supervisor })
  const due = first.body.cases.map((line: { nextPromise: { dueAt: string } | null }) =>
    line.nextPromise ? Date.parse(line.nextPromise.dueAt) : Number.POSITIVE_INFINITY,
  )
  assert.deepEqual(
    due,
    [...due].sort((a: number, b: number) => a - b),
  )
  const place = first.body.cases[1]
  const cursor = `${place.nextPromise.dueAt}~${place.caseId}`
  const path = `/desk/v1/cases?cursor=${encodeURIComponent(cursor)}`
  const rest = await desks.hinata.call('GET', path, { as: supervisor })
  assert.deepEqual(
    rest.body.cases.map((line: { caseId: string }) => line.caseId),
    first.body.cases.slice(2).map((line: { caseId: string }) => line.caseId),
  )
  const odd = await desks.hinata.call('GET', '/desk/v1/cases?cursor=1', { as: supervisor })
  assert.equal(odd.status, 400)
})

test('a closed case takes no decision and no word to the owner any more', async () => {
  const stopped = await stolen(0n)
  await giveBack(desks, await prove(desks, stopped))
  const decision = await desks.hinata.call('POST', `/desk/v1/cases/${stopped.caseId}/decisions`, {
    as: agent,
    key: 'closed-1',
    body: { decision: 'withdraw', reason: 'too late', evidenceRead: true },
  })
  assert.deepEqual([decision.status, decision.body.type], [409, 'desk/case_closed'])
  const word = await desks.hinata.call('POST', `/desk/v1/cases/${stopped.caseId}/notes`, {
    as: agent,
    key: 'closed-2',
    body: { words: 'Hello', audience: 'owner' },
  })
  assert.deepEqual([word.status, word.body.type], [409, 'desk/case_closed'])
})
