import assert from 'node:assert/strict'
import { test } from 'node:test'
import { movableClock } from '@modosu/kernel'
import { webPages } from '../src/index.ts'
import { contractStub, problem } from './contract-stub.ts'
import { openBrowser } from './open-browser.ts'

const PROOF = 'POST /account/v1/recovery/rcv_1/proof'
const REVIEW = 'POST /account/v1/recovery/rcv_1/review'
const SHOWN = 'GET /account/v1/recovery/rcv_1'
const GIVE_BACK = 'POST /account/v1/recovery/rcv_1/give-back'
const codes = { mailedCode: '１２３456', recoveryCode: ' ABCD-EFGH ' }

function open(answers: Parameters<typeof contractStub>[0]) {
  const stub = contractStub({
    [PROOF]: { body: { recoveryToken: 'proof-token' } },
    [SHOWN]: {
      body: {
        sentTo: { channel: 'email', contact: 'h•••@p•••.example' },
        channels: [
          { channel: 'email', contact: 'h•••@p•••.example' },
          { channel: 'phone', contact: '•••• 22' },
        ],
        passkey: true,
      },
    },
    [REVIEW]: { body: review() },
    [GIVE_BACK]: {
      body: { recoveryCode: 'NEWC-ODE1' },
      cookies: ['modosu_session=fresh; Path=/; HttpOnly'],
    },
    ...answers,
  })
  const pages = webPages({
    services: ['account', 'desk'],
    company: 'hinata',
    displayName: { ja: 'ひなた', en: 'Hinata' },
    fetchService: stub.fetchService,
    clock: movableClock(0),
  })
  return { asked: stub.asked, browser: openBrowser(pages) }
}

test('two codes prove the owner; full-width digits are taken as digits', async () => {
  const { browser, asked } = open({})
  const shown = await browser.post('/recovery/rcv_1', codes)
  assert.equal(shown.headers.get('location'), '/recovery/rcv_1/review')
  assert.deepEqual(asked[0]?.body, { mailedCode: '123456', recoveryCode: 'ABCD-EFGH' })
})

for (const [language, words] of [
  ['ja', ['h•••@p•••.example', '電話番号へ送る', '•••• 22', 'パスキーで確かめる']],
  ['en', ['h•••@p•••.example', 'Send it to the phone', '•••• 22', 'Check with a passkey']],
] as const) {
  test(`the proof page (${language}) shows where the code went, where else, and the passkey`, async () => {
    const { browser } = open({})
    const { status, text, headers } = await browser.get('/recovery/rcv_1', {
      'accept-language': language,
    })
    assert.equal(status, 200)
    for (const word of words) assert.ok(text.includes(word), word)
    assert.match(text, /data-begin="\/account\/v1\/recovery\/rcv_1\/passkey\/begin"/)
    assert.match(text, /action="\/case\/recovery"[\s\S]*name="channel" value="phone"/)
    assert.match(headers.get('content-security-policy') ?? '', /script-src 'self'/)
    for (const [, id] of text.matchAll(/<input[^>]*\sid="([^"]+)"/g)) {
      assert.ok(text.includes(`for="${id}"`), `${id} has a label`)
    }
  })
}

test('the code goes to the phone when the owner asks for it there', async () => {
  const { browser, asked } = open({
    'POST /account/v1/undo': { body: { caseNumber: '1', caseToken: 'case-token' } },
    'POST /account/v1/recovery': { body: { recoveryId: 'rcv_2' } },
  })
  const unopened = await browser.post('/case/recovery', { channel: 'phone' })
  assert.equal(unopened.status, 404, 'without the case there is nothing to send')
  await browser.post('/undo', { t: 'secret' })
  const shown = await browser.post('/case/recovery', { channel: 'phone' })
  assert.equal(shown.headers.get('location'), '/recovery/rcv_2')
  assert.deepEqual(asked.at(-1)?.body, { caseToken: 'case-token', channel: 'phone' })
})

