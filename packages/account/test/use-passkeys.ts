import assert from 'node:assert/strict'
import type { Authenticator, Spoilt } from '@modosu/kernel/testing'
import type { Browser } from './open-account-company.ts'

/** Adds a passkey in a signed-in browser. */
export async function addPasskey(
  browser: Browser,
  added: { authenticator: Authenticator; password: string; name?: string },
): Promise<string> {
  const begun = await browser.call('POST', '/account/v1/passkeys/begin', {
    password: added.password,
  })
  assert.equal(begun.status, 200, JSON.stringify(begun.body))
  const done = await browser.call('POST', '/account/v1/passkeys', {
    name: added.name ?? '自分のスマートフォン',
    passkey: added.authenticator.make(begun.body.options),
  })
  assert.equal(done.status, 201, JSON.stringify(done.body))
  return done.body.passkeyId
}

/** Signs in by passkey, without a name. */
export async function signInByPasskey(
  browser: Browser,
  authenticator: Authenticator,
  spoilt: Spoilt = {},
) {
  const begun = await browser.call('POST', '/account/v1/sign-in/passkey/begin', {})
  assert.equal(begun.status, 200, JSON.stringify(begun.body))
  const passkey = authenticator.show(begun.body.options, spoilt)
  return { answer: await browser.call('POST', '/account/v1/sign-in/passkey', { passkey }), passkey }
}
