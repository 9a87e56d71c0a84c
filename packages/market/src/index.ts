import { fileURLToPath } from 'node:url'
import type { MigrationSource } from '@modosu/kernel'

export type { MarketDeps, MarketMember } from './deps.ts'
export type { MarketError, MarketErrorCode } from './errors.ts'
export { marketProblems } from './errors.ts'
export { marketHolder } from './holds/market-holder.ts'
export { marketApi } from './http/market-api.ts'
export { marketJobs, marketListeners } from './market-jobs.ts'
export type { CarrierScanInput } from './parcels/record-carrier-scan.ts'
export { recordCarrierScan } from './parcels/record-carrier-scan.ts'
export type { MarketProfile, ShipsIn } from './profile.ts'
export { furimaruProfile } from './profile.ts'
export { readMarketActions } from './read-market-actions.ts'

export const marketMigrations: MigrationSource = {
  name: 'market',
  sqlDir: fileURLToPath(new URL('../sql', import.meta.url)),
}
