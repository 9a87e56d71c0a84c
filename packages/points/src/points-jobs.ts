import type { JobHandlers } from '@modosu/kernel'
import { SETTLE_EARNING_JOB } from './earning/earn-points.ts'
import { settleEarning } from './earning/settle-earning.ts'
import { SEND_EXCHANGE_JOB } from './exchange/ask-exchange.ts'
import { returnExchange } from './exchange/return-exchange.ts'
import { sendExchange } from './exchange/send-exchange.ts'
import { EXPIRE_JOB, expirePoints } from './expire-points.ts'
import { noteCase } from './note-case.ts'
import type { PointsDeps } from './points-api.ts'

const NOTE_CASE_JOB = 'points.note_case'
const RETURN_EXCHANGE_JOB = 'points.return_exchange'
const EXCHANGES_AT_ONCE = 4

/** What points do later, and after events of other rooms. */
export function pointsJobs(deps: PointsDeps): JobHandlers {
  return {
    [SEND_EXCHANGE_JOB]: {
      outside: (runtime, data) => sendExchange(runtime, deps, data),
      atOnce: EXCHANGES_AT_ONCE,
    },
    [RETURN_EXCHANGE_JOB]: { inTransaction: returnExchange },
    [EXPIRE_JOB]: { inTransaction: (ctx, data) => expirePoints(ctx, deps, data) },
    [SETTLE_EARNING_JOB]: { inTransaction: settleEarning },
    [NOTE_CASE_JOB]: { inTransaction: noteCase },
  }
}

/** Which events of other rooms start which of the jobs here. */
export const pointsListeners: Readonly<Record<string, readonly string[]>> = {
  'account.stopped': [NOTE_CASE_JOB],
  'recall.payment_refunded': [RETURN_EXCHANGE_JOB],
}
