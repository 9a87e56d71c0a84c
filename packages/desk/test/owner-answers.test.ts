import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { amount } from '@modosu/kernel'
import { fundLossAccount } from '@modosu/recall'
import {
  breakIn,
  type DeskStory,
  giveBack,
  liftStop,
  openStory,
  payFrom,
  press,
  pressStopByContact,
  prove,
  type StoppedOwner,
} from './story.ts'
import { givePoints, hire, payFurimaru } from './two-desks.ts'

const WINDOWS = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64)'
const reason = 'The records show another device.'

let desks: DeskStory
let agent: string
let keys = 0

before(async () => {
  desks = await openStory({ owners: 6 })
  agent = await hire(desks.hinata, 'tamura', 'agent')
})
after(() => desks.close())

async function post(path: string, body: Record<string, unknown>) {
  keys += 1
  const key = `answers-${String(keys).padStart(6, '0')}`
  const answer = await desks.hinata.call('POST', `/desk/v1/${path}`, { as: agent, key, body })
  await desks.settle()
  return answer
}

const decide = (caseId: string, decision: string) =>
  post(`cases/${caseId}/decisions`, { decision, reason, evidenceRead: true })

async function caseOf(caseId: string) {
  const headers = { 'x-reason': 'to decide' }
  return (await desks.hinata.call('GET', `/desk/v1/cases/${caseId}`, { as: agent, headers })).body
}

async function pageOf(stopped: StoppedOwner) {
  const body = { caseToken: stopped.caseToken }
  return (await desks.hinata.call('POST', '/desk/v1/case-page', { body })).body
}

async function lineOf(caseNumber: string) {
  const path = `/desk/v1/cases?caseNumber=${caseNumber}`
  return (await desks.hinata.call('GET', path, { as: agent })).body.cases[0]
}

/** Two browsers that nobody has seen pay from one account, and its owner presses stop. */
async function twoSessions(first: bigint, second: bigint) {
  const [owner] = desks.owners
  assert.ok(owner)
  await desks.hinata.inContext((ctx) =>
    givePoints(ctx, owner.memberId, { limited: 0n, regular: first + second }),
  )
  const own = await payFrom(desks, owner, { userAgent: WINDOWS, amount: first })
  const victim = await breakIn(desks, { stolen: second, evidence: 'press', hasPoints: true })
  return { own, victim }
}

test('what the owner says was his own is let go at the other company, and the rest comes back', async () => {
  const { own, victim } = await twoSessions(300n, 500n)
  const stopped = await press(desks, victim)
  assert.equal((await lineOf(stopped.caseNumber)).held, '800')
  await giveBack(desks, await prove(desks, stopped), [own])
  const line = await lineOf(stopped.caseNumber)
  assert.deepEqual([line.held, line.released, line.state], ['500', '300', 'stopped'])
  await desks.answer('return')
  assert.equal((await decide(stopped.caseId, 'return')).status, 201)
  await desks.answer('wait')
  const page = await pageOf(stopped)
  assert.deepEqual([page.state, page.amounts.returned, page.claim.letGo], ['closed', '500', '300'])
  assert.match(page.letter.body, /ご自身の操作だった分: 300 ポイント/)
  assert.match(page.letter.body, /by your own doing: 300 points/)
})

test('a session that the owner disowns is claimed when nobody had, and decided by itself', async () => {
  const [owner] = desks.owners
  assert.ok(owner)
  await desks.hinata.inContext((ctx) =>
    givePoints(ctx, owner.memberId, { limited: 0n, regular: 800n }),
  )
  await payFrom(desks, owner, { userAgent: WINDOWS, amount: 300n })
  const stopped = await press(desks, await breakIn(desks, { stolen: 500n, hasPoints: true }))
  assert.equal((await lineOf(stopped.caseNumber)).stolen, '500', 'nothing speaks against the first')
  await desks.answer('return')
  await decide(stopped.caseId, 'return')
  assert.equal((await lineOf(stopped.caseNumber)).returned, '500')
  await desks.answer('wait')
  await giveBack(desks, await prove(desks, stopped))
  const line = await lineOf(stopped.caseNumber)
  assert.deepEqual(
    [line.stolen, line.returned, line.held, line.state, line.nextPromise.kind],
    ['800', '500', '300', 'stopped', 'decision'],
  )
  const seen = await caseOf(stopped.caseId)
  assert.deepEqual([seen.claim.undecided, seen.claim.attempts, seen.closedAt], ['300', 1, null])
  await desks.answer('return')
  const again = await decide(stopped.caseId, 'return')
  assert.equal(again.status, 201)
  await desks.answer('wait')
  const page = await pageOf(stopped)
  assert.deepEqual([page.state, page.amounts.returned], ['closed', '800'])
  assert.deepEqual(
    page.decisions.map((decision: { amount: string }) => decision.amount),
    ['500', '300'],
  )
})

