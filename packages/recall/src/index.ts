import { fileURLToPath } from 'node:url'
import type { MigrationSource } from '@modosu/kernel'

export { confirmClaim, withdrawClaim } from './decide-claim.ts'
export type { RecallError, RecallErrorCode } from './errors.ts'
export { recallProblems } from './errors.ts'
export type { ArrivedPayment, Holder, HolderRole, Holding, HoldingFacts } from './holder.ts'
export type { ClaimReason, Evidence, Stance } from './leg.ts'
export { makeUsable } from './make-usable.ts'
export type { Neighbour, NeighbourDirectory } from './neighbour-directory.ts'
export { openClaim } from './open-claim.ts'
export type { BucketAmounts } from './parts.ts'
export type { AskedPart, Claim, ClaimLeg } from './read-claim.ts'
export { readAskedParts, readClaim } from './read-claim.ts'
export { recallApi } from './recall-api.ts'
export type { RecallDeps, RecallPolicy } from './recall-deps.ts'
export { recallPolicyDefault } from './recall-deps.ts'
export type { CallNeighbour } from './recall-jobs.ts'
export { recallJobs } from './recall-jobs.ts'
export type { RecallVerb } from './recall-verbs.ts'
export { recallVerbs } from './recall-verbs.ts'
export { refundTransfer } from './refund-transfer.ts'
export { resumeReturn } from './resume-return.ts'
export { sendTransfer } from './send-transfer.ts'
export type { NeighbourCall, NeighbourOutcome } from './wire/call-neighbour.ts'
export { callNeighbour } from './wire/call-neighbour.ts'
export type { NeighbourEndpointSpec } from './wire/neighbour-endpoint.ts'
export { neighbourEndpoint } from './wire/neighbour-endpoint.ts'

export const recallMigrations: MigrationSource = {
  name: 'recall',
  sqlDir: fileURLToPath(new URL('../sql', import.meta.url)),
}
