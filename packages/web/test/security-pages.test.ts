import assert from 'node:assert/strict'
import { test } from 'node:test'
import { movableClock } from '@modosu/kernel'
import { webPages } from '../src/index.ts'
import { contractStub, problem } from './contract-stub.ts'
import { openBrowser } from './open-browser.ts'

const AT = '2026-11-01T09:00:00.000Z'
const session = {
  sessionId: 'ses_1',
  begunAt: AT,
  lastSeenAt: AT,
  device: { ja: 'iPhone', en: 'an iPhone' },
  network: '203.0.113.0/24',
  country: 'JP',
  wayIn: 'passkey',
  isThisOne: false,
}
const signedIn = {
  'GET /account/v1/sessions': {
    body: { sessions: [session, { ...session, sessionId: 'ses_2', isThisOne: true }] },
  },
  'GET /account/v1/devices': {
    body: {
      devices: [
        {
          deviceId: 'dev_1',
          device: session.device,
          firstSeenAt: AT,
          lastSeenAt: AT,
          sessions: 1,
          isThisOne: false,
        },
      ],
    },
  },
  'GET /account/v1/factors': {
    body: {
      passkeys: [
        { passkeyId: 'pky_1', name: '<b>鍵</b>', madeAt: AT, lastUsedAt: null, backedUp: true },
      ],
      totp: { addedAt: AT },
      recoveryCodes: { left: 8, madeAt: AT },
    },
  },
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

for (const [language, words] of [
  ['ja', ['ログイン中の端末', 'パスキー', '認証アプリ', '復旧コード', '残り8個', 'JP']],
  ['en', ['Where you are signed in', 'Passkeys', 'Authenticator app', '8 left', 'last used']],
] as const) {
  test(`the security page (${language}) shows sessions, devices and factors, each endable`, async () => {
    const { browser } = open(signedIn)
    const { status, text } = await browser.get('/security', { 'accept-language': language })
    assert.equal(status, 200)
    for (const word of words) assert.ok(text.includes(word), word)
    assert.ok(text.includes('&lt;b&gt;鍵'), 'a name is text')
    assert.equal((text.match(/action="\/security\/sessions\/end"/g) ?? []).length, 1)
    assert.match(text, /data-begin="\/account\/v1\/passkeys\/begin"/)
    for (const [, id] of text.matchAll(/<input[^>]*\sid="([^"]+)"/g)) {
      assert.ok(text.includes(`for="${id}"`), `${id} has a label`)
    }
  })
}

test('who is not signed in is sent to the sign-in and comes back', async () => {
  const { browser } = open({})
  const { status, headers } = await browser.get('/security')
  assert.deepEqual([status, headers.get('location')], [303, '/sign-in?next=%2Fsecurity'])
})

test('a right password without the second factor leads to the second half, in the same form', async () => {
  const half = { halfSignIn: 'half-secret', methods: ['totp', 'recovery_code'] }
  const { browser, asked } = open({
    'POST /account/v1/sign-in': problem(401, 'account/second_factor_needed', half),
    'POST /account/v1/sign-in/second-factor': ({ body }) =>
      (body as { totpCode?: string }).totpCode === '123456'
        ? { body: {} }
        : problem(401, 'account/second_factor_wrong', { triesLeft: 4 }),
  })
  const first = await browser.post('/sign-in', { login: 'a', password: 'b', next: '/security' })
  assert.match(first.text, /name="halfSignIn" value="half-secret"/)
  assert.doesNotMatch(first.text, /data-passkey/)
  const fields = { halfSignIn: 'half-secret', method: 'totp', next: '/security' }
  const wrong = await browser.post('/sign-in/second-factor', { ...fields, code: 'ABCD-EFGH' })
  assert.equal(wrong.status, 422)
  assert.match(wrong.text, /あと4回/)
  const right = await browser.post('/sign-in/second-factor', { ...fields, code: '１２３ ４５６' })
  assert.deepEqual([right.status, right.headers.get('location')], [303, '/security'])
  assert.deepEqual(
    asked.slice(1).map((one) => one.body),
    [
      { halfSignIn: 'half-secret', recoveryCode: 'ABCD-EFGH' },
      { halfSignIn: 'half-secret', totpCode: '123456' },
    ],
  )
})

test('a used saved code shows the one in its place before going on', async () => {
  const { browser } = open({
    'POST /account/v1/sign-in/second-factor': { body: { recoveryCode: 'NEXT-CODE' } },
  })
  const fields = { halfSignIn: 'x', code: 'ABCD', next: '//evil.example' }
  const { text } = await browser.post('/sign-in/second-factor', fields)
  assert.ok(text.includes('NEXT-CODE'))
  assert.ok(!text.includes('evil.example'))
})

test('what wants a fresh proof leads to the proof, with what the account has', async () => {
  const { browser, asked } = open({
    ...signedIn,
    'POST /account/v1/recovery-codes': problem(403, 'kernel/step_up_needed'),
    'POST /account/v1/proof/begin': { body: { methods: ['passkey', 'recovery_code'] } },
    'POST /account/v1/proof': { body: {} },
  })
  const { text } = await browser.post('/security/codes', { password: 'x' })
  assert.match(text, /もう一度確かめます/)
  assert.match(text, /data-finish="\/account\/v1\/proof"/)
  const done = await browser.post('/security/proof', { code: '123456' })
  assert.equal(done.headers.get('location'), '/security')
  assert.deepEqual(asked.at(-1)?.body, { totpCode: '123456' })
})

test('a link that comes back in a form is only ever one to an authenticator app', async () => {
  const { browser } = open({ 'POST /account/v1/totp': problem(422, 'account/totp_wrong') })
  const fields = { totpId: 'otp_1', secret: 'ABCD', uri: 'javascript:alert(1)', code: '123456' }
  const { text } = await browser.post('/security/app/confirm', fields)
  assert.doesNotMatch(text, /href="javascript/)
})

test('a member of staff whose password opens nothing else is led to make a passkey', async () => {
  const { browser } = open({
    'GET /desk/v1/staff/session': {
      body: { name: '田村', role: 'agent', wayIn: 'password', passkeys: [] },
    },
  })
  const { text } = await browser.get('/desk')
  assert.match(text, /まずパスキーを作ってください/)
  assert.match(text, /data-begin="\/desk\/v1\/staff\/passkeys\/begin"/)
})
