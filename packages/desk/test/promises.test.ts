import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { breakIn, type DeskStory, openStory, press, START, type StoppedOwner } from './story.ts'
import { hire } from './two-desks.ts'

let desks: DeskStory
let stopped: StoppedOwner

const HOUR_MS = 60 * 60 * 1000

interface PagePromise {
  readonly kind: string
  readonly madeAt: string
  readonly dueAt: string
  readonly keptAt: string | null
  readonly lateAt: string | null
  readonly lateReason: { readonly ja: string } | null
}

before(async () => {
  desks = await openStory({ owners: 1 })
  stopped = await press(desks, await breakIn(desks, { stolen: 20_000n }))
})
after(() => desks.close())

async function promisesOf(kind: string): Promise<PagePromise[]> {
  const body = { caseToken: stopped.caseToken }
  const page = await desks.hinata.call('POST', '/desk/v1/case-page', { body })
  return page.body.promises.filter((promise: PagePromise) => promise.kind === kind)
}

function lateMails() {
  return desks.hinata.mails(stopped.email).filter((mail) => /遅れています/.test(mail.subject))
}

test('the decision is promised before the unconfirmed hold ends by itself', async () => {
  const [decision] = await promisesOf('decision')
  assert.ok(decision)
  const lasts = Date.parse(decision.dueAt) - Date.parse(decision.madeAt)
  assert.equal(lasts, 72 * HOUR_MS)
})

test('a promise that is late is told once, with the reason, the new time and what stays true', async () => {
  await desks.moveTo(new Date(START.getTime() + 26 * HOUR_MS))
  const [mail, ...more] = lateMails()
  assert.equal(more.length, 0)
  assert.match(mail?.text ?? '', /最初のご連絡[\s\S]*理由: 担当者の確認が終わっていません。/)
  assert.match(mail?.text ?? '', /New promise: by \w{3} \d+ Sep, \d\d:\d\d/)
  assert.match(mail?.text ?? '', /What was stopped stays stopped\./)
  const [first, second] = await promisesOf('first_word')
  assert.ok(first?.lateAt && first.lateReason?.ja && second && !second.lateAt)
  assert.ok(Date.parse(second.dueAt) > Date.parse(first.dueAt))
})

test('a proposal that waits for its second person makes that the reason', async () => {
  const agent = await hire(desks.hinata, 'tamura', 'agent')
  const answer = await desks.hinata.call('POST', `/desk/v1/cases/${stopped.caseId}/decisions`, {
    as: agent,
    key: 'decision-1',
    body: { decision: 'return', reason: 'A new device.', evidenceRead: true },
  })
  assert.equal(answer.body.state, 'awaiting_second')
  await desks.moveTo(new Date(START.getTime() + 52 * HOUR_MS))
  assert.equal(lateMails().length, 2)
  assert.match(lateMails()[1]?.text ?? '', /理由: 2人めの確認を待っています。/)
})

test('a promise that was kept is never late', async () => {
  const supervisor = await hire(desks.hinata, 'miyake', 'supervisor')
  const queue = await desks.hinata.call('GET', '/desk/v1/cases', { as: supervisor })
  const { caseId } = queue.body.cases[0]
  const seen = await desks.hinata.call('GET', `/desk/v1/cases/${caseId}`, {
    as: supervisor,
    headers: { 'x-reason': 'second person' },
  })
  const path = `/desk/v1/decisions/${seen.body.decisions[0].decisionId}/approval`
  const body = { reason: 'Agreed.' }
  assert.equal((await desks.hinata.call('POST', path, { as: supervisor, body })).status, 200)
  const [decision] = await promisesOf('decision')
  assert.ok(decision?.keptAt)
  await desks.moveTo(new Date(START.getTime() + 120 * HOUR_MS))
  assert.equal(lateMails().length, 2)
})
