import { type Amount, type Ctx, mustSucceed, ok, type Result } from '@modosu/kernel'
import { issuePoints, openAccount } from '@modosu/ledger'
import { accountOf, UNIT } from './card-holder.ts'
import { type Card, insertCard } from './store.ts'

/** Sells a card for cash: its value comes into our ledger here, and the card is usable at once. */
export async function sellCard(
  ctx: Ctx,
  input: { readonly customer: string; readonly amount: Amount },
): Promise<Result<{ card: string }, never>> {
  const card = newCard(ctx, { customer: input.customer, state: 'usable' })
  await insertCard(ctx, card)
  const account = accountOf(card.cardId)
  const { customer } = input
  mustSucceed(
    await openAccount(ctx, { code: account, unit: UNIT, kind: 'member', owner: customer }),
    'a new card has an account of its own',
  )
  const issued = await issuePoints(ctx, {
    key: `sold:${card.cardId}`,
    to: account,
    amount: input.amount,
    expiresAt: 'never',
    kind: 'card_sold',
    who: { subject: customer },
  })
  mustSucceed(issued, 'a card is sold once')
  return ok({ card: card.cardId })
}

/** Prepares a card that a neighbour's customer will pay: the payment has to name the reference. */
export async function orderCard(
  ctx: Ctx,
  input: { readonly customer: string; readonly amount: Amount; readonly payer: string },
): Promise<Result<{ card: string; reference: string }, never>> {
  const reference = ctx.newId('prq')
  const card = newCard(ctx, {
    customer: input.customer,
    state: 'awaiting_payment',
    reference,
    payer: input.payer,
    price: input.amount,
  })
  await insertCard(ctx, card)
  return ok({ card: card.cardId, reference })
}

function newCard(ctx: Ctx, card: Pick<Card, 'customer' | 'state'> & Partial<Card>): Card {
  const none = 0n as Amount
  return {
    cardId: ctx.newId('card'),
    reference: null,
    payer: null,
    price: null,
    held: none,
    ...card,
  }
}
