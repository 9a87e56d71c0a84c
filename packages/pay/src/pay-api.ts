import type { Api } from '@modosu/kernel'
import type { NeighbourDirectory } from '@modosu/recall'
import { addPayHistory } from './http/history.ts'
import { addPaymentRequests } from './http/payment-requests.ts'
import { addWallet } from './http/wallet.ts'
import type { PayPolicy } from './pay-policy.ts'

/** What Pay is given by the wiring. */
export interface PayDeps {
  readonly neighbours: NeighbourDirectory
  readonly policy: PayPolicy
  /** Where members reach this company's pages, without a trailing slash. */
  readonly origin: string
}

/** Adds Pay's endpoints. */
export function payApi(api: Api, deps: PayDeps): void {
  addWallet(api)
  addPaymentRequests(api, deps)
  addPayHistory(api)
}
