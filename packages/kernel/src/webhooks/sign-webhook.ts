import { createHmac } from 'node:crypto'

/** One message as it goes over the wire: what is signed is its id, its time and its very bytes. */
export interface Webhook {
  readonly id: string
  readonly at: Date
  readonly body: string
}

const SECOND_MS = 1_000

/**
 * The headers of a signed message, after Standard Webhooks: `v1,` and the HMAC-SHA-256 of
 * `id.seconds.body`. The secret is the text that both sides keep; there is no other state.
 */
export function signWebhook(secret: string, webhook: Webhook): Record<string, string> {
  const seconds = String(Math.floor(webhook.at.getTime() / SECOND_MS))
  return {
    'webhook-id': webhook.id,
    'webhook-timestamp': seconds,
    'webhook-signature': `v1,${macOf(secret, { ...webhook, seconds })}`,
  }
}

/** The signature itself, in base64. */
export function macOf(
  secret: string,
  webhook: { readonly id: string; readonly seconds: string; readonly body: string },
): string {
  return createHmac('sha256', secret)
    .update(`${webhook.id}.${webhook.seconds}.${webhook.body}`)
    .digest('base64')
}
