import type { Ctx } from '@modosu/kernel'
import { readAskedParts, readClaim } from '@modosu/recall'
import { factsOf, waitingOf } from '../case-facts.ts'
import { caseStateOf } from '../case-state.ts'
import type { DeskDeps } from '../desk-deps.ts'
import { lateMail } from '../letters/case-mails.ts'
import { mailToOwner } from '../letters/mail-to-owner.ts'
import { DECISIONS_MAX } from '../limits.ts'
import { type CaseFile, lockCaseFile } from '../store/case-files.ts'
import { selectDecisions } from '../store/decisions.ts'
import { findPromise, type LateReason, markPromiseLate } from '../store/promises.ts'
import { insertTimeline } from '../store/timeline.ts'
import {
  hoursLater,
  LATE_AGAIN_HOURS,
  makePromise,
  PROMISE_ROUNDS_MAX,
  postponePromise,
} from './make-promise.ts'

/**
 * Looks at a promise when its time has come. One that is not kept is late: that is written down with
 * the reason, a new time is promised, and the owner hears both at once, not when somebody asks.
 */
export async function checkPromise(
  ctx: Ctx,
  desk: DeskDeps,
  input: { promiseId: string },
): Promise<void> {
  const seen = await findPromise(ctx, input.promiseId)
  const file = seen && (await lockCaseFile(ctx, seen.caseId))
  const promise = await findPromise(ctx, input.promiseId)
  if (!file || !promise || promise.keptAt || promise.lateAt || promise.dueAt > ctx.now) return
  // Nobody is told for ever: after this many rounds it stands in the queue as overdue.
  if (promise.round >= PROMISE_ROUNDS_MAX) return
  const { caseId, kind, round } = promise
  // A holder objects: that stops the clock of the decision, and what is held stays held.
  if (kind !== 'first_word' && (await isObjectedTo(ctx, file))) {
    const dueAt = hoursLater(ctx.now, LATE_AGAIN_HOURS)
    return await postponePromise(ctx, { promiseId: promise.promiseId, dueAt })
  }
  const reason = await lateReasonOf(ctx, file)
  const newDueAt = hoursLater(ctx.now, LATE_AGAIN_HOURS)
  await markPromiseLate(ctx, promise.promiseId, reason)
  await makePromise(ctx, { caseId, kind, dueAt: newDueAt, round: round + 1 })
  await insertTimeline(ctx, caseId, {
    kind: 'promise_late',
    by: 'machine',
    facts: { promise: kind, reason, dueAt: promise.dueAt, newDueAt },
  })
  if (file.askedBy !== null) return
  const mail = lateMail({
    caseNumber: file.caseNumber,
    kind,
    reason,
    newDueAt,
  })
  await mailToOwner(ctx, desk, file, mail)
}

async function lateReasonOf(ctx: Ctx, file: CaseFile): Promise<LateReason> {
  const decisions = await selectDecisions(ctx, file.caseId, DECISIONS_MAX)
  const facts = factsOf(file, waitingOf(decisions) !== undefined)
  const { state, turn } = caseStateOf(facts)
  if (state === 'second_person') return 'second_person'
  return turn ?? 'desk'
}

/** Whether a holder, here or at a neighbour, has objected and was not heard yet. */
async function isObjectedTo(ctx: Ctx, file: CaseFile): Promise<boolean> {
  const origin = { caseId: file.originCaseId }
  const claim = file.askedBy === null ? await readClaim(ctx, origin) : undefined
  if (claim?.legs.some((leg) => leg.appealed)) return true
  const parts = await readAskedParts(ctx, origin)
  return parts.some((part) => part.appeals.some((appeal) => appeal.decidedAt === null))
}
