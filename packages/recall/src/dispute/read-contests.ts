import type { Ctx } from '@modosu/kernel'
import { type Contest, listContests } from '../store/contest.ts'

/** Where a case has met another claim about the same value, and what was decided. Reads only. */
export function readContests(ctx: Ctx, input: { readonly caseId: string }): Promise<Contest[]> {
  return listContests(ctx, input.caseId)
}
