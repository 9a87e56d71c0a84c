/** How a story of a held order may end for its thing, its money and its seller. */
export interface LossRow {
  /** Where the thing was when the notice of the hold reached the seller. */
  readonly moment: string
  readonly item: 'with_seller' | 'returns' | 'gone' | 'none'
  /** The buyer's money: it goes back to where it was paid from, or stays with the seller. */
  readonly value: 'back' | 'kept'
  /** What the seller has of it in the end. */
  readonly seller: 'relists' | 'relists_with_postage' | 'price' | 'price_from_market' | 'withheld'
  readonly listing: 'listed' | 'paused' | 'closed' | 'sold'
  /** Who bears the loss: the market here, or whoever makes the owner whole at the payer's company. */
  readonly lossWith: 'nobody' | 'market_postage' | 'market_price' | 'payer_company'
}

/**
 * Who bears what when a claim over an order is confirmed. The state table carries it out; every row
 * here is played by `test/loss-table.test.ts`. No operator publishes such a table: it is our rule,
 * built on good faith at receipt and on a notice that makes later shipping bad faith.
 */
export const lossTable = {
  before_dispatch: {
    moment: 'before dispatch, the seller says it is with him',
    item: 'with_seller',
    value: 'back',
    seller: 'relists',
    listing: 'listed',
    lossWith: 'nobody',
  },
  label_made: {
    moment: 'a label of the market made, not handed over',
    item: 'with_seller',
    value: 'back',
    seller: 'relists',
    listing: 'listed',
    lossWith: 'market_postage',
  },
  turned_round: {
    moment: 'in transit, the carrier turns it round',
    item: 'returns',
    value: 'back',
    seller: 'relists_with_postage',
    listing: 'listed',
    lossWith: 'market_postage',
  },
  delivered: {
    moment: 'in transit and not turned round, or delivered; the seller honest',
    item: 'gone',
    value: 'kept',
    seller: 'price',
    listing: 'sold',
    lossWith: 'payer_company',
  },
  silent_but_shipped: {
    moment: 'handed over before he knew, and the seller silent until after the return',
    item: 'gone',
    value: 'back',
    seller: 'price_from_market',
    listing: 'closed',
    lossWith: 'market_price',
  },
  shipped_after_notice: {
    moment: 'shipped after the seller confirmed the notice',
    item: 'gone',
    value: 'back',
    seller: 'withheld',
    listing: 'closed',
    lossWith: 'nobody',
  },
  nothing_sent: {
    moment: 'marked shipped, no carrier ever saw a parcel',
    item: 'none',
    value: 'back',
    seller: 'relists',
    listing: 'paused',
    lossWith: 'nobody',
  },
} as const satisfies Record<string, LossRow>

export type LossCase = keyof typeof lossTable
