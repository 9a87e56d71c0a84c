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
import { hire, LIMITED_UNTIL, pointsOf } from './two-desks.ts'

let desks: DeskStory
let agent: string
let supervisor: string
let furimaruAgent: string
let stopped: StoppedOwner
let recovery: Awaited<ReturnType<typeof prove>>
let decisionId: string

const because = { 'x-reason': 'deciding the case' }

before(async () => {
  desks = await openStory({ owners: 1 })
  agent = await hire(desks.hinata, 'tamura', 'agent')
  supervisor = await hire(desks.hinata, 'miyake', 'supervisor')
  furimaruAgent = await hire(desks.furimaru, 'kobayashi', 'agent')
})
after(() => desks.close())

async function casePage() {
  const body = { caseToken: stopped.caseToken }
  const answer = await desks.hinata.call('POST', '/desk/v1/case-page', { body })
  assert.equal(answer.status, 200)
  return answer.body
}

function ownerMails(subject: RegExp) {
  return desks.hinata.mails(stopped.email).filter((mail) => subject.test(mail.subject))
}

test('one press opens the case, holds at the other company and tells the owner the number', async () => {
  const victim = await breakIn(desks, { stolen: 40_000n, limited: 3_000n })
  stopped = await press(desks, victim)
  const queue = await desks.hinata.call('GET', '/desk/v1/cases', { as: agent })
  assert.equal(queue.status, 200)
  const [line] = queue.body.cases
  assert.equal(line.caseNumber, stopped.caseNumber)
  assert.deepEqual(
    [line.state, line.turn, line.stolen, line.held, line.onward, line.nextPromise.kind],
    ['stopped', 'desk', '40000', '40000', '0', 'first_word'],
  )
  const [mail] = ownerMails(/^【ひなた】次のお知らせは/)
  assert.ok(mail)
  assert.match(mail.text, new RegExp(stopped.caseNumber))
  assert.match(mail.text, /40,000 ポイント[\s\S]*40,000 points/)
})

test("the neighbour's desk has its part under the same number and knows no owner", async () => {
  const queue = await desks.furimaru.call('GET', '/desk/v1/cases', { as: furimaruAgent })
  const [line] = queue.body.cases
  assert.deepEqual(
    [line.caseNumber, line.askedBy, line.state, line.turn, line.held, line.nextPromise.kind],
    [stopped.caseNumber, 'hinata', 'stopped', 'partner', '40000', 'answer'],
  )
  const answer = await desks.furimaru.call('GET', `/desk/v1/cases/${line.caseId}`, {
    as: furimaruAgent,
    headers: because,
  })
  assert.equal(answer.status, 200)
  assert.deepEqual([answer.body.ownerId, answer.body.takeover], [null, null])
  assert.equal(answer.body.asked[0].amount, '40000')
  assert.match(answer.body.asked[0].accounts[0].account, /^escrow:/)
  assert.doesNotMatch(JSON.stringify(answer.body), new RegExp(stopped.memberId))
})

test('before the owner is verified the page tells state, total and task, and nothing else', async () => {
  const page = await casePage()
  assert.match(page.headline.ja, /^止めてあります。/)
  assert.deepEqual(
    [page.state, page.verified, page.stolen, page.turn, page.tasks[0].task],
    ['stopped', false, '40000', 'desk', 'prove_identity'],
  )
  assert.equal(page.nextNews.kind, 'first_word')
  for (const hidden of [
    'amounts',
    'legs',
    'lots',
    'usable',
    'changes',
    'timeline',
    'decisions',
    'letter',
  ]) {
    assert.ok(!(hidden in page), hidden)
  }
  assert.doesNotMatch(JSON.stringify(page), /escrow|furimaru|フリマル|@/)
})

test('with an order that has not been shipped the first word is due within two hours', async () => {
  const page = await casePage()
  const waits = Date.parse(page.nextNews.dueAt) - Date.parse(page.openedAt)
  assert.ok(waits <= 2 * 60 * 60 * 1000 + 60_000, `${waits} ms`)
})

test('above the limit a proposal changes nothing until a second person agrees', async () => {
  const answer = await desks.hinata.call('POST', `/desk/v1/cases/${stopped.caseId}/decisions`, {
    as: agent,
    key: 'decision-1',
    body: {
      decision: 'return',
      reason: 'はじめての端末による変更の直後の購入です。',
      evidenceRead: true,
    },
  })
  assert.equal(answer.status, 201)
  assert.equal(answer.body.state, 'awaiting_second')
  decisionId = answer.body.decisionId
  await desks.settle()
  const page = await casePage()
  assert.deepEqual([page.state, page.stolen], ['second_person', '40000'])
  assert.equal(ownerMails(/の決定/).length, 0)
})

