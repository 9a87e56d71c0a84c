import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { stepUpRules } from '../src/sign-in/step-up-rules.ts'
import { type AccountCompany, openAccountCompany, PASSWORD } from './open-account-company.ts'

const ROOT = join(import.meta.dirname, '../../..')
let company: AccountCompany
before(async () => {
  company = await openAccountCompany()
})
after(() => company.close())

interface Operation {
  readonly security?: readonly Record<string, unknown>[]
  readonly requestBody?: {
    readonly content: Record<string, { schema: { properties?: Record<string, unknown> } }>
  }
}

function operations(): [string, Operation][] {
  const document = company.api.hono.getOpenAPI31Document({
    openapi: '3.1.0',
    info: { title: 'account', version: '1' },
  })
  return Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    Object.entries(item as Record<string, Operation>).map(
      ([method, operation]): [string, Operation] => [`${method} ${path}`, operation],
    ),
  )
}

test('ASVS 7.5.1, 7.5.3: whatever a signed-in member has to type his password for wants the strongest factor too', () => {
  const guarded = operations().filter(([name, operation]) => {
    const body = operation.requestBody?.content['application/json']?.schema.properties ?? {}
    const isMembers = operation.security?.some((scheme) => 'member' in scheme) ?? false
    return isMembers && 'password' in body && name !== 'post /account/v1/proof'
  })
  assert.ok(guarded.length >= 10)
  const missing = guarded.map(([name]) => name).filter((name) => !(name in stepUpRules))
  assert.deepEqual(missing, [], 'add them to sign-in/step-up-rules.ts')
})

test('ASVS 6.3.4: of the endpoints that set the session cookie none is left out of the documents', () => {
  const written = readFileSync(join(ROOT, 'docs/security-requirements.md'), 'utf8')
  const waysIn = operations()
    .map(([name]) => name)
    .filter((name) => /\/sign-in|\/give-back|\/lift/.test(name))
  for (const name of waysIn) assert.ok(written.includes(`\`${name}\``), `${name} is described`)
})

test('ASVS 6.2.5, 6.2.8, 6.2.9: any letters, at least 64 of them, each counts', async () => {
  const owner = await company.member('any_letters')
  await owner.browser.signIn(owner.loginId)
  const long = `  夜の静かな川 und ein Vogel 🐦 ${'x'.repeat(60)}Y `
  const body = { password: PASSWORD, newPassword: long }
  assert.equal((await owner.browser.call('POST', '/account/v1/password', body)).status, 200)
  for (const wrong of [long.toLowerCase(), long.trim(), long.slice(0, 64)]) {
    assert.equal((await company.browser().signIn(owner.loginId, wrong)).status, 401)
  }
  assert.equal((await company.browser().signIn(owner.loginId, long)).status, 200)
})

test('ASVS 6.2.10: a password does not grow old', async () => {
  const owner = await company.member('no_rotation')
  await company.moveTo(new Date(company.clock.now().getTime() + 3 * 365 * 24 * 60 * 60 * 1000))
  assert.equal((await company.browser().signIn(owner.loginId)).status, 200)
})

test('ASVS 6.4.3: a new password by mail does not get around the second factor', async () => {
  const owner = await company.member('reset_totp')
  await owner.browser.signIn(owner.loginId)
  await company.runtime.pool.query(
    `insert into account.totp (totp_id, member_id, key_id, sealed, made_at, confirmed_at)
     values ('otp_reset', $1, 'k1', '\\x00', now(), now())`,
    [owner.memberId],
  )
  await company.browser().call('POST', '/account/v1/password-reset', { login: owner.loginId })
  const token = /\/reset\?t=([\w-]{43})/.exec(await company.lastMail(owner.email))?.[1] ?? ''
  const newPassword = 'a newer one by mail 77'
  const browser = company.browser()
  const reset = await browser.call('POST', '/account/v1/password-reset/confirm', {
    token,
    newPassword,
  })
  assert.equal(reset.status, 200)
  const half = await browser.signIn(owner.loginId, newPassword)
  assert.deepEqual([half.status, half.body.type], [401, 'account/second_factor_needed'])
})

test('ASVS 7.2.2, 7.2.3: a session token is random and new each time, and kept as a hash only', async () => {
  const owner = await company.member('token_form')
  const tokens = new Set<string>()
  for (let round = 0; round < 5; round++) {
    const browser = company.browser()
    await browser.signIn(owner.loginId)
    const token = browser.cookies.get('modosu_session') ?? ''
    assert.match(token, /^[\w-]{43}$/, '256 bits')
    tokens.add(token)
  }
  assert.equal(tokens.size, 5)
  const { rows } = await company.runtime.pool.query(
    'select s::text as text from account.session s where member_id = $1',
    [owner.memberId],
  )
  for (const token of tokens) assert.ok(rows.every((row) => !row.text.includes(token)))
})

test('every requirement that is said to be met names tests that are there', () => {
  const written = readFileSync(join(ROOT, 'docs/security-requirements.md'), 'utf8')
  const rows = written.split('\n').filter((line) => /^\| (?:6|7|4)\.\d/.test(line))
  assert.ok(rows.length > 60)
  const ids = rows.map((row) => row.split('|')[1]?.trim())
  assert.equal(new Set(ids).size, ids.length, 'each stands once')
  for (const row of rows) {
    const [, id, , met, how = ''] = row.split('|').map((cell) => cell.trim())
    assert.match(met ?? '', /^(?:yes|partly|no|does not apply)$/, `${id}: ${met}`)
    for (const [, file = '', name = ''] of how.matchAll(/`([\w./-]+\.test\.ts)`: "([^"]+)"/g)) {
      const source = readFileSync(join(ROOT, file), 'utf8')
      assert.ok(source.includes(name), `${id}: ${file} has "${name}"`)
    }
  }
})
