import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import {
  breakIn,
  type DeskStory,
  giveBack,
  openStory,
  press,
  prove,
  type StoppedOwner,
} from './story.ts'
import { hire, pointsOf } from './two-desks.ts'

let desks: DeskStory
let agent: string
let otherAgent: string
let supervisor: string
let otherSupervisor: string
let auditor: string
let furimaruSupervisor: string
let keys = 0

before(async () => {
  desks = await openStory({ owners: 24 })
  agent = await hire(desks.hinata, 'tamura', 'agent')
  otherAgent = await hire(desks.hinata, 'kobayashi', 'agent')
  supervisor = await hire(desks.hinata, 'miyake', 'supervisor')
  otherSupervisor = await hire(desks.hinata, 'ogawa', 'supervisor')
  auditor = await hire(desks.hinata, 'kanda', 'auditor')
  furimaruSupervisor = await hire(desks.furimaru, 'sato', 'supervisor')
})
after(() => desks.close())

const reason = 'The change came from a device that was first seen a minute before.'

function decide(
  caseId: string,
  as: string,
  decision: 'return' | 'withdraw' = 'return',
  body: Record<string, unknown> = {},
) {
  keys += 1
  return desks.hinata.call('POST', `/desk/v1/cases/${caseId}/decisions`, {
    as,
    key: `decide-${String(keys).padStart(4, '0')}`,
    body: { decision, reason, evidenceRead: true, ...body },
  })
}

function second(decisionId: string, as: string, word: 'approval' | 'refusal' = 'approval') {
  const body = { reason: 'I have read both sides.' }
  return desks.hinata.call('POST', `/desk/v1/decisions/${decisionId}/${word}`, { as, body })
}

async function stolen(amount: bigint, evidence?: 'press' | 'machine'): Promise<StoppedOwner> {
  return await press(
    desks,
    await breakIn(desks, { stolen: amount, ...(evidence ? { evidence } : {}) }),
  )
}

async function proposed(): Promise<{ stopped: StoppedOwner; decisionId: string }> {
  const stopped = await stolen(20_000n)
  const answer = await decide(stopped.caseId, supervisor)
  assert.equal(answer.body.state, 'awaiting_second')
  return { stopped, decisionId: answer.body.decisionId }
}

async function stateOf(caseNumber: string): Promise<string> {
  const path = `/desk/v1/cases?state=all&caseNumber=${caseNumber}`
  const answer = await desks.hinata.call('GET', path, { as: agent })
  return answer.body.cases[0].state
}

test('up to the limit one person decides, and it is effective at once', async () => {
  const stopped = await stolen(10_000n)
  const answer = await decide(stopped.caseId, agent)
  assert.deepEqual([answer.status, answer.body.state], [201, 'effective'])
  await desks.settle()
  assert.equal(await stateOf(stopped.caseNumber), 'returning')
})

test('one point above the limit it waits for the second person', async () => {
  const stopped = await stolen(10_001n)
  const answer = await decide(stopped.caseId, agent)
  assert.deepEqual([answer.status, answer.body.state], [201, 'awaiting_second'])
})

test('the person who proposed a decision cannot be its second person, nor send it back', async () => {
  const { stopped, decisionId } = await proposed()
  for (const word of ['approval', 'refusal'] as const) {
    const answer = await second(decisionId, supervisor, word)
    assert.deepEqual([answer.status, answer.body.type], [403, 'desk/same_person'])
  }
  assert.equal(await stateOf(stopped.caseNumber), 'second_person')
})

test('an agent is not a second person, and an auditor decides nothing', async () => {
  const { decisionId, stopped } = await proposed()
  for (const as of [otherAgent, auditor]) {
    const answer = await second(decisionId, as)
    assert.deepEqual([answer.status, answer.body.type], [403, 'kernel/forbidden'])
  }
  const answer = await decide(stopped.caseId, auditor)
  assert.deepEqual([answer.status, answer.body.type], [403, 'kernel/forbidden'])
})

test('nobody decides without signing in', async () => {
  const stopped = await stolen(100n)
  const answer = await decide(stopped.caseId, 'not-a-token')
  assert.deepEqual([answer.status, answer.body.type], [401, 'kernel/not_signed_in'])
})

