import { fileURLToPath } from 'node:url'
import type { MigrationSource } from '@modosu/kernel'

export { checkMarketBooks } from './check-market-books.ts'
export type { MarketDeps, MarketMember } from './deps.ts'
export type { MarketError, MarketErrorCode } from './errors.ts'
export { marketProblems } from './errors.ts'
export { marketHolder } from './holds/market-holder.ts'
export { marketApi } from './http/market-api.ts'
export { categoryIds } from './listings/categories.ts'
export type { ListingDetails } from './listings/listing.ts'
export { conditions, postages, shippingWays } from './listings/listing.ts'
export { marketJobs, marketListeners } from './market-jobs.ts'
export type { CarrierScanInput } from './parcels/record-carrier-scan.ts'
export { recordCarrierScan } from './parcels/record-carrier-scan.ts'
export { furimaruProfile } from './profiles/furimaru-profile.ts'
export type { MarketProfile, ShipsIn } from './profiles/profile.ts'
export { readMarketActions } from './read-market-actions.ts'
export { isLimited } from './sales/limits.ts'
export { foldText } from './search/fold-words.ts'
export { searchKeysOf } from './search/search-keys.ts'
export { describeOrders } from './states/describe-orders.ts'

export const marketMigrations: MigrationSource = {
  name: 'market',
  sqlDir: fileURLToPath(new URL('../sql', import.meta.url)),
}
