import type { Api } from '@modosu/kernel'
import type { MarketDeps } from '../deps.ts'
import { carrierWebhooks } from './carrier-webhooks.ts'
import { commentsApi } from './comments-api.ts'
import { listingsApi } from './listings-api.ts'
import { membersApi } from './members-api.ts'
import { messagesApi } from './messages-api.ts'
import { officeApi } from './office-api.ts'
import { orderOfficeApi } from './order-office-api.ts'
import { orderRequestsApi } from './order-requests-api.ts'
import { orderStepsApi } from './order-steps-api.ts'
import { ordersApi } from './orders-api.ts'
import { photosApi } from './photos-api.ts'
import { reviewsApi } from './reviews-api.ts'
import { sellingApi } from './selling-api.ts'

/** Adds the market's HTTP contract, everything under `/market/v1/`. */
export function marketApi(api: Api, deps: MarketDeps): void {
  listingsApi(api, deps)
  sellingApi(api, deps)
  photosApi(api)
  commentsApi(api, deps)
  membersApi(api, deps)
  reviewsApi(api, deps)
  ordersApi(api, deps)
  orderStepsApi(api, deps)
  orderRequestsApi(api, deps)
  messagesApi(api, deps)
  orderOfficeApi(api, deps)
  carrierWebhooks(api, deps)
  officeApi(api, deps)
}
