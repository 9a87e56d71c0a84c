import type { CaseFacts } from './case-state.ts'
import type { CaseFile } from './store/case-files.ts'
import type { Decision } from './store/decisions.ts'

export function waitingOf(decisions: readonly Decision[]): Decision | undefined {
  return decisions.find((one) => one.state === 'awaiting_second')
}

/** What the state of a case is worked out from. */
export function factsOf(file: CaseFile, waiting: boolean): CaseFacts {
  return {
    isPart: file.askedBy !== null,
    stolen: file.stolen,
    returned: file.returned,
    gone: file.gone,
    unshipped: file.unshipped,
    inEscrow: file.inEscrow,
    verified: file.verifiedAt !== null,
    givenBack: file.givenBackAt !== null,
    settled: file.settledAt !== null,
    closed: file.closedAt !== null,
    waiting,
    decided: file.decided,
  }
}
