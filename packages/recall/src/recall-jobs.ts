import type { JobData, JobHandlers } from '@modosu/kernel'
import { chaseUpdates } from './ask/chase-updates.ts'
import { markNoAnswer } from './ask/mark-no-answer.ts'
import { askWorthIt } from './claim/ask-worth-it.ts'
import { endHoldings, GIVE_UP_JOB } from './claim/give-up-holding.ts'
import { compareClearing } from './clearing/compare-clearing.ts'
import { runNight } from './clearing/night.ts'
import { decideByTheClock } from './dispute/decide-contest.ts'
import { expireHold } from './hold/expire-hold.ts'
import { lookAgain } from './hold/look-again.ts'
import { deliverTransfer } from './jobs/deliver-transfer.ts'
import type { CallNeighbour, Wire } from './jobs/say.ts'
import { sendAsks } from './jobs/send-asks.ts'
import { sendReports } from './jobs/send-reports.ts'
import { noteLateDecision } from './leg/note-late-decision.ts'
import { settleLeg } from './leg/settle-leg.ts'
import { coverClaim } from './loss/cover-claim.ts'
import type { RecallDeps } from './recall-deps.ts'
import { stopTransfer } from './transfer/stop-transfer.ts'
import { callNeighbour } from './wire/call-neighbour.ts'

const legOf = (data: JobData) => ({ legId: String(data.legId) })
const caseOf = (data: JobData) => ({ caseId: String(data.caseId) })
const transferOf = (data: JobData) => ({ transferId: String(data.transferId) })
const contestOf = (data: JobData) => ({ contestId: String(data.contestId) })
const heardBy = (data: JobData) => ({
  caseId: String(data.caseId),
  neighbour: String(data.neighbour),
})

/** Each waits for two disks and a wire, and touches nothing of another. */
const TRANSFERS_AT_ONCE = 12

/** What the engine does later: speak with neighbours until they have heard, and keep its clocks. */
export function recallJobs(deps: RecallDeps, call: CallNeighbour = callNeighbour): JobHandlers {
  const wire: Wire = { deps, call }
  return {
    'recall.send_asks': {
      atOnce: 2,
      outside: (runtime, data) => sendAsks(runtime, wire, heardBy(data)),
    },
    'recall.send_reports': {
      atOnce: 2,
      outside: (runtime, data) => sendReports(runtime, wire, heardBy(data)),
    },
    'recall.deliver_transfer': {
      atOnce: TRANSFERS_AT_ONCE,
      outside: (runtime, data) => deliverTransfer(runtime, wire, transferOf(data)),
    },
    'recall.compare_clearing': {
      outside: (runtime, data) =>
        compareClearing(runtime, wire, { neighbour: String(data.neighbour) }),
    },
    'recall.night': { inTransaction: (ctx, data) => runNight(ctx, deps, data) },
    'recall.settle': { inTransaction: (ctx, data) => settleLeg(ctx, deps, legOf(data)) },
    'recall.stop_transfer': { inTransaction: (ctx, data) => stopTransfer(ctx, transferOf(data)) },
    'recall.look_again': { inTransaction: (ctx, data) => lookAgain(ctx, deps, legOf(data)) },
    [GIVE_UP_JOB]: { inTransaction: (ctx, data) => endHoldings(ctx, deps, String(data.account)) },
    'recall.ask_again': { inTransaction: (ctx, data) => askWorthIt(ctx, deps, caseOf(data)) },
    'recall.expire_hold': { inTransaction: (ctx, data) => expireHold(ctx, deps, legOf(data)) },
    'recall.answer_due': { inTransaction: (ctx, data) => markNoAnswer(ctx, legOf(data)) },
    'recall.update_due': {
      inTransaction: (ctx, data) =>
        chaseUpdates(ctx, { ...legOf(data), round: Number(data.round ?? 1) }),
    },
    'recall.decision_due': { inTransaction: (ctx, data) => noteLateDecision(ctx, legOf(data)) },
    'recall.contest_due': {
      inTransaction: (ctx, data) => decideByTheClock(ctx, deps, contestOf(data)),
    },
    'recall.cover': {
      inTransaction: (ctx, data) =>
        coverClaim(ctx, deps, { ...caseOf(data), all: data.all === true }),
    },
  }
}
