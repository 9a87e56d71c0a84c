import { type Amount, amount, type Ctx } from '@modosu/kernel'

export interface Card {
  readonly cardId: string
  readonly customer: string
  readonly reference: string | null
  readonly payer: string | null
  readonly price: Amount | null
  readonly state: 'awaiting_payment' | 'usable' | 'returned'
  readonly held: Amount
}

interface CardRow extends Record<string, unknown> {
  card_id: string
  customer: string
  reference: string | null
  payer: string | null
  price: bigint | null
  state: Card['state']
  held: bigint
}

const COLUMNS = 'card_id, customer, reference, payer, price, state, held'

const cardOf = (row: CardRow): Card => ({
  cardId: row.card_id,
  customer: row.customer,
  reference: row.reference,
  payer: row.payer,
  price: row.price === null ? null : amount(row.price),
  state: row.state,
  held: amount(row.held),
})

export async function insertCard(ctx: Ctx, card: Card): Promise<void> {
  await ctx.tx.query(
    `insert into cards.card (card_id, customer, reference, payer, price, state, held, sold_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      card.cardId,
      card.customer,
      card.reference,
      card.payer,
      card.price,
      card.state,
      card.held,
      ctx.now,
    ],
  )
}

/** Locked: a claim and a payment of one card come one after the other. */
export async function lockCard(ctx: Ctx, cardId: string): Promise<Card | undefined> {
  const found = await ctx.tx.query<CardRow>(
    `select ${COLUMNS} from cards.card where card_id = $1 for update`,
    [cardId],
  )
  return found.rows[0] && cardOf(found.rows[0])
}

export async function lockCardOfReference(ctx: Ctx, reference: string): Promise<Card | undefined> {
  const found = await ctx.tx.query<CardRow>(
    `select ${COLUMNS} from cards.card where reference = $1 for update`,
    [reference],
  )
  return found.rows[0] && cardOf(found.rows[0])
}

export async function updateCard(ctx: Ctx, card: Card): Promise<void> {
  await ctx.tx.query('update cards.card set state = $2, held = $3 where card_id = $1', [
    card.cardId,
    card.state,
    card.held,
  ])
}

/** Value of a card was held, or the hold has ended. */
export async function addToHeld(ctx: Ctx, cardId: string, by: bigint): Promise<void> {
  await ctx.tx.query('update cards.card set held = held + $2 where card_id = $1', [cardId, by])
}
