import { type Amount, type Ctx, ok, type Result } from '@modosu/kernel'
import { type LedgerError, redeemPoints } from '@modosu/ledger'
import { sendTransfer } from '@modosu/recall'
import { accountOf } from './card-holder.ts'

interface Spending {
  readonly card: string
  /** Who spends: what a stolen session took is found by it. */
  readonly session: string
  readonly amount: Amount
}

/**
 * Pays a neighbour with a card. The value leaves in this transaction; the message is delivered until
 * the neighbour has it. Refusals: the ledger's (`ledger/insufficient`, `ledger/unknown_account`).
 */
export async function payWithCard(
  ctx: Ctx,
  input: Spending & { readonly neighbour: string; readonly reference: string },
): Promise<Result<{ transfer: string }, LedgerError>> {
  const transferId = ctx.newId('tr')
  const sent = await sendTransfer(ctx, {
    transferId,
    neighbour: input.neighbour,
    from: accountOf(input.card),
    amount: input.amount,
    unit: 'yen',
    reference: input.reference,
    who: { sessionId: input.session },
  })
  return sent.ok ? ok({ transfer: transferId }) : sent
}

/** Spends at a till. The goods are gone with whoever carried them: the value ends in a sink. */
export async function redeemCard(
  ctx: Ctx,
  input: Spending,
): Promise<Result<{ receipt: string }, LedgerError>> {
  const receipt = ctx.newId('rcp')
  const spent = await redeemPoints(ctx, {
    key: receipt,
    from: accountOf(input.card),
    order: receipt,
    amount: input.amount,
    who: { sessionId: input.session },
  })
  return spent.ok ? ok({ receipt }) : spent
}
