import { type Ctx, ok, type Result, refuse } from '@modosu/kernel'
import type { PayError } from '../errors.ts'
import { findUseOrder, upsertUseOrder } from '../store/wallet.ts'
import { WALLET_KINDS, type WalletKind } from '../wallet-kinds.ts'

/** In which order a member's money is used; as it came, when he has said nothing. */
export async function readUseOrder(ctx: Ctx, memberId: string): Promise<readonly WalletKind[]> {
  return (await findUseOrder(ctx, memberId)) ?? WALLET_KINDS
}

/**
 * Sets in which order the kinds of money are used. Each kind has to be named once.
 *
 * Refusals: pay/use_order_wrong.
 */
export async function setUseOrder(
  ctx: Ctx,
  input: { readonly memberId: string; readonly kinds: readonly WalletKind[] },
): Promise<Result<{ kinds: readonly WalletKind[] }, PayError>> {
  const { kinds } = input
  if (new Set(kinds).size !== WALLET_KINDS.length || kinds.length !== WALLET_KINDS.length) {
    const errors = [{ pointer: '/body/kinds', reason: 'must name each kind once' }]
    return refuse({ code: 'pay/use_order_wrong', errors })
  }
  await upsertUseOrder(ctx, input)
  return ok({ kinds })
}
