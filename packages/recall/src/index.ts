import { fileURLToPath } from 'node:url'
import type { MigrationSource } from '@modosu/kernel'

export { type AskAgainScope, askAgain } from './claim/ask-again.ts'
export { confirmClaim, withdrawClaim } from './claim/decide-claim.ts'
export { makeUsable } from './claim/make-usable.ts'
export { openClaim } from './claim/open-claim.ts'
export type { AskedAppeal, AskedPart } from './claim/read-asked-parts.ts'
export { readAskedParts } from './claim/read-asked-parts.ts'
export type { Claim, ClaimLeg } from './claim/read-claim.ts'
export { readClaim } from './claim/read-claim.ts'
export { renewClaim } from './claim/renew-claim.ts'
export { resumeReturn } from './claim/resume-return.ts'
export { undoReturn } from './claim/undo-return.ts'
export { decideAppeal } from './dispute/decide-appeal.ts'
export { decideContest } from './dispute/decide-contest.ts'
export { openAppeal } from './dispute/open-appeal.ts'
export { readContests } from './dispute/read-contests.ts'
export type { RecallError, RecallErrorCode } from './errors.ts'
export { recallProblems } from './errors.ts'
export type { ArrivedPayment, Holder, HolderRole, Holding, HoldingFacts } from './holder.ts'
export type { CallNeighbour } from './jobs/say.ts'
export type { ClaimReason, Evidence, Stance } from './leg/leg.ts'
export type { BucketAmounts } from './leg/parts.ts'
export { fundLossAccount } from './loss/fund-loss-account.ts'
export { makeWhole } from './loss/make-whole.ts'
export { countFailedClaims } from './measure/failed-claims.ts'
export { type Abuse, readAbuse } from './measure/read-abuse.ts'
export { readAlarms } from './measure/read-alarms.ts'
export type { Neighbour, NeighbourDirectory } from './neighbour-directory.ts'
export { recallApi } from './recall-api.ts'
export type { RecallDeps, RecallPolicy } from './recall-deps.ts'
export { recallPolicyDefault } from './recall-deps.ts'
export { recallJobs } from './recall-jobs.ts'
export type { RecallVerb } from './recall-verbs.ts'
export { recallVerbs } from './recall-verbs.ts'
export {
  type ClaimRule,
  type ClaimRules,
  claimRulesDefault,
  peopleNeeded,
} from './rules/claim-rules.ts'
export { decideRole } from './rules/decide-role.ts'
export { makeGood } from './rules/make-good.ts'
export type { Alarm } from './store/alarm.ts'
export type { Contest } from './store/contest.ts'
export { refundTransfer } from './transfer/refund-transfer.ts'
export { sendTransfer } from './transfer/send-transfer.ts'
export type { NeighbourCall, NeighbourOutcome } from './wire/call-neighbour.ts'
export { callNeighbour } from './wire/call-neighbour.ts'
export type { NeighbourEndpointSpec } from './wire/neighbour-endpoint.ts'
export { neighbourEndpoint } from './wire/neighbour-endpoint.ts'

export const recallMigrations: MigrationSource = {
  name: 'recall',
  sqlDir: fileURLToPath(new URL('../sql', import.meta.url)),
}
