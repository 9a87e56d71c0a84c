import assert from 'node:assert/strict'
import { test } from 'node:test'
import { movableClock } from '@modosu/kernel'
import { webPages } from '../src/index.ts'
import { contractStub, problem } from './contract-stub.ts'
import { openBrowser } from './open-browser.ts'

const CASE = 'GET /desk/v1/cases/case_1'
const DECIDE = 'POST /desk/v1/cases/case_1/decisions'
const decision = {
  look: 'decide_case',
  key: 'decide.case_1.0',
  decision: 'return',
  reason: '新しい端末',
}

function open(answers: Parameters<typeof contractStub>[0]) {
  const stub = contractStub(answers)
  const pages = webPages({
    services: ['account', 'desk'],
    company: 'hinata',
    displayName: { ja: 'ひなた', en: 'Hinata' },
    fetchService: stub.fetchService,
    clock: movableClock(0),
  })
  return { asked: stub.asked, browser: openBrowser(pages) }
}

test('a case is opened only after a reason, and the reason goes with the look', async () => {
  const { browser, asked } = open({ [CASE]: { body: deskCase() } })
  await browser.get('/desk/cases/case_1')
  await browser.post('/desk/cases/case_1', { look: 'curiosity' })
  assert.equal(asked.length, 0)
  const shown = await browser.post('/desk/cases/case_1', { look: 'decide_case' })
  assert.equal(shown.status, 200)
  assert.equal(asked[0]?.headers.get('x-reason'), 'decide_case')
  assert.match(shown.text, /482-913-076/)
})

test('a decision goes with its reason and the tick, under one key a decision', async () => {
  const { browser, asked } = open({ [CASE]: { body: deskCase() }, [DECIDE]: { body: {} } })
  const first = await browser.post('/desk/cases/case_1', { look: 'decide_case' })
  assert.match(first.text, /name="key" value="decide\.case_1\.0"/)
  await browser.post('/desk/cases/case_1/decide', { ...decision, evidenceRead: 'yes' })
  const sent = asked.find((one) => one.method === 'POST')
  assert.equal(sent?.headers.get('idempotency-key'), 'decide.case_1.0')
  assert.deepEqual(sent?.body, { decision: 'return', reason: '新しい端末', evidenceRead: true })
})

test('without the tick the service is not told that the evidence was read', async () => {
  const { browser, asked } = open({
    [CASE]: { body: deskCase() },
    [DECIDE]: problem(400, 'kernel/malformed'),
  })
  const shown = await browser.post('/desk/cases/case_1/decide', decision)
  assert.equal(shown.status, 422)
  assert.deepEqual(asked[0]?.body, {
    decision: 'return',
    reason: '新しい端末',
    evidenceRead: false,
  })
})

