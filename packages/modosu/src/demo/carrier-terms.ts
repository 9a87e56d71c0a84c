import { createHmac } from 'node:crypto'
import type { CarrierClient } from '@modosu/carrier'

/** How a demo company and its carrier know each other: made of the company's own key. */
export function carrierTermsOf(sealingKey: string): Pick<CarrierClient, 'token' | 'webhookSecret'> {
  const made = (what: string) => createHmac('sha256', sealingKey).update(what).digest('base64url')
  return { token: made('carrier token'), webhookSecret: made('carrier webhook') }
}