test('a second proposal is refused while one waits, and tells which', async () => {
  const { stopped, decisionId } = await proposed()
  const answer = await decide(stopped.caseId, agent)
  assert.deepEqual([answer.status, answer.body.type], [409, 'desk/decision_waiting'])
  assert.equal(answer.body.decisionId, decisionId)
})

test('approving twice, and approving what was sent back, is refused and changes nothing', async () => {
  const { decisionId } = await proposed()
  assert.equal((await second(decisionId, otherSupervisor)).status, 200)
  const again = await second(decisionId, otherSupervisor)
  assert.deepEqual(
    [again.status, again.body.type, again.body.state],
    [409, 'desk/already_decided', 'effective'],
  )
  const other = await proposed()
  assert.equal((await second(other.decisionId, otherSupervisor, 'refusal')).status, 200)
  const late = await second(other.decisionId, otherSupervisor)
  assert.deepEqual(
    [late.status, late.body.type, late.body.state],
    [409, 'desk/already_decided', 'refused'],
  )
})

test('two second persons at the same moment: one decides', async () => {
  const { decisionId } = await proposed()
  const third = await hire(desks.hinata, 'third', 'supervisor')
  const answers = await Promise.all([
    second(decisionId, otherSupervisor),
    second(decisionId, third),
  ])
  assert.deepEqual(answers.map((answer) => answer.status).sort(), [200, 409])
})

test('what was sent back may be proposed again', async () => {
  const { stopped, decisionId } = await proposed()
  assert.equal((await second(decisionId, otherSupervisor, 'refusal')).status, 200)
  assert.equal(await stateOf(stopped.caseNumber), 'stopped')
  assert.equal((await decide(stopped.caseId, supervisor)).body.state, 'awaiting_second')
})

test('deciding the same again is refused: it stands', async () => {
  const stopped = await stolen(100n)
  assert.equal((await decide(stopped.caseId, agent)).status, 201)
  const again = await decide(stopped.caseId, otherAgent)
  assert.deepEqual([again.status, again.body.type], [409, 'desk/already_decided'])
})

test('a decision sent twice under one key is one decision with one answer', async () => {
  const stopped = await stolen(100n)
  const call = {
    as: agent,
    key: 'one-key-for-one-decision',
    body: { decision: 'return', reason, evidenceRead: true },
  }
  const path = `/desk/v1/cases/${stopped.caseId}/decisions`
  const first = await desks.hinata.call('POST', path, call)
  const again = await desks.hinata.call('POST', path, call)
  assert.deepEqual([again.status, again.body], [first.status, first.body])
})

test('a claim can be withdrawn until points have come home, and never afterwards', async () => {
  const stopped = await stolen(500n)
  assert.equal((await decide(stopped.caseId, agent)).status, 201)
  await desks.answer('return')
  const late = await decide(stopped.caseId, agent, 'withdraw')
  assert.deepEqual([late.status, late.body.type], [409, 'desk/already_returned'])
  assert.equal(late.body.returned, '500')
  await desks.answer('wait')
})

test('a withdrawn claim releases what is held, and is not confirmed any more', async () => {
  const stopped = await stolen(600n)
  assert.equal((await decide(stopped.caseId, agent)).status, 201)
  assert.equal((await decide(stopped.caseId, agent, 'withdraw')).status, 201)
  await desks.settle()
  const queue = await desks.hinata.call('GET', `/desk/v1/cases?caseNumber=${stopped.caseNumber}`, {
    as: agent,
  })
  assert.deepEqual([queue.body.cases[0].released, queue.body.cases[0].held], ['600', '0'])
  for (const decision of ['return', 'withdraw'] as const) {
    const answer = await decide(stopped.caseId, agent, decision)
    assert.deepEqual([answer.status, answer.body.type], [409, 'desk/already_decided'])
  }
})

test('a press alone returns nothing; a verified owner is evidence enough', async () => {
  const stopped = await stolen(700n, 'press')
  const refused = await decide(stopped.caseId, agent)
  assert.deepEqual([refused.status, refused.body.type], [422, 'desk/evidence_missing'])
  await prove(desks, stopped)
  const answer = await decide(stopped.caseId, agent)
  assert.deepEqual([answer.status, answer.body.state], [201, 'effective'])
})

