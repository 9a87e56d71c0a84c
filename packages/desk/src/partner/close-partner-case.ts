import type { Ctx } from '@modosu/kernel'
import { lookAtAskedParts } from '../look-at-claim.ts'
import { lockCaseFile, updateBuckets, updateTimes } from '../store/case-files.ts'
import { countOpenLegs, findCaseLeg, settleCaseLeg } from '../store/case-legs.ts'
import { keepPromise } from '../store/promises.ts'
import { endAllTasks, endTasks } from '../store/tasks.ts'
import { insertTimeline } from '../store/timeline.ts'

/**
 * Writes down that a leg which a neighbour asked for is settled, and closes this desk's part of the
 * case with the last of them.
 */
export async function closePartnerCase(ctx: Ctx, input: { legId: string }): Promise<void> {
  const leg = await findCaseLeg(ctx, input.legId)
  // The event that opens the part runs as a job of its own and may be the later one; this one is
  // then tried again.
  if (!leg) throw new Error(`leg ${input.legId} is not known to the desk yet`)
  const file = await lockCaseFile(ctx, leg.caseId)
  if (!file || !(await settleCaseLeg(ctx, leg.legId))) return
  await insertTimeline(ctx, leg.caseId, {
    kind: 'leg_settled',
    by: 'machine',
    facts: { legId: leg.legId },
  })
  if (file.askedBy === null) return
  const origin = { askedBy: file.askedBy, originCaseId: file.originCaseId }
  const { buckets } = await lookAtAskedParts(ctx, origin)
  await updateBuckets(ctx, { ...buckets, caseId: file.caseId, unshipped: false, inEscrow: false })
  await endTasks(ctx, { caseId: leg.caseId, kind: 'late_decision', subject: leg.legId })
  if ((await countOpenLegs(ctx, leg.caseId)) > 0) return
  await endAllTasks(ctx, leg.caseId)
  await updateTimes(ctx, {
    caseId: leg.caseId,
    verifiedAt: null,
    givenBackAt: null,
    settledAt: ctx.now,
    closedAt: ctx.now,
  })
  await keepPromise(ctx, leg.caseId, 'answer')
  await insertTimeline(ctx, leg.caseId, { kind: 'case_closed', by: 'machine' })
}
