import { type Ctx, ok, type Result, refuse } from '@modosu/kernel'
import type { DeskDeps } from './desk-deps.ts'
import type { DeskRefusal } from './errors.ts'
import { wordMail } from './letters/case-mails.ts'
import { mailToOwner } from './letters/mail-to-owner.ts'
import { lockCaseFile } from './store/case-files.ts'
import { keepPromise } from './store/promises.ts'
import { insertTimeline } from './store/timeline.ts'

/**
 * Writes a note into a case, for the desk or as a word to the owner. A word to the owner is mailed to
 * the address from before the incident and keeps the promise of a first word.
 *
 * Refuses, in this order: `desk/unknown_case`, `desk/not_ours_to_decide` (only the company whose
 * member the owner is writes to the owner), `desk/case_closed` (likewise for words to the owner).
 */
export async function writeNote(
  ctx: Ctx,
  desk: DeskDeps,
  input: { caseId: string; words: string; audience: 'desk' | 'owner'; staffId: string },
): Promise<Result<{ audience: 'desk' | 'owner' }, DeskRefusal>> {
  const { caseId, words, audience, staffId } = input
  const file = await lockCaseFile(ctx, caseId)
  if (!file) return refuse({ code: 'desk/unknown_case' })
  if (audience === 'owner') {
    if (file.askedBy !== null) return refuse({ code: 'desk/not_ours_to_decide' })
    if (file.closedAt) return refuse({ code: 'desk/case_closed' })
  }
  await insertTimeline(ctx, caseId, {
    kind: audience === 'owner' ? 'word_to_owner' : 'note',
    by: 'desk',
    staffId,
    facts: { words },
  })
  if (audience === 'owner') {
    await keepPromise(ctx, caseId, 'first_word')
    const mail = wordMail({ caseNumber: file.caseNumber, words })
    await mailToOwner(ctx, desk, file, mail)
  }
  return ok({ audience })
}
