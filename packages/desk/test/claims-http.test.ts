import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import {
  breakIn,
  type DeskStory,
  giveBack,
  openStory,
  press,
  prove,
  START,
  type StoppedOwner,
} from './story.ts'
import { hire, pointsOf, STAFF_PASSWORD } from './two-desks.ts'

let desks: DeskStory
let agent: string
let supervisor: string
let otherSupervisor: string
let theirs: string
let keys = 0
let hours = 0

before(async () => {
  desks = await openStory({ owners: 8 })
  agent = await hire(desks.hinata, 'tamura', 'agent')
  supervisor = await hire(desks.hinata, 'miyake', 'supervisor')
  otherSupervisor = await hire(desks.hinata, 'ogawa', 'supervisor')
  theirs = await hire(desks.furimaru, 'sato', 'supervisor')
})
after(() => desks.close())

const reason = 'We wait for the carrier to answer.'
type At = 'hinata' | 'furimaru'

async function post(at: At, as: string, path: string, body: Record<string, unknown>) {
  keys += 1
  const key = `claims-${String(keys).padStart(6, '0')}`
  return await desks[at].call('POST', `/desk/v1/${path}`, { as, key, body })
}

const stolen = async (amount: bigint): Promise<StoppedOwner> =>
  await press(desks, await breakIn(desks, { stolen: amount }))

async function claimOf(at: At, as: string, caseId: string) {
  const headers = { 'x-reason': 'to decide' }
  return (await desks[at].call('GET', `/desk/v1/cases/${caseId}/claim`, { as, headers })).body
}

async function caseAt(at: At, caseId: string) {
  const headers = { 'x-reason': 'to decide' }
  return (await desks[at].call('GET', `/desk/v1/cases/${caseId}`, { as: theirs, headers })).body
}

async function partAt(caseNumber: string): Promise<string> {
  const path = `/desk/v1/cases?caseNumber=${caseNumber}`
  return (await desks.furimaru.call('GET', path, { as: theirs })).body.cases[0].caseId
}

/** Lets time pass; the desk's sessions end with the working day, so everybody signs in again. */
async function pass(more: number): Promise<void> {
  hours += more
  await desks.moveTo(new Date(START.getTime() + hours * 3_600_000))
  agent = await signIn('hinata', 'tamura')
  supervisor = await signIn('hinata', 'miyake')
  otherSupervisor = await signIn('hinata', 'ogawa')
  theirs = await signIn('furimaru', 'sato')
}

async function signIn(at: At, login: string): Promise<string> {
  const body = { login, password: STAFF_PASSWORD }
  const answer = await desks[at].call('POST', '/desk/v1/staff/sign-in', { body })
  return /modosu_staff=([^;]+)/.exec(answer.headers.get('set-cookie') ?? '')?.[1] ?? ''
}

test('a person renews an unconfirmed hold with a reason, and the neighbour hears how often', async () => {
  const { caseId, caseNumber } = await stolen(500n)
  const renewed = await post('hinata', agent, `cases/${caseId}/renewals`, { reason })
  assert.deepEqual([renewed.status, renewed.body.renewals], [201, 1])
  await desks.settle()
  const part = await partAt(caseNumber)
  assert.equal((await claimOf('furimaru', theirs, part)).asked[0].renewals, 1)
  const without = await post('hinata', agent, `cases/${caseId}/renewals`, { reason: ' ' })
  assert.equal(without.status, 400)
  const foreign = await post('furimaru', theirs, `cases/${part}/renewals`, { reason })
  assert.deepEqual([foreign.status, foreign.body.type], [409, 'desk/not_ours_to_decide'])
})

test('what a hold that ran out has let go is asked for again, and only that', async () => {
  const { caseId } = await stolen(600n)
  const early = await post('hinata', agent, `cases/${caseId}/attempts`, { reason })
  assert.deepEqual([early.status, early.body.claim], [409, 'recall/nothing_to_ask'])
  await pass(80)
  const again = await post('hinata', agent, `cases/${caseId}/attempts`, { reason })
  assert.deepEqual([again.status, again.body], [201, { attempt: 2, asked: '600' }])
  await desks.settle()
  const { claim } = await claimOf('hinata', agent, caseId)
  assert.deepEqual([claim.attempts, claim.legs.length, claim.stance], [2, 2, 'provisional'])
})

test('a holder’s objection stops the decision until a supervisor has heard him', async () => {
  const { caseId, caseNumber } = await stolen(700n)
  const part = await partAt(caseNumber)
  const { account } = (await caseAt('furimaru', part)).asked[0].accounts[0]
  const taken = await post('furimaru', theirs, `cases/${part}/objections`, {
    account,
    words: 'I had posted the parcel before.',
  })
  assert.equal(taken.status, 200)
  await desks.answer('return')
  const decided = await post('hinata', agent, `cases/${caseId}/decisions`, {
    decision: 'return',
    reason,
    evidenceRead: true,
  })
  assert.equal(decided.status, 201)
  await desks.settle()
  assert.equal((await claimOf('hinata', agent, caseId)).claim.legs[0].appealed, true)
  await pass(25)
  const { promises } = await caseAt('furimaru', part)
  assert.equal(promises[0].lateAt, null, 'the clock of the answer stands still')
  const [appealId] = taken.body.appealIds
  const path = `cases/${part}/objections/${appealId}/decision`
  const heard = await post('furimaru', theirs, path, { outcome: 'dismissed', reason })
  assert.equal(heard.status, 200)
  await desks.settle()
  const twice = await post('furimaru', theirs, path, { outcome: 'kept', reason })
  assert.deepEqual([twice.status, twice.body.type], [409, 'desk/already_decided'])
  const queue = await desks.hinata.call('GET', `/desk/v1/cases?caseNumber=${caseNumber}`, {
    as: agent,
  })
  assert.equal(queue.body.cases[0].returned, '700')
  await desks.answer('wait')
})

