import assert from 'node:assert/strict'
import { test } from 'node:test'
import { movableClock, openHono } from '@modosu/kernel'
import type { Hono } from 'hono'
import { type WebPagesOptions, webPages } from '../src/index.ts'
import { contractStub, problem } from './contract-stub.ts'
import { openBrowser } from './open-browser.ts'

const TOKEN = 'tok-en_0123456789abcdefghijABCDEFGHIJ0123456'
const EVIL = `"><script>alert('1')</script><img src=x onerror=alert(2)>`

function open(answers: Parameters<typeof contractStub>[0], options: Partial<WebPagesOptions> = {}) {
  const stub = contractStub(answers)
  const pages = webPages({
    services: ['account', 'points', 'pay', 'market', 'desk'],
    company: 'hinata',
    displayName: { ja: 'ひなた', en: 'Hinata' },
    fetchService: stub.fetchService,
    clock: movableClock(0),
    ...options,
  })
  return { pages, asked: stub.asked, browser: openBrowser(pages) }
}

/** A page without the scripts that this host serves. */
function withoutOwnScript<Page extends { text: string }>(page: Page): Page {
  const own = /<script src="\/assets\/(?:passkeys|live)-[\w-]{16}\.js" defer><\/script>/
  return { ...page, text: page.text.replace(own, '') }
}

const pressed = {
  'POST /account/v1/undo': { body: { caseNumber: '482-913-076', caseToken: TOKEN } },
}

test('opening an undo link, as a mail scanner does, asks the services nothing', async () => {
  const { browser, asked } = open(pressed)
  const shown = await browser.get(`/undo?t=${TOKEN}`)
  assert.equal(shown.status, 200)
  assert.equal((shown.text.match(/<button/g) ?? []).length, 1)
  assert.match(shown.text, /<form method="post" action="\/undo"/)
  await browser.get(`/undo?t=${TOKEN}`, { accept: 'text/html', 'user-agent': 'scanner' })
  assert.deepEqual(asked, [])
})

test('the one button of the undo link stops, and shows the case number large', async () => {
  const { browser, asked } = open(pressed)
  const shown = await browser.post('/undo', { t: TOKEN })
  assert.equal(shown.status, 200)
  assert.deepEqual(
    asked.map((one) => [one.method, one.path, one.body]),
    [['POST', '/account/v1/undo', { token: TOKEN }]],
  )
  assert.match(shown.text, /<p class="caseno">482-913-076<\/p>/)
})

test('after the press the case token is in an HttpOnly cookie of /case and nowhere else', async () => {
  const { browser } = open(pressed)
  const shown = await browser.post('/undo', { t: TOKEN })
  assert.ok(!shown.text.includes(TOKEN))
  const cookie = shown.headers.getSetCookie().find((line) => line.includes(TOKEN)) ?? ''
  assert.match(cookie, /HttpOnly/i)
  assert.match(cookie, /Path=\/case/i)
  assert.match(cookie, /SameSite=Lax/i)
  assert.match(browser.cookiesFor('/case/recovery'), new RegExp(TOKEN))
  assert.ok(!browser.cookiesFor('/stop').includes(TOKEN))
})

for (const [code, status, words] of [
  ['account/undo_used', 409, 'もう使われています'],
  ['account/undo_expired', 410, '期限は過ぎています'],
  ['account/undo_unknown', 404, '使えません'],
] as const) {
  test(`an undo that is refused as ${code} says so, and what stays true`, async () => {
    const { browser } = open({ 'POST /account/v1/undo': problem(status, code) })
    const shown = await browser.post('/undo', { t: TOKEN })
    assert.equal(shown.status, status)
    assert.match(shown.text, new RegExp(words))
    assert.ok(!shown.text.includes(TOKEN))
  })
}

test('the case link moves its secret into the cookie without naming it in an address', async () => {
  const { browser, asked } = open({ 'POST /desk/v1/case-page': { body: caseFile() } })
  const first = await browser.get(`/case?t=${TOKEN}`)
  assert.equal(asked.length, 0)
  assert.match(first.text, /action="\/case\/open"/)
  const opened = await browser.post('/case/open', { t: TOKEN })
  assert.equal(opened.status, 303)
  assert.equal(opened.headers.get('location'), '/case')
  const shown = await browser.get('/case')
  assert.equal(shown.status, 200)
  assert.ok(!shown.text.includes(TOKEN))
  assert.deepEqual(asked.at(-1)?.body, { caseToken: TOKEN })
})