test('what a passkey answered goes along with one code; a mangled answer is a wrong proof', async () => {
  const { browser, asked } = open({})
  // As long as a real one: a form that cut it off would send no proof at all.
  const signature = 'x'.repeat(3_000)
  const passkey = JSON.stringify({ id: 'AbC', response: { signature } })
  const shown = await browser.post('/recovery/rcv_1', { passkey, code: '１２３４５６' })
  assert.equal(shown.headers.get('location'), '/recovery/rcv_1/review')
  assert.deepEqual(asked.at(-1)?.body, {
    passkey: { id: 'AbC', response: { signature } },
    mailedCode: '123456',
  })
  await browser.post('/recovery/rcv_1', { passkey: '{', code: 'ABCD-EFGH' })
  assert.deepEqual(asked.at(-1)?.body, { passkey: '{', recoveryCode: 'ABCD-EFGH' })
})

test('a wrong code says how many tries are left, and not which code was wrong', async () => {
  const { browser } = open({ [PROOF]: problem(422, 'account/proof_wrong', { triesLeft: 4 }) })
  const shown = await browser.post('/recovery/rcv_1', codes)
  assert.equal(shown.status, 422)
  assert.match(shown.text, /あと4回試せます/)
})

test('when no tries are left the page says that the stop stands', async () => {
  const { browser } = open({ [PROOF]: problem(429, 'account/proof_locked') })
  const shown = await browser.post('/recovery/rcv_1', codes)
  assert.equal(shown.status, 429)
  assert.match(shown.text, /止めてあるものは、止まったままです/)
})

test('each change is shown with its sorting and its reason, and what will become of it', async () => {
  const { browser, asked } = open({})
  await browser.post('/recovery/rcv_1', codes)
  const { text } = await browser.get('/recovery/rcv_1/review')
  assert.deepEqual(asked.at(-1)?.body, { recoveryToken: 'proof-token' })
  assert.match(text, /メールアドレスの変更/)
  assert.match(text, /はじめての端末から/)
  assert.match(text, /id="change\.chg_1\.theirs" value="theirs" checked/)
  assert.match(text, /id="change\.chg_2\.mine" value="mine" checked/)
  assert.match(text, /id="session\.ses_1\.theirs" value="theirs" checked/)
  assert.match(text, /支払い\(40000\)/)
})

test('where so much was done that older things are left out, the review says so', async () => {
  const { browser } = open({ [REVIEW]: { body: { ...review(), complete: false } } })
  await browser.post('/recovery/rcv_1', codes)
  const { text } = await browser.get('/recovery/rcv_1/review')
  assert.match(text, /新しいものだけを並べています/)
})

test('the owner keeps what was his own, and everything else is put back', async () => {
  const { browser, asked } = open({})
  await browser.post('/recovery/rcv_1', codes)
  const shown = await browser.post('/recovery/rcv_1/give-back', {
    'change.chg_1': 'theirs',
    'change.chg_2': 'mine',
    'session.ses_1': 'theirs',
    'action.txn_7': 'mine',
    newPassword: ' a new pass phrase ',
    newEmail: '',
  })
  assert.equal(shown.status, 200)
  assert.deepEqual(asked.at(-1)?.body, {
    recoveryToken: 'proof-token',
    kept: ['chg_2', 'txn_7'],
    disowned: ['chg_1', 'ses_1'],
    newPassword: ' a new pass phrase ',
  })
  assert.match(shown.text, /NEWC-ODE1/)
  assert.match(browser.cookiesFor('/'), /modosu_session=fresh/)
  assert.ok(!browser.cookiesFor('/recovery/rcv_1').includes('proof-token'))
})

test('a new address is taken over with the code that was sent to it', async () => {
  const { browser, asked } = open({
    [GIVE_BACK]: { body: { recoveryCode: 'NEWC-ODE1', emailChangeId: 'chg_9' } },
    'POST /account/v1/email/confirm': { body: { changeId: 'chg_9' } },
  })
  await browser.post('/recovery/rcv_1', codes)
  const shown = await browser.post('/recovery/rcv_1/give-back', {
    newPassword: 'a new pass phrase',
  })
  assert.match(shown.text, /name="emailChangeId" value="chg_9"/)
  await browser.post('/given-back/email', { emailChangeId: 'chg_9', code: '123456' })
  assert.deepEqual(asked.at(-1)?.body, { changeId: 'chg_9', code: '123456' })
})

