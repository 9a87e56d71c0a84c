import { assert, type Ctx } from '@modosu/kernel'
import { addToClaim } from '@modosu/recall'
import type { DeskDeps } from '../desk-deps.ts'
import { type CaseFile, reopenClaim } from '../store/case-files.ts'
import { insertTimeline } from '../store/timeline.ts'
import { openTask } from '../tasks/open-task.ts'
import { promiseDecision } from './promise-decision.ts'

/**
 * Adds to the claim of a case what these sessions took and nobody claims yet. It is held at once; as
 * people have decided about an amount, the case waits for a decision of its own about what came on
 * top. A claim that was withdrawn takes nothing more: then a person decides what to do.
 */
export async function claimMore(
  ctx: Ctx,
  desk: DeskDeps,
  file: CaseFile,
  found: { sessionIds: readonly string[]; evidence: 'press' | 'machine' | 'verified' },
): Promise<void> {
  const { caseId } = file
  const { evidence, sessionIds } = found
  const added = await addToClaim(ctx, desk.recall, { caseId, sessionIds, evidence })
  if (!added.ok) {
    assert(added.error.code === 'recall/not_confirmable', 'a case of our own has a claim')
    await openTask(ctx, { caseId, kind: 'more_after_end', subject: 'sessions' })
    return
  }
  if (added.value.added === 0n) return
  await reopenClaim(ctx, caseId)
  await promiseDecision(ctx, desk, { caseId, evidence })
  const facts = { added: String(added.value.added), sessions: sessionIds.length }
  await insertTimeline(ctx, caseId, { kind: 'claim_added_to', by: 'machine', facts })
}
