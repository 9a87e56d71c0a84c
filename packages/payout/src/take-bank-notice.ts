import { type Ctx, ok, type Result, refuse } from '@modosu/kernel'
import type { BankAnswer } from './bank/ask-bank.ts'
import { heardFromBank } from './bank/heard-from-bank.ts'
import type { PayoutDeps } from './deps.ts'
import type { PayoutError } from './errors.ts'
import { insertNotice, lockPayout } from './store/payout.ts'

/**
 * Takes a notice of the bank. The same notice again, or one that tells what is known already, changes
 * nothing; one that comes before the bank has answered counts like the answer.
 *
 * Refusals: payout/unknown_notice.
 */
export async function takeBankNotice(
  ctx: Ctx,
  deps: PayoutDeps,
  notice: { readonly noticeId: string; readonly said: BankAnswer },
): Promise<Result<{ taken: true }, PayoutError>> {
  const { said, noticeId } = notice
  const payout = await lockPayout(ctx, said.key)
  if (!payout) return refuse({ code: 'payout/unknown_notice' })
  if (await insertNotice(ctx, { noticeId, payoutId: payout.payoutId })) {
    await heardFromBank(ctx, deps, payout, said)
  }
  return ok({ taken: true })
}
