import type { JobHandlers } from '@modosu/kernel'
import { SEND_PAYOUT_JOB } from './ask-payout.ts'
import type { PayoutDeps } from './deps.ts'
import { sendPayout } from './send-payout.ts'
import { STOP_PAYOUT_JOB, stopAtBank } from './stop-payout.ts'

const AT_ONCE = 4

/** What payouts do later: speak with the bank until it has answered. */
export function payoutJobs(deps: PayoutDeps): JobHandlers {
  return {
    [SEND_PAYOUT_JOB]: {
      atOnce: AT_ONCE,
      outside: (runtime, data) => sendPayout(runtime, deps, data),
    },
    [STOP_PAYOUT_JOB]: {
      atOnce: AT_ONCE,
      outside: (runtime, data) => stopAtBank(runtime, deps, data),
    },
  }
}
