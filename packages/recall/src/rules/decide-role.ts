import { type Ctx, ok, type Result } from '@modosu/kernel'
import type { RecallError } from '../errors.ts'
import type { HolderRole } from '../holder.ts'
import { insertDecidedRole } from '../store/role.ts'

/**
 * A person has found out what a holder is, as that a seller was in it: from now on the row of that
 * role holds for his account, whatever his service says. What an earlier claim left with him as gone
 * is asked for by a second attempt. The newest decision counts; none is taken away.
 */
export async function decideRole(
  ctx: Ctx,
  input: {
    readonly account: string
    readonly role: HolderRole
    readonly caseId: string
    readonly decidedBy: string
  },
): Promise<Result<{ role: HolderRole }, RecallError>> {
  await insertDecidedRole(ctx, input)
  return ok({ role: input.role })
}
