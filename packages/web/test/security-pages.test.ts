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
const exit = (exit: string, until: string | null) => ({
  exit,
  open: until === null,
  until,
  why:
    until === null ? [] : [{ words: { ja: '電話番号が変わりました', en: 'Your phone changed' } }],
})
const signedIn = {
  'GET /account/v1/exits': {
    body: { exits: [exit('payout', '2026-11-04T09:00:00.000Z'), exit('purchase', null)] },
  },
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
  [
    'ja',
    [
      ...['ログイン中の端末', 'パスキー', '認証アプリ', '復旧コード', '残り8個', 'JP'],
      ...['銀行口座への出金', '11月4日', '電話番号が変わりました', 'プログラム用のキー'],
    ],
  ],
  [
    'en',
    [
      ...['Where you are signed in', 'Passkeys', 'Authenticator app', '8 left', 'last used'],
      ...['Payout to a bank account', 'opens on', 'Your phone changed', 'Keys for programs'],
    ],
  ],
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

test('a sign-in that looks unusual says where the code went, and sends six digits as that code', async () => {
  const sentTo = 'h•••@p•••.example'
  const half = { halfSignIn: 'half-secret', methods: ['sent_code', 'recovery_code'], sentTo }
  const { browser, asked } = open({
    'POST /account/v1/sign-in': problem(401, 'account/second_factor_needed', half),
    'POST /account/v1/sign-in/second-factor': { body: {} },
  })
  const { text } = await browser.post('/sign-in', { login: 'a', password: 'b' })
  assert.ok(text.includes(sentTo))
  assert.match(text, /name="method" value="sent_code"/)
  const fields = { halfSignIn: 'half-secret', method: 'sent_code', sentTo, code: '123456' }
  await browser.post('/sign-in/second-factor', fields)
  assert.deepEqual(asked.at(-1)?.body, { halfSignIn: 'half-secret', sentCode: '123456' })
})

const keys = {
  'GET /account/v1/api-tokens': {
    body: {
      apiTokens: [
        {
          apiTokenId: 'atk_1',
          name: '<i>家計簿</i>',
          scopes: ['account:read'],
          madeAt: AT,
          expiresAt: AT,
          lastUsedAt: AT,
          lastNetwork: '203.0.113.0/24',
        },
      ],
      scopes: [
        { scope: 'account:read', words: { ja: '名前を見る', en: 'See your name' } },
        { scope: 'market:sell', words: { ja: '出品する', en: 'List items' } },
      ],
    },
  },
}

for (const [language, words] of [
  ['ja', ['プログラム用のキー', '名前を見る', '最後に使用', '203.0.113.0/24', '使えなくする']],
  ['en', ['Keys for programs', 'See your name', 'last used', '203.0.113.0/24', 'Take it out']],
] as const) {
  test(`the page of keys (${language}) shows each with its last use, and what can be asked for`, async () => {
    const { browser } = open(keys)
    const { status, text } = await browser.get('/security/keys', { 'accept-language': language })
    assert.equal(status, 200)
    for (const word of words) assert.ok(text.includes(word), word)
    assert.ok(text.includes('&lt;i&gt;家計簿'), 'a name is text')
    assert.ok(!text.includes('market:sell'), 'this company has no market')
    for (const [, id] of text.matchAll(/<input[^>]*\sid="([^"]+)"/g)) {
      assert.ok(text.includes(`for="${id}"`), `${id} has a label`)
    }
  })
}

test('a new key is shown once; a key is taken out by its button', async () => {
  const { browser, asked } = open({
    ...keys,
    'POST /account/v1/api-tokens': { status: 201, body: { token: 'mds_secret' } },
    'DELETE /account/v1/api-tokens/atk_1': { body: { apiTokenId: 'atk_1' } },
  })
  const typed = { name: 'a', scope: 'account:read', days: '３０', password: ' x ' }
  const made = await browser.post('/security/keys', typed)
  assert.ok(made.text.includes('mds_secret'))
  assert.deepEqual(asked.at(-1)?.body, {
    password: ' x ',
    name: 'a',
    scopes: ['account:read'],
    days: 30,
  })
  const revoked = await browser.post('/security/keys/revoke', { apiTokenId: 'atk_1' })
  assert.equal(revoked.headers.get('location'), '/security/keys')
})

test('the desk says for an owner that papers were shown, and hears whether a second person did', async () => {
  const VOUCH = 'POST /account/v1/staff/cases/case_1/vouch'
  const { browser, asked } = open({ [VOUCH]: { body: { state: 'waits_for_second' } } })
  const page = await browser.get('/desk/cases/case_1/owner')
  assert.match(page.text, /係の2人/)
  const typed = { email: 'now@post.example', papers: 'passport', reason: 'at the counter' }
  const first = await browser.post('/desk/cases/case_1/owner', typed)
  assert.match(first.text, /もう1人が同じアドレスを入れると/)
  assert.deepEqual(asked.at(-1)?.body, typed)
  for (const [type, words] of [
    ['account/address_suspect', /乗っ取りのあとに加わった/],
    ['account/already_given_back', /もう戻されています/],
    ['kernel/forbidden', /担当者か責任者だけ/],
  ] as const) {
    const refused = open({ [VOUCH]: problem(409, type) })
    const shown = await refused.browser.post('/desk/cases/case_1/owner', typed)
    assert.equal(shown.status, 422)
    assert.match(shown.text, words)
    assert.match(shown.text, /value="now@post.example"/)
  }
})