test('a case link that opens nothing sets no cookie', async () => {
  const { browser } = open({ 'POST /desk/v1/case-page': problem(404, 'desk/unknown_case_link') })
  const shown = await browser.post('/case/open', { t: TOKEN })
  assert.equal(shown.status, 404)
  assert.deepEqual(shown.headers.getSetCookie(), [])
})

test('no secret is ever in a Location header', async () => {
  const { browser } = open({
    ...pressed,
    'POST /desk/v1/case-page': { body: caseFile() },
    'POST /account/v1/recovery': { body: { recoveryId: 'rcv_1' } },
    'POST /account/v1/recovery/rcv_1/proof': { body: { recoveryToken: `${TOKEN}r` } },
  })
  const answers = [
    await browser.post('/case/open', { t: TOKEN }),
    await browser.post('/case/recovery', {}),
    await browser.post('/recovery/rcv_1', { mailedCode: '123456', recoveryCode: 'AAAA-BBBB' }),
    await browser.post('/case/close', {}),
  ]
  for (const { headers, status } of answers) {
    assert.equal(status, 303)
    assert.ok(!(headers.get('location') ?? '').includes('tok-en'))
  }
})

test('a form that another site sends is refused and reaches no service', async () => {
  const { browser, asked } = open({
    ...pressed,
    'POST /account/v1/stop': { body: { caseNumber: '1' } },
  })
  const foreign: Record<string, string>[] = [
    { origin: 'https://elsewhere.example' },
    { origin: 'http://hinata.localhost:4002' },
    { origin: 'null', 'sec-fetch-site': 'cross-site' },
    { origin: 'null' },
    { 'sec-fetch-site': 'same-site' },
    {},
  ]
  for (const headers of foreign) {
    for (const path of [
      '/undo',
      '/stop',
      '/sign-in',
      '/sign-out',
      '/case/open',
      '/case/recovery',
    ]) {
      const shown = await browser.post(path, { t: TOKEN, contact: 'a@example.com' }, headers)
      assert.equal(shown.status, 403, `${path} with ${JSON.stringify(headers)}`)
    }
  }
  assert.deepEqual(asked, [])
})

test('a form of our own page passes, also when the browser hides its origin', async () => {
  const { browser } = open(pressed)
  const hidden = { origin: 'null', 'sec-fetch-site': 'same-origin' }
  assert.equal((await browser.post('/undo', { t: TOKEN }, hidden)).status, 200)
})

test('the configured origin is the only one, whatever host the request names', async () => {
  const { browser } = open(pressed, { origin: 'https://hinata.example' })
  const shown = await browser.post('/undo', { t: TOKEN })
  assert.equal(shown.status, 403)
  const own = await browser.post('/undo', { t: TOKEN }, { origin: 'https://hinata.example' })
  assert.equal(own.status, 200)
  assert.match(own.headers.getSetCookie().join(), /Secure/)
})

test('a wrong password and an unknown name get one page, with the way to stop under it', async () => {
  const { browser, asked } = open({
    'POST /account/v1/sign-in': problem(401, 'account/sign_in_refused'),
  })
  const wrong = await browser.post('/sign-in', { login: 'hana', password: ' secret pass ' })
  assert.equal(wrong.status, 422)
  assert.match(wrong.text, /href="\/stop"/)
  assert.match(wrong.text, /value="hana"/)
  assert.ok(!wrong.text.includes('secret pass'))
  assert.deepEqual(asked[0]?.body, { login: 'hana', password: ' secret pass ' })
})

test('cookies of the services come back to the person, and his own go to them', async () => {
  const { browser, asked } = open({
    'POST /account/v1/sign-in': {
      body: { memberId: 'mem_1' },
      cookies: ['modosu_session=abc; Path=/; HttpOnly', 'modosu_device=def; Path=/; HttpOnly'],
    },
    'GET /account/v1/session': { body: { memberId: 'mem_1' } },
  })
  const signedIn = await browser.post('/sign-in', {
    login: 'hana',
    password: 'x',
    next: '/order/ord_1',
  })
  assert.equal(signedIn.headers.get('location'), '/order/ord_1')
  await browser.get('/')
  const session = asked.find((one) => one.path === '/account/v1/session')
  assert.match(session?.headers.get('cookie') ?? '', /modosu_session=abc; modosu_device=def/)
})