test('an account that was given back already says so and leads to the sign-in', async () => {
  const { browser } = open({ [GIVE_BACK]: problem(409, 'account/already_given_back') })
  const shown = await browser.post('/recovery/rcv_1/give-back', {
    newPassword: 'a new pass phrase',
  })
  assert.equal(shown.status, 409)
  assert.match(shown.text, /href="\/sign-in"/)
})

test('asking for a reset shows one page for every name', async () => {
  const { browser } = open({ 'POST /account/v1/password-reset': { status: 202, body: {} } })
  const known = await browser.post('/reset', { login: 'hana' })
  const unknown = await browser.post('/reset', { login: 'nobody' })
  assert.equal(known.text, unknown.text)
})

test('opening a reset link changes nothing; a weak password keeps the form and its link', async () => {
  const { browser, asked } = open({
    'POST /account/v1/password-reset/confirm': problem(422, 'account/password_weak'),
  })
  await browser.get('/reset?t=secret')
  assert.equal(asked.length, 0)
  const shown = await browser.post('/reset/confirm', { t: 'secret', newPassword: 'password' })
  assert.equal(shown.status, 422)
  assert.match(shown.text, /name="t" value="secret"/)
})

test('a weak password keeps the review open and says what stays true', async () => {
  const { browser } = open({ [GIVE_BACK]: problem(422, 'account/password_weak') })
  await browser.post('/recovery/rcv_1', codes)
  const shown = await browser.post('/recovery/rcv_1/give-back', { newPassword: 'password' })
  assert.equal(shown.status, 422)
  assert.match(shown.text, /パスワードは15文字以上/)
  assert.match(shown.text, /name="newPassword"/)
  assert.doesNotMatch(shown.text, /value="password"/)
})

test('the review without its proof says that the time has passed', async () => {
  const { browser } = open({ [REVIEW]: problem(400, 'kernel/malformed') })
  assert.equal((await browser.get('/recovery/rcv_1/review')).status, 410)
})

test('the link of the desk puts its secret into the cookie and out of the address', async () => {
  const { browser, asked } = open({})
  const entered = await browser.get('/recovery/rcv_1/enter?t=proof-by-desk')
  assert.equal(entered.headers.get('location'), '/recovery/rcv_1/review')
  await browser.get('/recovery/rcv_1/review')
  assert.deepEqual(asked.at(-1)?.body, { recoveryToken: 'proof-by-desk' })
})

function review() {
  return {
    changes: [
      {
        changeId: 'chg_1',
        field: 'email',
        at: '2017-09-12T02:16:00+09:00',
        sorted: 'theirs',
        reason: 'new_device',
        why: { ja: 'はじめての端末から', en: 'From a new device' },
        willBe: 'restored',
      },
      {
        changeId: 'chg_2',
        field: 'login_id',
        at: '2017-09-11T21:40:00+09:00',
        sorted: 'yours',
        reason: 'known_device',
        why: { ja: 'いつもの端末から', en: 'From your usual device' },
        willBe: 'kept',
      },
    ],
    sessions: [
      {
        sessionId: 'ses_1',
        startedAt: '2017-09-12T02:14:00+09:00',
        device: { ja: 'Android', en: 'Android' },
        network: '203.0.113.x',
        sorted: 'theirs',
        reason: 'new_device',
        why: { ja: 'はじめての端末から', en: 'From a new device' },
      },
    ],
    actions: [
      {
        actionId: 'txn_7',
        at: '2017-09-12T02:20:00+09:00',
        words: { ja: '支払い(40000)', en: 'A payment (40000)' },
        sorted: 'unsure',
        reason: 'new_device',
        why: { ja: 'はじめての端末から', en: 'From a new device' },
      },
    ],
    planted: [],
  }
}
