import { fileURLToPath } from 'node:url'
import type { MigrationSource } from '@modosu/kernel'

export { askPayout } from './ask-payout.ts'
export type { DebitOutcome } from './bank/ask-bank.ts'
export { debitAtBank, findDebitAtBank } from './bank/ask-bank.ts'
export { checkPayoutBooks } from './check-payout-books.ts'
export type { BankConfig, PayoutBankAccount, PayoutDeps, PayoutPolicy } from './deps.ts'
export type { PayoutError, PayoutErrorCode } from './errors.ts'
export { payoutProblems } from './errors.ts'
export type { Payout, PayoutState } from './payout.ts'
export { payoutStates } from './payout.ts'
export { payoutApi } from './payout-api.ts'
export { payoutHolder } from './payout-holder.ts'
export { payoutJobs } from './payout-jobs.ts'
export { proveName } from './prove-name.ts'
export { stopPayout } from './stop-payout.ts'

/** The tables of payouts. */
export const payoutMigrations: MigrationSource = {
  name: 'payout',
  sqlDir: fileURLToPath(new URL('../sql', import.meta.url)),
}