test('a claim about nothing has nothing to decide', async () => {
  const stopped = await stolen(0n)
  const answer = await decide(stopped.caseId, agent)
  assert.deepEqual([answer.status, answer.body.type], [409, 'desk/nothing_to_decide'])
  assert.equal(await stateOf(stopped.caseNumber), 'owner_next')
})

test("a neighbour's case is not ours to decide, nor its owner ours to write to", async () => {
  const stopped = await stolen(800n)
  const queue = await desks.furimaru.call(
    'GET',
    `/desk/v1/cases?caseNumber=${stopped.caseNumber}`,
    { as: furimaruSupervisor },
  )
  const { caseId } = queue.body.cases[0]
  const decision = await desks.furimaru.call('POST', `/desk/v1/cases/${caseId}/decisions`, {
    as: furimaruSupervisor,
    key: 'not-ours-1',
    body: { decision: 'return', reason, evidenceRead: true },
  })
  assert.deepEqual([decision.status, decision.body.type], [409, 'desk/not_ours_to_decide'])
  const word = await desks.furimaru.call('POST', `/desk/v1/cases/${caseId}/notes`, {
    as: furimaruSupervisor,
    key: 'not-ours-2',
    body: { words: 'Hello', audience: 'owner' },
  })
  assert.deepEqual([word.status, word.body.type], [409, 'desk/not_ours_to_decide'])
})

test('unknown cases and decisions are refused', async () => {
  const none = await decide('case_000000000000000000000000', agent)
  assert.deepEqual([none.status, none.body.type], [404, 'desk/unknown_case'])
  const decision = await second('dec_000000000000000000000000', supervisor)
  assert.deepEqual([decision.status, decision.body.type], [404, 'desk/unknown_decision'])
})

test('a decision without having read the evidence, without a reason or with more is malformed', async () => {
  const stopped = await stolen(900n)
  const wrong: [Record<string, unknown>, string][] = [
    [{ evidenceRead: false }, '/body/evidenceRead'],
    [{ reason: '  ' }, '/body/reason'],
    [{ reason: 'x'.repeat(2_001) }, '/body/reason'],
    [{ decision: 'forgive' }, '/body/decision'],
    [{ amount: '1' }, '/body/amount'],
  ]
  for (const [body, pointer] of wrong) {
    const answer = await decide(stopped.caseId, agent, 'return', body)
    assert.deepEqual([answer.status, answer.body.type], [400, 'kernel/malformed'])
    assert.equal(answer.body.errors[0].pointer, pointer)
  }
  assert.equal(await stateOf(stopped.caseNumber), 'stopped')
})

test('a decision never makes points usable by itself', async () => {
  const stopped = await stolen(1_000n)
  assert.equal((await decide(stopped.caseId, agent)).status, 201)
  await desks.answer('return')
  assert.deepEqual(await pointsOf(desks.hinata, stopped.memberId), [['rolling', 236n]])
  await desks.answer('wait')
})

test('a withdrawn case ends with a letter that tells what was lifted', async () => {
  const stopped = await stolen(1_100n)
  assert.equal((await decide(stopped.caseId, agent, 'withdraw')).status, 201)
  await desks.settle()
  await giveBack(desks, await prove(desks, stopped))
  assert.equal(await stateOf(stopped.caseNumber), 'closed')
  const letter = desks.hinata.mails(stopped.email).find((mail) => /終わりの書面/.test(mail.subject))
  assert.match(letter?.text ?? '', /止めるのを終えた分: 1,100 ポイント/)
  assert.match(letter?.text ?? '', /decision to lift the hold on 1,100 points/)
})

test('what a holder keeps in good faith is gone, and the owner is told so', async () => {
  const stopped = await stolen(1_200n)
  await desks.answer('keep')
  assert.equal((await decide(stopped.caseId, agent)).status, 201)
  await desks.settle()
  await prove(desks, stopped)
  const body = { caseToken: stopped.caseToken }
  const page = await desks.hinata.call('POST', '/desk/v1/case-page', { body })
  assert.deepEqual(
    [page.body.amounts.gone, page.body.headline.ja],
    ['1200', 'すべてのポイントの行方が決まりました。'],
  )
  await desks.answer('wait')
})
