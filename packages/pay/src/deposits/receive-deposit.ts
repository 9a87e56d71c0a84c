import type { Ctx } from '@modosu/kernel'
import type { ArrivedPayment } from '@modosu/recall'
import { PAY_UNIT } from '../pay-account.ts'
import { findMemberByDeposit } from '../store/wallet.ts'
import { openWalletOf } from '../wallet-kinds.ts'

/**
 * The wallet that sales money of another company credits: the sender names a number, never a member.
 * It stays sales money, which may be paid out where points may not.
 */
export async function depositAccountFor(
  ctx: Ctx,
  payment: ArrivedPayment,
): Promise<string | undefined> {
  if (payment.unit !== PAY_UNIT) return undefined
  const memberId = await findMemberByDeposit(ctx, payment.reference)
  return memberId === undefined ? undefined : await openWalletOf(ctx, memberId, 'sales')
}
