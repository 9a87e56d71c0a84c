import { type Ctx, ok, type Result, refuse } from '@modosu/kernel'
import type { PayoutError } from './errors.ts'
import { bankName } from './names/bank-name.ts'
import { insertProvedName } from './store/proved-name.ts'

/**
 * The desk has seen a member's papers: payouts go to accounts of this name from now on. An intruder
 * cannot do it, and what he changes in the account does not change it.
 *
 * Refusals: payout/name_wrong.
 */
export async function proveName(
  ctx: Ctx,
  input: { readonly memberId: string; readonly nameKana: string; readonly staffId: string },
): Promise<Result<{ name: string }, PayoutError>> {
  const { memberId, staffId } = input
  const name = bankName(input.nameKana)
  if (name === undefined) {
    const errors = [{ pointer: '/body/nameKana', reason: 'must be in kana, as banks write names' }]
    return refuse({ code: 'payout/name_wrong', errors })
  }
  await insertProvedName(ctx, { memberId, name, provedBy: staffId })
  return ok({ name })
}
