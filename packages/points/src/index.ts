import { fileURLToPath } from 'node:url'
import type { MigrationSource } from '@modosu/kernel'

export { checkPointsBooks } from './check-points-books.ts'
export { earnPoints } from './earning/earn-points.ts'
export { takeBackEarned } from './earning/take-back-earned.ts'
export type { PointsError, PointsErrorCode } from './errors.ts'
export { pointsProblems } from './errors.ts'
export type { AskedExchange } from './exchange/ask-exchange.ts'
export { askExchange } from './exchange/ask-exchange.ts'
export { receiveAnnouncement } from './exchange/receive-announcement.ts'
export { showMemberNumber } from './exchange/show-member-number.ts'
export { stopExchange } from './exchange/stop-exchange.ts'
export type { GrantedPoints, GrantPointsInput, PointsKind } from './grant-points.ts'
export { grantPoints } from './grant-points.ts'
export { openMemberPoints, pointsAccountOf } from './points-account.ts'
export type { PointsDeps, PointsMember } from './points-api.ts'
export { pointsApi } from './points-api.ts'
export { pointsHolder } from './points-holder.ts'
export { pointsJobs, pointsListeners } from './points-jobs.ts'
export type { PointsPolicy } from './points-policy.ts'
export { readRank } from './rank/read-rank.ts'
export type { HeldPoints, PointsBalance, PointsLot } from './read-points.ts'
export { readPoints } from './read-points.ts'
export type { PointsEntry, PointsHistory } from './read-points-history.ts'
export { readPointsHistory } from './read-points-history.ts'
export type { Channel, Rank } from './rules.ts'
export { noteUse } from './use/note-use.ts'
export type { RefundCause } from './use/refund-points.ts'
export { refundPoints } from './use/refund-points.ts'
export { spendPoints } from './use/spend-points.ts'

/** The tables of points. */
export const pointsMigrations: MigrationSource = {
  name: 'points',
  sqlDir: fileURLToPath(new URL('../sql', import.meta.url)),
}
