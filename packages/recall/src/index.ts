import { fileURLToPath } from 'node:url'
import type { MigrationSource } from '@modosu/kernel'

export { confirmClaim, withdrawClaim } from './claim/decide-claim.ts'
export { makeUsable } from './claim/make-usable.ts'
export { openClaim } from './claim/open-claim.ts'
export type { AskedPart, Claim, ClaimLeg } from './claim/read-claim.ts'
export { readAskedParts, readClaim } from './claim/read-claim.ts'
export { resumeReturn } from './claim/resume-return.ts'
export type { RecallError, RecallErrorCode } from './errors.ts'
export { recallProblems } from './errors.ts'
export type { ArrivedPayment, Holder, HolderRole, Holding, HoldingFacts } from './holder.ts'
export type { ClaimReason, Evidence, Stance } from './leg/leg.ts'
export type { BucketAmounts } from './leg/parts.ts'
export type { Neighbour, NeighbourDirectory } from './neighbour-directory.ts'
export { recallApi } from './recall-api.ts'
export type { RecallDeps, RecallPolicy } from './recall-deps.ts'
export { recallPolicyDefault } from './recall-deps.ts'
export type { CallNeighbour } from './recall-jobs.ts'
export { recallJobs } from './recall-jobs.ts'
export type { RecallVerb } from './recall-verbs.ts'
export { recallVerbs } from './recall-verbs.ts'
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
