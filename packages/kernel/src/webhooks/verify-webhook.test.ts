import assert from 'node:assert/strict'
import { test } from 'node:test'
import { signWebhook } from './sign-webhook.ts'
import { verifyWebhook } from './verify-webhook.ts'

const SECRET = 'a secret of thirty-two characters'
const at = new Date('2017-09-14T08:10:00Z')
const body = '{"status":"accepted"}'

function headersOf(secret = SECRET, sentAt = at, id = 'msg_1') {
  const signed = signWebhook(secret, { id, at: sentAt, body })
  return {
    id: signed['webhook-id'],
    timestamp: signed['webhook-timestamp'],
    signature: signed['webhook-signature'],
  }
}

test('what was signed with the secret is believed, also while the secret changes', () => {
  assert.ok(verifyWebhook([SECRET], headersOf(), body, at))
  assert.ok(verifyWebhook(['a newer one', SECRET], headersOf(), body, at))
  const two = { ...headersOf(), signature: `v1,AAAA ${headersOf().signature}` }
  assert.ok(verifyWebhook([SECRET], two, body, at))
})

test('the signature is that of the Standard Webhooks: HMAC-SHA-256 over id, seconds and body', () => {
  assert.match(headersOf().signature ?? '', /^v1,[A-Za-z0-9+/]{43}=$/)
  assert.equal(headersOf().timestamp, '1505376600')
})

const forged: [string, ReturnType<typeof headersOf>, string][] = [
  ['another secret', headersOf('another secret'), body],
  ['another body', headersOf(), `${body} `],
  ['another id', { ...headersOf(), id: 'msg_2' }, body],
  ['another time', { ...headersOf(), timestamp: '1505376601' }, body],
  ['no signature', { ...headersOf(), signature: undefined }, body],
  ['an empty signature', { ...headersOf(), signature: '' }, body],
  [
    'another version',
    { ...headersOf(), signature: headersOf().signature?.replace('v1', 'v2') },
    body,
  ],
  ['an id with a dot and a line', { ...headersOf(), id: 'msg\n1' }, body],
  ['a time that is none', { ...headersOf(), timestamp: 'now' }, body],
  ['a message of six minutes ago', headersOf(SECRET, new Date(at.getTime() - 360_000)), body],
  ['a message of in six minutes', headersOf(SECRET, new Date(at.getTime() + 360_000)), body],
]
for (const [what, headers, text] of forged) {
  test(`a forged message is refused: ${what}`, () => {
    assert.equal(verifyWebhook([SECRET], headers, text, at), false)
  })
}