test('the second person makes it effective and the seller is the one to move', async () => {
  const answer = await desks.hinata.call('POST', `/desk/v1/decisions/${decisionId}/approval`, {
    as: supervisor,
    body: { reason: '出品者は発送前です。' },
  })
  assert.deepEqual([answer.status, answer.body.state], [200, 'effective'])
  await desks.settle()
  const page = await casePage()
  assert.deepEqual([page.state, page.turn], ['returning', 'seller'])
  const [mail] = ownerMails(/の決定/)
  assert.ok(mail)
  assert.match(mail.text, /はじめての端末による変更の直後の購入です。 \/ 出品者は発送前です。/)
  assert.match(mail.text, /two people/)
})

test('when the seller has the parcel the points come home and wait for the owner', async () => {
  await desks.answer('return')
  const page = await casePage()
  assert.deepEqual([page.state, page.turn], ['owner_next', 'owner'])
  assert.equal(
    page.headline.ja,
    'ポイントは戻りました。ご本人の確認がすむと、使えるようになります。',
  )
  assert.deepEqual(await pointsOf(desks.hinata, stopped.memberId), [['rolling', 236n]])
})

test("the neighbour's part ends with its leg", async () => {
  const queue = await desks.furimaru.call('GET', '/desk/v1/cases?state=all', { as: furimaruAgent })
  const [line] = queue.body.cases
  assert.deepEqual(
    [line.state, line.turn, line.held, line.returned, line.nextPromise],
    ['closed', null, '0', '40000', null],
  )
})

test('the verified owner sees where everything is, to the point and to the lot', async () => {
  recovery = await prove(desks, stopped)
  const page = await casePage()
  assert.deepEqual([page.verified, page.tasks[0].task], [true, 'review_account'])
  assert.deepEqual(page.amounts, {
    held: '0',
    onward: '0',
    gone: '0',
    returned: '40000',
    released: '0',
  })
  assert.deepEqual(
    page.legs.map((leg: { company: string; returned: string }) => [leg.company, leg.returned]),
    [
      ['furimaru', '0'],
      ['hinata', '40000'],
    ],
    'nothing is left where it came back from, and all of it is here',
  )
  assert.deepEqual(
    page.lots.map((lot: { amount: string; expiresAt: string }) => [lot.amount, lot.expiresAt]),
    [
      ['3000', LIMITED_UNTIL.toISOString()],
      ['37000', null],
    ],
  )
  assert.deepEqual([page.usable, page.letter], [false, null])
  assert.deepEqual(page.decisions[0].people, 2)
  assert.ok(page.changes.some((change: { field: string }) => change.field === 'email'))
})

test('the account is given back: points in their lots, case closed, one letter', async () => {
  await giveBack(desks, recovery)
  const page = await casePage()
  assert.deepEqual([page.state, page.turn, page.tasks], ['closed', null, []])
  assert.equal(page.headline.en, 'Everything is back.')
  assert.deepEqual(await pointsOf(desks.hinata, stopped.memberId), [
    [LIMITED_UNTIL.toISOString(), 3_000n],
    ['rolling', 37_236n],
  ])
  const letters = ownerMails(/終わりの書面/)
  assert.equal(letters.length, 1)
  assert.match(letters[0]?.text ?? '', /3,000 ポイント\(2017年9月30日までのポイント\)/)
  assert.match(letters[0]?.text ?? '', /37,000 points \(regular points\)/)
  assert.equal(page.letter.body.trim(), letters[0]?.text.trim())
  assert.deepEqual([page.usable, page.lots.length], [true, 2])
})

test('everything that happened stands in the timeline, once', async () => {
  const answer = await desks.hinata.call('GET', `/desk/v1/cases/${stopped.caseId}`, {
    as: agent,
    headers: because,
  })
  const kinds = answer.body.timeline.map((entry: { kind: string }) => entry.kind)
  for (const kind of [
    'case_opened',
    'decision_proposed',
    'decision_effective',
    'claim_settled',
    'owner_verified',
    'account_given_back',
    'made_usable',
    'case_closed',
  ]) {
    assert.equal(kinds.filter((one: string) => one === kind).length, 1, kind)
  }
  const proposed = answer.body.timeline.find(
    (entry: { kind: string }) => entry.kind === 'decision_proposed',
  )
  assert.equal(proposed.staff, 'tamura さん')
  assert.equal(answer.body.decisions[0].secondBy, 'miyake さん')
  assert.match(answer.body.takeover.mailTo, /^.•••@.•••\./)
})
