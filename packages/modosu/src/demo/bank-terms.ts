import { createHmac } from 'node:crypto'
import type { BankClient } from '@modosu/bank'

/** How a demo company and its bank prove to each other who they are: made of the company's own key. */
export function bankTermsOf(sealingKey: string): Pick<BankClient, 'token' | 'webhookSecret'> {
  const made = (what: string) => createHmac('sha256', sealingKey).update(what).digest('base64url')
  return { token: made('bank token'), webhookSecret: made('bank webhook') }
}
