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
