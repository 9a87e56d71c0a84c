import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { openChromium } from '@modosu/kernel/testing'
import type { Browser, CDPSession, Page } from 'playwright-core'
import { type CompanyDatabases, createCompanyDatabases } from './stage/company-databases.ts'
import { openStage, type Stage } from './stage/open-stage.ts'

const PASSWORD = 'karita no nagai aikotoba'
const DAY_MS = 24 * 60 * 60 * 1000
const STAFF_PASSWORD = 'demo-staff-tsunagu-7'
let databases: CompanyDatabases
let stage: Stage
let chromium: Browser
let origin: string
before(async () => {
  databases = await createCompanyDatabases()
  stage = await openStage(databases)
  await stage.open('hinata')
  origin = stage.configs.hinata.origin
  chromium = await openChromium()
})
after(async () => {
  await chromium.close()
  await stage.closeAll()
  await databases.drop()
})

interface Device {
  readonly page: Page
  readonly credentials: () => Promise<number>
  close(): Promise<void>
}

/** A browser of its own whose device has a lock and keeps passkeys, as a telephone does. */
async function openDevice(language: 'ja' | 'en'): Promise<Device> {
  const context = await chromium.newContext({ locale: language })
  const page = await context.newPage()
  const cdp: CDPSession = await context.newCDPSession(page)
  await cdp.send('WebAuthn.enable')
  const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
  return {
    page,
    credentials: async () =>
      (await cdp.send('WebAuthn.getCredentials', { authenticatorId })).credentials.length,
    close: () => context.close(),
  }
}

