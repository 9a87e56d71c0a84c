import type { Api } from '@modosu/kernel'
import type { MarketDeps } from '../deps.ts'
import { listingsApi } from './listings-api.ts'
import { officeApi } from './office-api.ts'
import { orderStepsApi } from './order-steps-api.ts'
import { ordersApi } from './orders-api.ts'

/** Adds the market's HTTP contract, everything under `/market/v1/`. */
export function marketApi(api: Api, deps: MarketDeps): void {
  listingsApi(api, deps)
  ordersApi(api, deps)
  orderStepsApi(api, deps)
  officeApi(api, deps)
}
