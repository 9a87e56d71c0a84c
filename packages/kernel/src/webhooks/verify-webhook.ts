import { timingSafeEqual } from 'node:crypto'
import { macOf } from './sign-webhook.ts'

/** Older or younger than this, a message is a replay or comes from a clock that cannot be trusted. */
const TOLERANCE_SECONDS = 5 * 60
const SIGNATURES_MAX = 10
const ID = /^[A-Za-z0-9_.-]{1,100}$/
const SECONDS = /^[0-9]{1,12}$/
const SECOND_MS = 1_000

/** What a request said about itself. */
export interface WebhookHeaders {
  readonly id: string | undefined
  readonly timestamp: string | undefined
  readonly signature: string | undefined
}

/**
 * Whether a message is signed with one of the secrets and was sent just now. More than one secret is
 * for the days of a change. All signatures are compared in constant time. `now` is the wall clock of
 * the receiver: the sender lives outside the story's clock.
 */
export function verifyWebhook(
  secrets: readonly string[],
  headers: WebhookHeaders,
  body: string,
  now: Date,
): boolean {
  const { id, timestamp, signature } = headers
  if (!id || !timestamp || !signature || !ID.test(id) || !SECONDS.test(timestamp)) return false
  const age = Math.abs(Math.floor(now.getTime() / SECOND_MS) - Number(timestamp))
  if (age > TOLERANCE_SECONDS) return false
  const given = signature.split(' ').slice(0, SIGNATURES_MAX)
  return secrets.some((secret) => {
    const right = Buffer.from(`v1,${macOf(secret, { id, seconds: timestamp, body })}`)
    return given.some((text) => isSame(Buffer.from(text), right))
  })
}

function isSame(given: Buffer, right: Buffer): boolean {
  return given.length === right.length && timingSafeEqual(given, right)
}
