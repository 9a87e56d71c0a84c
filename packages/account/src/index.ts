export { accountApi } from './account-api.ts'
export { accountJobs, accountListeners } from './account-jobs.ts'
export { authenticateMember } from './authenticate-member.ts'
export type { OpenedCase } from './case-link.ts'
export { readCaseLink } from './case-link.ts'
export type { ChangeField, ChangeMaker } from './change.ts'
export type { AccountErrorCode, AccountRefusal } from './errors.ts'
export { accountProblems } from './errors.ts'
export { accountMigrations } from './migrations.ts'
export type { AccountDeps, AccountPolicy, SealingKeys } from './policy.ts'
export { protectingPolicy, unprotectedPolicy } from './policy.ts'
export type { Press } from './press-stop.ts'
export { pressStop } from './press-stop.ts'
export type { MemberContact } from './read-members.ts'
export { readMembers } from './read-members.ts'
export type { Takeover } from './read-takeover.ts'
export {
  findCaseByNumber,
  mailOwner,
  readDisplayName,
  readStop,
  readTakeover,
} from './read-takeover.ts'
