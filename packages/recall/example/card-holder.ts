import { assert, type Ctx } from '@modosu/kernel'
import { openAccount } from '@modosu/ledger'
import type { ArrivedPayment, Holder, Holding } from '@modosu/recall'
import { addToHeld, type Card, lockCard, lockCardOfReference, updateCard } from './store.ts'

export const UNIT = 'yen'

/** The ledger account that holds a card's balance. */
export const accountOf = (cardId: string) => `card:${cardId}`

const CARD_ACCOUNT = /^card:(card_[0-9a-z]{24})$/

/**
 * Everything that the gift cards tell the recall engine. A card's balance is value that its bearer
 * was given: a claim may freeze it and take it back. What was spent at a till is in a sink of the
 * ledger (`redeemed:…`), which is no account of ours to describe: it is told as gone.
 */
export const cardHolder: Holder = {
  name: 'cards',

  /** Only the very payment that a card waits for is taken; whatever else comes is refused. */
  async accountForPayment(ctx, payment) {
    const card = await lockCardOfReference(ctx, payment.reference)
    if (!card || !isAwaited(card, payment)) return undefined
    await openAccount(ctx, {
      code: accountOf(card.cardId),
      unit: UNIT,
      kind: 'member',
      owner: card.customer,
    })
    return accountOf(card.cardId)
  },

  async onPayment(ctx, payment) {
    const card = await lockCardOfReference(ctx, payment.reference)
    assert(card, 'a payment was credited to a card')
    await updateCard(ctx, { ...card, state: 'usable' })
  },

  /** Locks the card before value is carved, so that a claim and a payment cannot wait for each other. */
  async describeHolding(ctx, account) {
    const card = await cardAt(ctx, account)
    return card && { kind: 'gift_card', role: 'gift', stoppableUntil: null }
  },

  /** The ledger has carved the value out already: nobody can spend it. The card says why it is short. */
  async onHeld(ctx, holding) {
    await changeHeld(ctx, holding, holding.amount)
  },

  async onReleased(ctx, holding) {
    await changeHeld(ctx, holding, -holding.amount)
  },

  /** Nothing was shipped for a balance that is still here, so it may always go back. */
  async mayReturn() {
    return 'return'
  },

  async onReturned(ctx, holding) {
    await changeHeld(ctx, holding, -holding.amount)
    const card = await cardAt(ctx, holding.account)
    if (card && card.held === 0n && holding.amount === card.price) {
      await updateCard(ctx, { ...card, state: 'returned' })
    }
  },
}

function isAwaited(card: Card, payment: ArrivedPayment): boolean {
  return (
    card.state === 'awaiting_payment' &&
    card.payer === payment.neighbour &&
    card.price === payment.amount &&
    payment.unit === UNIT
  )
}

async function cardAt(ctx: Ctx, account: string): Promise<Card | undefined> {
  const cardId = CARD_ACCOUNT.exec(account)?.[1]
  return cardId === undefined ? undefined : await lockCard(ctx, cardId)
}

async function changeHeld(ctx: Ctx, holding: Holding, by: bigint): Promise<void> {
  const cardId = CARD_ACCOUNT.exec(holding.account)?.[1]
  if (cardId !== undefined) await addToHeld(ctx, cardId, by)
}