test('a false alarm gives everything back to its holders and closes the case', async () => {
  const victim = await breakIn(desks, { stolen: 600n, evidence: 'press' })
  const stopped = await press(desks, victim)
  await liftStop(desks, await prove(desks, stopped))
  const line = await lineOf(stopped.caseNumber)
  assert.deepEqual([line.released, line.state], ['600', 'closed'])
  const page = await pageOf(stopped)
  assert.match(page.letter.subject, /終わりの書面/)
  const words = page.timeline.map((entry: { words: { en: string } }) => entry.words.en)
  assert.ok(words.includes('You said that nothing had happened, and the hold was lifted'))
})

test('a second press that shows more raises the evidence of the case, and its hold lasts longer', async () => {
  const victim = await breakIn(desks, { stolen: 700n, evidence: 'press' })
  const { memberId } = victim
  await desks.hinata.inContext((ctx) =>
    payFurimaru(ctx, { memberId, sessionId: 'ses_more', amount: 200n }),
  )
  const stopped = await pressStopByContact(desks, victim)
  const { caseId, caseNumber } = stopped
  const before = await caseOf(caseId)
  assert.deepEqual([before.evidence, before.held], ['press', '700'])
  const early = await decide(caseId, 'return')
  assert.equal(early.body.type, 'desk/evidence_missing')
  const data = { memberId, caseId, caseNumber, evidence: 'machine', sessionIds: ['ses_more'] }
  await desks.hinata.inContext((ctx) => ctx.emit({ type: 'account.stopped', data }))
  await desks.settle()
  const now = await caseOf(caseId)
  assert.deepEqual([now.evidence, now.held, now.stolen], ['machine', '900', '900'])
  const longer = Date.parse(now.claim.holdUntil) - Date.parse(before.claim.holdUntil)
  assert.equal(Math.round(longer / 3_600_000), 48)
  assert.equal((await decide(caseId, 'return')).status, 201, 'the records suffice now')
})

test('what the desk has to do stands on the case with its clock, and the owner reads his half', async () => {
  const stopped = await press(desks, await breakIn(desks, { stolen: 900n }))
  const { caseId, caseNumber } = stopped
  await prove(desks, stopped)
  const orderId = 'ord_000000000000000000000001'
  const silent = { type: 'market.seller_silent' as const, data: { orderId, caseIds: [caseId] } }
  await desks.hinata.inContext((ctx) => ctx.emit(silent))
  await desks.hinata.inContext((ctx) => ctx.emit(silent))
  await desks.settle()
  const line = await lineOf(caseNumber)
  assert.deepEqual([line.tasks, line.nextTask.kind], [1, 'silent_seller'])
  const page = await pageOf(stopped)
  assert.deepEqual([page.turn, page.needs[0].kind], ['seller', 'silent_seller'])
  assert.match(page.needs[0].words.ja, /出品者からの返事を待っています/)
  const [task] = (await caseOf(caseId)).tasks
  assert.deepEqual([task.subject, task.late], [orderId, false])
  const path = `cases/${caseId}/tasks/${task.taskId}/done`
  const done = await post(path, { words: 'She has it at home.' })
  assert.equal(done.status, 200)
  const twice = await post(path, { words: 'Again.' })
  assert.deepEqual([twice.status, twice.body.type], [404, 'desk/unknown_task'])
  const [finished] = (await caseOf(caseId)).tasks
  assert.equal(finished.doneWords, 'She has it at home.')
})

test('a loss account that is short is told to the desk by how much, and to the owner without', async () => {
  const stopped = await press(desks, await breakIn(desks, { stolen: 1_000n }))
  const { caseId } = stopped
  await prove(desks, stopped)
  await desks.answer('keep')
  await decide(caseId, 'return')
  await desks.answer('keep')
  const [task] = (await caseOf(caseId)).tasks
  assert.deepEqual([task.kind, task.facts.amount, task.turn], ['loss_short', '1000', 'desk'])
  const page = await pageOf(stopped)
  assert.doesNotMatch(JSON.stringify(page.needs), /1000/)
  await desks.hinata.inContext((ctx) =>
    fundLossAccount(ctx, { key: 'fund-answers', unit: 'pt', amount: amount(5_000n) }),
  )
  await post(`cases/${caseId}/tasks/${task.taskId}/done`, { words: 'The account was filled.' })
  assert.equal((await pageOf(stopped)).claim.covered, '1000')
  const { tasks } = await caseOf(caseId)
  assert.ok(tasks.every((one: { doneAt: string | null }) => one.doneAt !== null))
  await desks.answer('wait')
})
