export { accountApi } from './account-api.ts'
export { accountJobs, accountListeners } from './account-jobs.ts'
export type { ChangeField, ChangeMaker } from './changes/change.ts'
export type { BankAccount } from './changes/change-payout-account.ts'
export { readPayoutAccount } from './changes/change-payout-account.ts'
export type { MemberContact } from './desk/read-members.ts'
export { readMembers } from './desk/read-members.ts'
export type { AccountErrorCode, AccountRefusal } from './errors.ts'
export { accountProblems } from './errors.ts'
export type { Exit, ExitDelay } from './exits/exit.ts'
export { readExitDelay } from './exits/read-exit-delay.ts'
export {
  madeAnswer as madeAnswerSchema,
  makeOptions as passkeyOptionsSchema,
  shownAnswer as shownAnswerSchema,
} from './http/factor-shapes.ts'
export type { ReadActions } from './interval/member-action.ts'
export type { Takeover } from './interval/read-takeover.ts'
export {
  findCaseByNumber,
  mailOwner,
  readDisplayName,
  readStop,
  readTakeover,
} from './interval/read-takeover.ts'
export { accountMigrations } from './migrations.ts'
export type { MadeAnswer, ShownAnswer } from './passkeys/ceremony.ts'
export { askToMake, askToShow, challengeIn, checkMade, checkShown } from './passkeys/ceremony.ts'
export type { AccountDeps, AccountPolicy, SealingKeys } from './policy.ts'
export { protectingPolicy, unprotectedPolicy } from './policy.ts'
export { authenticateMember } from './sessions/authenticate-member.ts'
export type { SessionChecks } from './sessions/open-session-checks.ts'
export { openSessionChecks } from './sessions/open-session-checks.ts'
export type { OpenedCase } from './stop/case-link.ts'
export { readCaseLink } from './stop/case-link.ts'
export type { Press } from './stop/press-stop.ts'
export { pressStop } from './stop/press-stop.ts'
