import { fileURLToPath } from 'node:url'
import type { MigrationSource } from '@modosu/kernel'

export { approvePayment } from './approve-payment.ts'
export { checkPayBooks } from './check-pay-books.ts'
export { convertPoints } from './convert-points.ts'
export type { PayError, PayErrorCode } from './errors.ts'
export { payProblems } from './errors.ts'
export { listPayments } from './list-payments.ts'
export { payAccountOf } from './pay-account.ts'
export type { Charging, PayDeps, PayMember } from './pay-api.ts'
export { payApi } from './pay-api.ts'
export { payHolder } from './pay-holder.ts'
export { payJobs, payListeners } from './pay-jobs.ts'
export type { PayPolicy } from './pay-policy.ts'
export type {
  PaymentApproval,
  PaymentAsked,
  PaymentRequest,
} from './payment-request.ts'
export type { PaymentState } from './payment-states.ts'
export { paymentStates } from './payment-states.ts'
export { readPayHistory } from './read-pay-history.ts'
export { readWallet } from './read-wallet.ts'
export { receivePaymentRequest } from './receive-payment-request.ts'
export type { SentMoney } from './sends/send-money.ts'
export { sendMoney } from './sends/send-money.ts'
export { showReceiveCode } from './sends/show-receive-code.ts'
export { showPaymentRequest } from './show-payment-request.ts'

/** The tables of Pay. */
export const payMigrations: MigrationSource = {
  name: 'pay',
  sqlDir: fileURLToPath(new URL('../sql', import.meta.url)),
}