for (const next of [
  '//evil.example',
  'https://evil.example',
  '/\\evil.example',
  '/x?y=1',
  '\t//e',
]) {
  test(`after signing in nobody is sent to "${next}"`, async () => {
    const { browser } = open({ 'POST /account/v1/sign-in': { body: { memberId: 'mem_1' } } })
    const shown = await browser.post('/sign-in', { login: 'a', password: 'b', next })
    assert.equal(shown.headers.get('location'), '/')
  })
}

test('the stop shows the same page for a known and an unknown contact', async () => {
  const { browser } = open({
    'POST /account/v1/stop': { status: 202, body: { caseNumber: '111-222-333' } },
  })
  const known = await browser.post('/stop', { contact: 'hana@example.com' })
  const unknown = await browser.post('/stop', { contact: 'nobody@example.com' })
  assert.equal(known.text, unknown.text)
  assert.ok(!known.text.includes('hana@example.com'))
})

test('a payment asks for a sign-in first and comes back to itself', async () => {
  const { browser } = open({
    'GET /pay/v1/payment-requests/preq_1': problem(401, 'kernel/not_signed_in'),
  })
  const shown = await browser.get('/pay/approve/preq_1')
  assert.equal(shown.status, 303)
  assert.equal(shown.headers.get('location'), '/sign-in?next=%2Fpay%2Fapprove%2Fpreq_1')
})

test('a payment is approved with one key however often the button is pressed', async () => {
  const { browser, asked } = open({
    'GET /pay/v1/payment-requests/preq_1': { body: payment() },
    'POST /pay/v1/payment-requests/preq_1/approval': { body: {} },
  })
  const shown = await browser.get('/pay/approve/preq_1')
  assert.match(shown.text, /40,000円を支払う/)
  await browser.post('/pay/approve/preq_1', {})
  await browser.post('/pay/approve/preq_1', {})
  const keys = asked
    .filter((one) => one.method === 'POST')
    .map((one) => one.headers.get('idempotency-key'))
  assert.deepEqual(keys, ['approve-page.preq_1.0', 'approve-page.preq_1.0'])
})

test('a payment out of a stopped account says that it is stopped', async () => {
  const { browser } = open({
    'GET /pay/v1/payment-requests/preq_1': { body: payment() },
    'POST /pay/v1/payment-requests/preq_1/approval': problem(403, 'pay/spending_shut'),
  })
  const shown = await browser.post('/pay/approve/preq_1', {})
  assert.match(shown.text, /いま、支払いは止めてあります/)
})

test('every text of a service is shown as text: no markup of a stranger reaches a page', async () => {
  const { browser } = open({
    'GET /account/v1/session': { body: { memberId: 'mem_1', displayName: EVIL } },
    'GET /market/v1/orders': {
      body: {
        orders: [{ orderId: 'ord_1', title: EVIL, price: '1', state: 'shipped', onHold: false }],
      },
    },
    'GET /pay/v1/payment-requests/preq_1': {
      body: payment({
        itemName: EVIL,
        place: { ja: EVIL, en: EVIL },
        returnUrl: `javascript:alert(1)//${EVIL}`,
        state: 'approved',
      }),
    },
    'POST /desk/v1/case-page': {
      body: caseFile({ caseNumber: EVIL, headline: { ja: EVIL, en: EVIL } }),
    },
    'POST /account/v1/stop': problem(422, EVIL),
    'POST /account/v1/sign-in': problem(401, EVIL),
  })
  await browser.post('/case/open', { t: EVIL })
  const pages = [
    await browser.get('/'),
    await browser.get('/pay/approve/preq_1'),
    await browser.get('/case'),
    await browser.get(`/case?t=${encodeURIComponent(EVIL)}`),
    await browser.get(`/undo?t=${encodeURIComponent(EVIL)}`),
    await browser.get(`/sign-in?next=${encodeURIComponent(EVIL)}`),
    await browser.get(`/${encodeURIComponent(EVIL)}`),
    await browser.post('/stop', { contact: EVIL }),
    await browser.post('/sign-in', { login: EVIL, password: 'x', next: EVIL }),
  ]
  for (const { text } of pages.map(withoutOwnScript)) {
    assert.doesNotMatch(text, /<script|<img/i)
    assert.doesNotMatch(text, /javascript:/i)
  }
  assert.match(pages[1]?.text ?? '', /&lt;script&gt;/)
})

