import type { Api, Ctx, Words } from '@modosu/kernel'
import type { NeighbourDirectory } from '@modosu/recall'
import { addPayHistory } from './http/history.ts'
import { addPaymentRequests } from './http/payment-requests.ts'
import { addSends } from './http/sends.ts'
import { addWallet } from './http/wallet.ts'
import type { PayPolicy } from './pay-policy.ts'

/** What Pay needs to know of a member: where to write, and how to call him. */
export interface PayMember {
  readonly memberId: string
  readonly email: string
  readonly displayName: string
}

/** What Pay is given by the wiring. */
export interface PayDeps {
  readonly neighbours: NeighbourDirectory
  readonly policy: PayPolicy
  /** Where members reach this company's pages, without a trailing slash. */
  readonly origin: string
  readonly displayName: Words
  /** The members that exist of those asked for; the account room knows them. */
  readMembers(ctx: Ctx, memberIds: readonly string[]): Promise<readonly PayMember[]>
}

/** Adds Pay's endpoints. */
export function payApi(api: Api, deps: PayDeps): void {
  addWallet(api)
  addSends(api, deps)
  addPaymentRequests(api, deps)
  addPayHistory(api)
}
