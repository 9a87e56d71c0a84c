import type { Amount, Ctx } from '@modosu/kernel'

/** Value that another company has sent and that has just been credited here. */
export interface ArrivedPayment {
  readonly transferId: string
  readonly neighbour: string
  readonly amount: Amount
  readonly unit: string
  /** What it pays: the payment request's id. */
  readonly reference: string
}

/** Who has value in an account, as far as a claim is concerned. */
export type HolderRole = 'owner' | 'thief' | 'gift' | 'seller' | 'escrow' | 'sink'

/** What an account's value is, in words that may cross a border. */
export interface HoldingFacts {
  /** `order_awaiting_shipment`, `balance`, … */
  readonly kind: string
  readonly role: HolderRole
  /** Until when it can still be stopped; null when there is no such moment. */
  readonly stoppableUntil: Date | null
}

/** Value of a claim that rests, or rested, in one account of a service. */
export interface Holding {
  readonly account: string
  readonly amount: Amount
  /** The case's public number, the same at every company. */
  readonly caseNumber: string
  readonly caseId: string
  readonly legId: string
}

/**
 * What a service tells the recall engine about the value it holds. Every method runs in the
 * transaction that moves the value, so what the service writes and what the ledger says can never
 * differ. A service that connects writes this and nothing else.
 */
export interface Holder {
  /** The service's name: `points`, `pay`, `market`. */
  readonly name: string
  /** The account that an arriving payment credits, or `undefined` when it is not for this service. */
  accountForPayment?(ctx: Ctx, payment: ArrivedPayment): Promise<string | undefined>
  /** The payment stands in that account. */
  onPayment?(ctx: Ctx, payment: ArrivedPayment): Promise<void>
  /** What an account's value is, or `undefined` when the account is not of this service. */
  describeHolding(ctx: Ctx, account: string): Promise<HoldingFacts | undefined>
  /**
   * Value went through this escrow and on to somebody. `good_faith`: whoever it was paid to gave
   * something for it, so it is his wherever it is now, and so is what he bought with it. `open`: it
   * may be followed, as where the payer had it back. Without this, every escrow is open.
   */
  describePassage?(ctx: Ctx, account: string): Promise<'good_faith' | 'open' | undefined>
  /** The value was carved out of the account: stop what would move it, tell whom it concerns. */
  onHeld(ctx: Ctx, holding: Holding): Promise<void>
  /** The claim was withdrawn or ran out and the value is back in the account. */
  onReleased(ctx: Ctx, holding: Holding): Promise<void>
  /**
   * Asked once the claim is confirmed. `return`: it may go back now. `wait`: not yet, the service
   * calls `resumeReturn` when it can. `keep`: the holder keeps it in good faith (it is gone).
   */
  mayReturn(ctx: Ctx, holding: Holding): Promise<'return' | 'wait' | 'keep'>
  /** The value has left for the payer: cancel the order, close the payment. */
  onReturned(ctx: Ctx, holding: Holding): Promise<void>
  /**
   * The return was wrong and comes back: the account that takes it now, or `undefined` when nobody is
   * left to take it (the sender has it again then). Without this, the account it was held in.
   */
  accountForGiveBack?(ctx: Ctx, holding: Holding): Promise<string | undefined>
  /** What was returned wrongly stands in that account again. */
  onGivenBack?(ctx: Ctx, holding: Holding): Promise<void>
}