test('pages work without script: only those of passkeys and those that move carry one, and no handler', async () => {
  const { browser } = open({ 'POST /desk/v1/case-page': { body: caseFile() } })
  await browser.post('/case/open', { t: TOKEN })
  for (const path of ['/', '/stop', '/sign-in', `/undo?t=${TOKEN}`, '/case', '/nowhere']) {
    const shown = await browser.get(path)
    const isScripted = path === '/sign-in' || path === '/case'
    const { text, headers } = isScripted ? withoutOwnScript(shown) : shown
    assert.doesNotMatch(text, /<script|\son[a-z]+=|\sstyle=|<style/i, path)
    const policy = headers.get('content-security-policy') ?? ''
    assert.match(policy, /default-src 'none'/)
    assert.equal(/script-src/.test(policy), isScripted, path)
    assert.doesNotMatch(policy, /unsafe|https?:/)
    assert.equal(headers.get('cache-control'), 'no-store')
  }
})

test('each page has one h1, its language, and every field a label', async () => {
  const { browser } = open({ 'POST /desk/v1/case-page': { body: caseFile() } })
  await browser.post('/case/open', { t: TOKEN })
  for (const path of ['/', '/stop', '/sign-in', `/undo?t=${TOKEN}`, '/case', '/recovery/rcv_1']) {
    for (const language of ['ja', 'en']) {
      const { text } = await browser.get(path, { 'accept-language': language })
      assert.equal((text.match(/<h1/g) ?? []).length, 1, path)
      assert.match(text, new RegExp(`<html lang="${language}">`))
      for (const [, id] of text.matchAll(/<input class="input[^>]* id="([^"]+)"/g)) {
        assert.match(text, new RegExp(`<label[^>]* for="${id}"`))
      }
    }
  }
})

test('switching the language keeps the undo link, and is remembered', async () => {
  const { browser } = open(pressed)
  const shown = await browser.get(`/undo?t=${TOKEN}`)
  assert.ok(shown.text.includes(`href="/undo?t=${TOKEN}&amp;lang=en"`))
  assert.match((await browser.get(`/undo?t=${TOKEN}&lang=en`)).text, /This button stops it\./)
  assert.match((await browser.get('/stop')).text, /First, let us stop it\./)
})

test('the stop page is small enough for a slow line', async () => {
  const { browser } = open({})
  const { text } = await browser.get('/stop')
  const sheet = /href="(\/assets\/[^"]+\.css)"/.exec(text)?.[1] ?? ''
  const css = await browser.get(sheet)
  assert.equal(css.status, 200)
  assert.ok(Buffer.byteLength(text) + Buffer.byteLength(css.text) < 60_000)
})

test('an answer outside the contract becomes a page that says what stays true', async () => {
  const logged: unknown[] = []
  const { browser } = open(
    { 'POST /account/v1/undo': { body: { surprise: true } } },
    { log: { error: (fields, message) => void logged.push([fields, message]) } },
  )
  const shown = await browser.post('/undo', { t: TOKEN })
  assert.equal(shown.status, 500)
  assert.match(JSON.stringify(logged), /answered outside its contract.*caseNumber/)
  assert.ok(!JSON.stringify(logged).includes(TOKEN))
  assert.match(shown.text, /止めてあるものは、そのままです/)
})

test('mounted beside the API under its stricter policy, pages still load their stylesheet', async () => {
  const { pages } = open(pressed)
  const host = openHono()
  host.route('/', pages)
  const browser = openBrowser(host as unknown as Hono)
  const shown = await browser.get('/stop')
  assert.match(shown.headers.get('content-security-policy') ?? '', /style-src 'self'/)
  assert.equal((await browser.post('/undo', { t: TOKEN })).status, 200)
})

function payment(more: object = {}) {
  return {
    paymentRequestId: 'preq_1',
    amount: '40000',
    unit: 'yen',
    itemName: '携帯ゲーム機',
    place: { ja: 'フリマル', en: 'Furimaru' },
    neighbour: 'furimaru',
    returnUrl: 'http://furimaru.localhost:4002/order/ord_1',
    expiresAt: '2017-09-12T03:00:00+09:00',
    state: 'requested',
    approvedAt: null,
    ...more,
  }
}

function caseFile(more: object = {}) {
  return {
    caseNumber: '482-913-076',
    state: 'stopped',
    headline: { ja: '止めてあります。発送もまだです。', en: 'It is stopped. Nothing has shipped.' },
    verified: false,
    givenBack: false,
    stolen: '40000',
    nextNews: null,
    promises: [],
    turn: 'desk',
    tasks: [],
    ...more,
  }
}