test('the second person sees the proposal with its reason, and the proposer is told no', async () => {
  const waiting = {
    decisionId: 'dec_1',
    kind: 'return',
    amount: '40000',
    reason: '<i>新しい端末</i>',
    state: 'awaiting_second',
    proposedAt: '2017-09-14T08:00:00+09:00',
  }
  const { browser } = open({
    [CASE]: { body: deskCase({ decisions: [waiting] }) },
    'POST /desk/v1/decisions/dec_1/approval': problem(403, 'desk/same_person'),
  })
  const shown = await browser.post('/desk/cases/case_1', { look: 'second_check' })
  assert.match(shown.text, /&lt;i&gt;新しい端末/)
  assert.doesNotMatch(shown.text, /\/decide"/)
  const form = { look: 'second_check', decisionId: 'dec_1', answer: 'approve', reason: 'よい' }
  const refused = await browser.post('/desk/cases/case_1/second', form)
  assert.equal(refused.status, 422)
  assert.match(refused.text, /提案者は承認できません/)
})

test('the desk of the asked company decides nothing about the claim of the other', async () => {
  const { browser } = open({ [CASE]: { body: deskCase({ askedBy: 'hinata', evidence: null }) } })
  const shown = await browser.post('/desk/cases/case_1', { look: 'partner_asked' })
  assert.doesNotMatch(shown.text, /\/decide"|\/second"/)
})

test('the queue asks for a sign-in, and stands the nearest promise first as the service says', async () => {
  const signedOut = open({ 'GET /desk/v1/cases': problem(401, 'kernel/not_signed_in') })
  assert.match((await signedOut.browser.get('/desk')).text, /action="\/desk\/sign-in"/)
  const line = (caseId: string, caseNumber: string) => ({
    caseId,
    caseNumber,
    askedBy: null,
    stolen: '40000',
    unshipped: true,
    nextPromise: { dueAt: '2017-09-14T11:00:00+09:00', late: false },
  })
  const { browser } = open({
    'GET /desk/v1/cases': { body: { cases: [line('case_2', '222'), line('case_1', '111')] } },
  })
  const { text } = await browser.get('/desk')
  assert.ok(text.indexOf('222') < text.indexOf('111'))
})

const task = {
  taskId: 'task_1',
  turn: 'seller',
  words: { ja: '電話をしてください', en: 'Ring the seller' },
  subject: 'ord_1',
  dueAt: '2017-09-14T10:00:00+09:00',
  late: true,
  doneAt: null,
  doneBy: null,
  doneWords: null,
}

test('what there is to do stands with its clock, and is done with what came out of it', async () => {
  const { browser, asked } = open({
    [CASE]: { body: deskCase({ tasks: [task] }) },
    'POST /desk/v1/cases/case_1/tasks/task_1/done': { body: { taskId: 'task_1' } },
  })
  const shown = await browser.post('/desk/cases/case_1', { look: 'decide_case' })
  assert.match(shown.text, /電話をしてください[\s\S]*期限を過ぎています: 9月14日\(木\) 10:00/)
  const form = { look: 'decide_case', taskId: 'task_1', 'words-task_1': '手元にあるそうです' }
  await browser.post('/desk/cases/case_1/task', form)
  const sent = asked.find((one) => one.method === 'POST')
  assert.deepEqual(sent?.body, { words: '手元にあるそうです' })
})

test('a hold is renewed, a thing asked for again and a wrong return taken back, each with its reason', async () => {
  const claim = {
    holdUntil: '2017-09-17T00:00:00+09:00',
    undecided: '300',
    attempts: 2,
    letGo: '100',
    covered: '50',
  }
  const { browser, asked } = open({
    [CASE]: { body: deskCase({ claim, gone: '10', returned: '500' }) },
    'GET /desk/v1/cases/case_1/claim': { body: { claim: { legs: [leg] } } },
  })
  const shown = await browser.post('/desk/cases/case_1', { look: 'decide_case' })
  assert.match(shown.text, /9月17日\(日\) 0:00 まで止めてあります/)
  assert.match(shown.text, /furimaru[\s\S]*次の連絡 9月15日\(金\) 0:00 まで/)
  for (const [step, path, body] of [
    ['renew', 'renewals', { reason: '理由' }],
    ['again', 'attempts', { reason: '理由' }],
    ['undo', 'decisions', { decision: 'undo', reason: '理由', evidenceRead: true }],
  ] as const) {
    assert.match(shown.text, new RegExp(`action="/desk/cases/case_1/claim/${step}"`))
    const form = { look: 'decide_case', key: `${step}.1`, [`reason-${step}`]: '理由' }
    await browser.post(`/desk/cases/case_1/claim/${step}`, form)
    const sent = asked.findLast((one) => one.method === 'POST')
    assert.deepEqual([sent?.path, sent?.body], [`/desk/v1/cases/case_1/${path}`, body])
    assert.equal(sent?.headers.get('idempotency-key'), `${step}.1`)
  }
})

test('the company that holds it names a holder and makes good what sank, and decides nothing', async () => {
  const asked1 = {
    legId: 'leg_1',
    company: 'hinata',
    amount: '500',
    stance: 'confirmed',
    accounts: [{ account: 'sales:mem_1' }],
  }
  const { browser, asked } = open({
    [CASE]: { body: deskCase({ askedBy: 'hinata', evidence: null, asked: [asked1] }) },
  })
  const shown = await browser.post('/desk/cases/case_1', { look: 'partner_asked' })
  assert.doesNotMatch(shown.text, /claim\/(renew|again|undo)"/)
  await browser.post('/desk/cases/case_1/claim/made-good', {
    look: 'partner_asked',
    key: 'made-good.1',
    legId: 'leg_1',
    'account-made-good': 'sales:mem_1',
    'reason-made-good': '関わっていました',
  })
  const sent = asked.find((one) => one.method === 'POST')
  assert.equal(sent?.path, '/desk/v1/cases/case_1/made-good')
  assert.deepEqual(sent?.body, {
    legId: 'leg_1',
    account: 'sales:mem_1',
    reason: '関わっていました',
  })
})

test('after a decision what was added to the claim waits for one of its own', async () => {
  const effective = {
    decisionId: 'dec_1',
    kind: 'return',
    amount: '500',
    reason: 'x',
    state: 'effective',
    proposedAt: '2017-09-14T08:00:00+09:00',
  }
  const claim = { holdUntil: null, undecided: '300', attempts: 1, letGo: '0', covered: '0' }
  const added = open({ [CASE]: { body: deskCase({ decisions: [effective], claim }) } })
  const shown = await added.browser.post('/desk/cases/case_1', { look: 'decide_case' })
  assert.match(shown.text, /\/decide"/)
  const done = open({
    [CASE]: { body: deskCase({ decisions: [effective], claim: { ...claim, undecided: '0' } }) },
  })
  const over = await done.browser.post('/desk/cases/case_1', { look: 'decide_case' })
  assert.doesNotMatch(over.text, /\/decide"/)
})

test('abuse is shown by claimant and company to whoever may see it, with the look recorded', async () => {
  const figures = {
    claims: '3',
    failed: '2',
    holdersWronglyHeld: '4',
    amountWronglyHeld: '1200',
    hoursWronglyHeld: '31',
  }
  const by = {
    claimants: [{ who: 'mem_1', ...figures }],
    companies: [{ who: 'furimaru', ...figures }],
    alarms: [],
  }
  const { browser, asked } = open({ 'GET /desk/v1/abuse/by-claimant': { body: by } })
  assert.match((await browser.get('/desk/abuse')).text, /記録して見る/)
  assert.equal(asked.length, 0, 'nothing is read before the look is recorded')
  const { text } = await browser.post('/desk/abuse', {})
  assert.equal(asked[0]?.headers.get('x-reason'), 'abuse_review')
  assert.match(text, /mem_1[\s\S]*1,200[\s\S]*furimaru/)
  const agent = open({ 'GET /desk/v1/abuse/by-claimant': problem(403, 'kernel/forbidden') })
  const refused = await agent.browser.post('/desk/abuse', {})
  assert.equal(refused.status, 403)
  assert.match(refused.text, /role="alert"/)
})

const leg = {
  legId: 'leg_1',
  company: 'furimaru',
  asked: '500',
  answered: true,
  answerDue: '2017-09-15T00:00:00+09:00',
  decisionDue: null,
  nextUpdateDue: '2017-09-15T00:00:00+09:00',
  appealed: false,
  refusedBy: null,
}

function deskCase(more: object = {}) {
  const held = { held: '40000', onward: '0', gone: '0', returned: '0', released: '0' }
  return {
    ...held,
    caseId: 'case_1',
    caseNumber: '482-913-076',
    askedBy: null,
    evidence: 'machine',
    stolen: '40000',
    legs: [
      {
        ...held,
        company: 'furimaru',
        companyName: { ja: 'フリマル', en: 'Furimaru' },
        place: { ja: '注文', en: 'Order' },
        cameBack: '0',
      },
    ],
    promises: [],
    decisions: [],
    takeover: { changes: [{ field: 'email', at: '2017-09-12T02:16:00+09:00' }] },
    closedAt: null,
    twoPeople: true,
    ...more,
  }
}
