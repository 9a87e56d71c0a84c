import type { Api } from '@modosu/kernel'
import type { PayoutDeps } from './deps.ts'
import { addBankNotices } from './http/bank-notices.ts'
import { addPayoutDesk } from './http/desk.ts'
import { addPayouts } from './http/payouts.ts'

/** Adds the endpoints of payouts. */
export function payoutApi(api: Api, deps: PayoutDeps): void {
  addPayouts(api, deps)
  addPayoutDesk(api)
  addBankNotices(api, deps)
}