async function post(path: string, body: unknown): Promise<Record<string, string>> {
  const response = await fetch(`${origin}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  const answer = await response.json()
  assert.ok(response.ok, JSON.stringify(answer))
  return answer as Record<string, string>
}

/** A member who has confirmed his address by the code of the mail. */
async function signUp(loginId: string): Promise<void> {
  const email = `${loginId}@post.example`
  const { memberId } = await post('/account/v1/sign-up', {
    loginId,
    email,
    password: PASSWORD,
    displayName: '山田 花子',
  })
  const code = await codeMailedTo(email)
  await post('/account/v1/sign-up/confirm', { memberId, code })
}

const MAIL_DEADLINE_MS = 15_000
const MAIL_POLL_MS = 50
async function codeMailedTo(email: string): Promise<string> {
  const [, code = ''] = await mailWith(email, /: (\d{6})\b/)
  return code
}

/** What the newest mail that says it says in this place, when it has come. */
async function mailWith(email: string, pattern: RegExp): Promise<RegExpExecArray> {
  for (let waitedMs = 0; waitedMs < MAIL_DEADLINE_MS; waitedMs += MAIL_POLL_MS) {
    const query = new URLSearchParams({ to: email })
    const response = await fetch(`${stage.world.mailboxOrigin}/mails.json?${query}`)
    // The desk writes too: what is looked for need not be the last.
    for (const { text } of (await response.json()) as { text: string }[]) {
      const found = pattern.exec(text)
      if (found) return found
    }
    await new Promise((resolve) => setTimeout(resolve, MAIL_POLL_MS))
  }
  throw new Error(`no such mail came to ${email}`)
}

async function signInByPassword(page: Page, login: string): Promise<void> {
  await page.goto(`${origin}/sign-in?next=/security`)
  await page.fill('#login', login)
  await page.fill('#password', PASSWORD)
  await page.click('form[action="/sign-in"] button')
}

test('a member adds a passkey, signs in by it without a name, and needs it before what is dangerous', async () => {
  await signUp('hanako')
  const phone = await openDevice('ja')
  const { page } = phone
  await signInByPassword(page, 'hanako')
  await page.waitForURL(`${origin}/security`)
  await page.fill('#name-new', '自分のスマートフォン')
  await page.fill('#password-new', PASSWORD)
  await page.click('text=パスキーを追加する')
  await page.waitForSelector('li:has-text("自分のスマートフォン")')
  assert.equal(await phone.credentials(), 1)

  await page.goto(`${origin}/`)
  await page.click('text=ログアウト')
  await page.goto(`${origin}/sign-in?next=/security`)
  await page.click('text=パスキーでログイン')
  await page.waitForURL(`${origin}/security`)
  assert.match((await page.textContent('main')) ?? '', /最後に使用/)
  assert.match((await page.textContent('main')) ?? '', /パスキー ·/)

  // A thief who knows the password stands before the second half, and has no device.
  const thief = await openDevice('en')
  await signInByPassword(thief.page, 'hanako')
  await thief.page.waitForSelector('text=One more check')
  assert.equal(await thief.page.locator('text=Sign in with a passkey').isVisible(), true)
  await thief.close()

  await page.click('summary:has-text("新しい復旧コードを作る")')
  await page.fill('#password-codes', PASSWORD)
  await page.click('form[action="/security/codes"] button')
  await page.waitForSelector('h1:has-text("新しい復旧コード")')
  assert.equal(await page.locator('main li').count(), 8)
  await phone.close()
})

test('a session that showed no passkey is asked for it, and goes on after it', async () => {
  await signUp('jiro')
  const laptop = await openDevice('en')
  const { page } = laptop
  await signInByPassword(page, 'jiro')
  await page.waitForURL(`${origin}/security`)
  await page.fill('#name-new', 'laptop')
  await page.fill('#password-new', PASSWORD)
  await page.click('text=Add a passkey')
  await page.waitForSelector('li:has-text("laptop")')
  await page.fill('#name-new', 'another')
  await page.fill('#password-new', PASSWORD)
  await page.click('text=Add a passkey')
  await page.waitForURL(`${origin}/security/proof`)
  await page.click('text=Sign in with a passkey')
  await page.waitForURL(`${origin}/security`)
  await page.click('summary:has-text("Rename / Remove")')
  await page.fill('#password-0', PASSWORD)
  await page.click('form[action="/security/passkeys/remove"] button')
  await page.waitForSelector('text=None yet')
  await laptop.close()
})

test('who is locked out proves himself by a passkey of before and the code that was mailed', async () => {
  const phone = await openDevice('ja')
  const { page } = phone
  const email = 'saburo@post.example'
  // Signed up in this browser: what it did before the takeover is the owner's.
  await page.goto(`${origin}/sign-in`)
  const call = (path: string, data: object) =>
    page.evaluate(
      async ([path, body]) => {
        const headers = { 'content-type': 'application/json' }
        const response = await fetch(path, { method: 'POST', headers, body })
        return (await response.json()) as Record<string, string>
      },
      [path, JSON.stringify(data)] as const,
    )
  const signUp = { loginId: 'saburo', email, password: PASSWORD, displayName: '山田 三郎' }
  const { memberId } = await call('/account/v1/sign-up', signUp)
  await call('/account/v1/sign-up/confirm', { memberId, code: await codeMailedTo(email) })
  await signInByPassword(page, 'saburo')
  await page.fill('#name-new', '携帯')
  await page.fill('#password-new', PASSWORD)
  await page.click('text=パスキーを追加する')
  await page.waitForSelector('li:has-text("携帯")')
  // Nothing of the last three days is a proof.
  const { now } = await (await page.request.get(`${origin}/demo/v1/clock`)).json()
  await call('/demo/v1/clock', { now: new Date(Date.parse(now) + 4 * DAY_MS).toISOString() })
  await call('/account/v1/stop', { contact: email })
  const [link = ''] = await mailWith(email, /http\S+\/case\?t=[\w-]{43}/)
  await page.goto(link)
  await page.click('form[action="/case/open"] button')
  await page.click('form[action="/case/recovery"] button')
  const [, code = ''] = await mailWith(email, /ご本人確認のコード: (\d{6})/)
  await page.fill('#code', code)
  await page.click('text=パスキーで確かめる')
  await page.waitForURL(/\/recovery\/[^/]+\/review$/)
  await page.waitForSelector('form[action$="/give-back"]')
  await phone.close()
})

test('a key for programs reads at the services within its scopes, and lets nothing leave', async () => {
  await signUp('shiro')
  const { page, close } = await openDevice('en')
  await signInByPassword(page, 'shiro')
  await page.goto(`${origin}/security/keys`)
  await page.fill('#name', 'household accounts')
  await page.check('input[value="points:read"]')
  await page.fill('#password', PASSWORD)
  await page.click('form[action="/security/keys"] button')
  const token = (await page.textContent('.caseno')) ?? ''
  const ask = async (method: string, path: string) => {
    const headers = { authorization: `Bearer ${token}`, 'idempotency-key': 'key-for-programs' }
    return (await page.request.fetch(`${origin}${path}`, { method, headers })).status()
  }
  assert.equal(await ask('GET', '/points/v1/balance'), 200)
  assert.equal(await ask('GET', '/pay/v1/wallet'), 403)
  assert.equal(await ask('GET', '/account/v1/sessions'), 403)
  await page.goto(`${origin}/security/keys`)
  assert.match((await page.textContent('main')) ?? '', /household accounts[\s\S]*last used/)
  await page.click('form[action="/security/keys/revoke"] button')
  await page.waitForSelector('text=None yet')
  assert.equal(await ask('GET', '/points/v1/balance'), 401)
  await close()
})

test('a member of staff makes a passkey; from then on it opens the desk, and the password does not', async () => {
  const desk = await openDevice('en')
  const { page } = desk
  await page.goto(`${origin}/desk`)
  await page.fill('#login', 'hinata-agent')
  await page.fill('#password', STAFF_PASSWORD)
  await page.click('form[action="/desk/sign-in"] button')
  await page.click('text=Your passkey')
  await page.fill('#name-new', 'key on my desk')
  await page.click('text=Add a passkey')
  await page.waitForURL(`${origin}/desk`)
  await page.click('text=Sign out')
  await page.waitForSelector('text=Sign in with a passkey')
  await page.fill('#login', 'hinata-agent')
  await page.fill('#password', STAFF_PASSWORD)
  await page.click('form[action="/desk/sign-in"] button')
  await page.waitForSelector('[role=alert]:visible')
  await page.click('text=Sign in with a passkey')
  await page.waitForSelector('a[href="/desk/passkeys"]')
  await desk.close()
})