test('a wrong return is taken back by two people at any amount, down to whom it was taken from', async () => {
  const stopped = await stolen(800n)
  const { caseId } = stopped
  const decide = (decision: string) =>
    post('hinata', supervisor, `cases/${caseId}/decisions`, {
      decision,
      reason,
      evidenceRead: true,
    })
  const early = await decide('undo')
  assert.deepEqual([early.status, early.body.type], [409, 'desk/nothing_returned'])
  await decide('return')
  await desks.answer('return')
  const before = await pointsOf(desks.hinata, stopped.memberId)
  const undo = await decide('undo')
  assert.deepEqual([undo.status, undo.body.state], [201, 'awaiting_second'])
  const path = `decisions/${undo.body.decisionId}/approval`
  const alone = await post('hinata', supervisor, path, { reason })
  assert.deepEqual([alone.status, alone.body.type], [403, 'desk/same_person'])
  const approved = await post('hinata', otherSupervisor, path, { reason })
  assert.equal(approved.status, 200)
  await desks.settle()
  assert.deepEqual(await pointsOf(desks.hinata, stopped.memberId), before)
  const mail = desks.hinata.mails(stopped.email).at(-1)
  assert.match(mail?.text ?? '', /返還が誤りだった/)
  assert.match(mail?.text ?? '', /was wrong/)
  await desks.answer('wait')
})

test('after a claim that failed, the next one of the same owner needs two people at any amount', async () => {
  const stopped = await stolen(900n)
  await post('hinata', agent, `cases/${stopped.caseId}/decisions`, {
    decision: 'withdraw',
    reason,
    evidenceRead: true,
  })
  await desks.settle()
  await giveBack(desks, await prove(desks, stopped))
  const { body } = await desks.hinata.call(
    'GET',
    '/desk/v1/abuse?from=2017-09-01T00:00:00.000Z&to=2017-12-01T00:00:00.000Z',
    { as: agent },
  )
  assert.equal(body.failed, '2', 'the one that was taken back counts too')
  assert.ok(BigInt(body.amountFailed) >= 900n)
})

test('a supervisor sees whose claims failed and whom they hurt, with the look recorded', async () => {
  const path =
    '/desk/v1/abuse/by-claimant?from=2017-09-01T00:00:00.000Z&to=2017-12-01T00:00:00.000Z'
  const headers = { 'x-reason': 'abuse_review' }
  const small = await desks.hinata.call('GET', path, { as: agent, headers })
  assert.equal(small.status, 403)
  const silent = await desks.hinata.call('GET', path, { as: supervisor })
  assert.equal(silent.status, 400)
  const { body } = await desks.hinata.call('GET', path, { as: supervisor, headers })
  const failed = body.claimants.filter((one: { failed: string }) => one.failed === '1')
  assert.equal(failed.length, 2)
  assert.equal(body.companies.length, 0, 'nobody asked Hinata')
  const other = await desks.furimaru.call('GET', path, { as: theirs, headers })
  const [hinata] = other.body.companies
  assert.deepEqual([hinata.who, other.body.claimants.length], ['hinata', 0])
  assert.ok(BigInt(hinata.holdersWronglyHeld) >= 2n)
  assert.ok(BigInt(hinata.hoursWronglyHeld) >= 1n)
})

test('a supervisor writes down what a holder has turned out to be, and nobody else', async () => {
  const { caseNumber } = await stolen(1_000n)
  const part = await partAt(caseNumber)
  const body = { account: 'escrow:prq_1', role: 'thief', reason }
  const named = await post('furimaru', theirs, `cases/${part}/roles`, body)
  assert.deepEqual([named.status, named.body], [200, { role: 'thief' }])
  const wrong = await post('furimaru', theirs, `cases/${part}/roles`, { ...body, role: 'sink' })
  assert.equal(wrong.status, 400)
  const good = await post('furimaru', theirs, `cases/${part}/made-good`, {
    account: 'escrow:prq_1',
    legId: (await claimOf('furimaru', theirs, part)).asked[0].legId,
    reason,
  })
  assert.deepEqual([good.status, good.body.claim], [409, 'recall/not_confirmable'])
  const own = (
    await desks.hinata.call('GET', `/desk/v1/cases?caseNumber=${caseNumber}`, { as: agent })
  ).body.cases[0].caseId
  const small = await post('hinata', agent, `cases/${own}/roles`, body)
  assert.equal(small.status, 403)
})

test('an unknown contest and an unknown case are refused', async () => {
  const { caseId } = await stolen(1_100n)
  const none = `contests/cts_000000000000000000000000/decision`
  const body = { forCaseId: caseId, reason }
  const unknown = await post('hinata', supervisor, `cases/${caseId}/${none}`, body)
  assert.deepEqual([unknown.status, unknown.body.claim], [409, 'recall/unknown_case'])
  const nowhere = `cases/case_000000000000000000000000/${none}`
  assert.equal((await post('hinata', supervisor, nowhere, body)).status, 404)
})
