import type { Ctx, JobData } from '@modosu/kernel'
import { insertCase } from './store/points.ts'

/**
 * Notes that a case was opened for a member, so that the balance can show what is kept safe for it
 * beside what can be used. Doing it twice equals doing it once.
 */
export async function noteCase(ctx: Ctx, data: JobData): Promise<void> {
  await insertCase(ctx, {
    caseId: String(data.caseId),
    caseNumber: String(data.caseNumber),
    memberId: String(data.memberId),
  })
}
