import type { Ctx } from '@modosu/kernel'
import type { RecallDeps } from '../recall-deps.ts'
import { askAgain } from './ask-again.ts'

/**
 * Somebody told that value which another claim had is free again: a claim that still stands asks for
 * it once more by itself. A refusal is an answer here: there was nothing to ask, or no attempt left.
 */
export async function askWorthIt(
  ctx: Ctx,
  deps: RecallDeps,
  input: { readonly caseId: string },
): Promise<void> {
  await askAgain(ctx, deps, { caseId: input.caseId, scope: 'worth_it' })
}
