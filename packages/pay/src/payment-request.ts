import type { Amount } from '@modosu/kernel'
import type { PaymentState } from './payment-states.ts'

/** When the value leaves: with the payer's yes, or later, when the merchant takes it. */
export type CaptureMode = 'at_approval' | 'by_merchant'

/** What a neighbour asks a member of ours to pay. Never changes once it was said. */
export interface PaymentAsked {
  readonly paymentRequestId: string
  readonly neighbour: string
  readonly amount: Amount
  readonly unit: string
  /** The public name of what is bought. */
  readonly itemName: string
  /** The public name of where it is bought. */
  readonly place: { readonly ja: string; readonly en: string }
  readonly orderReference: string
  readonly returnUrl: string
  readonly expiresAt: Date
  readonly capture: CaptureMode
  /** The neighbour wants to be told of every change. */
  readonly notifies: boolean
}

/** Who paid, from which session. */
export interface PaymentApproval {
  readonly memberId: string
  readonly sessionId: string
  readonly deviceId: string
  readonly approvedAt: Date
}

/** A payment request as it stands. */
export interface PaymentRequest extends PaymentAsked {
  readonly state: PaymentState
  readonly approval: PaymentApproval | undefined
  /** What of it was paid by points directly. */
  readonly points: Amount
  readonly captured: Amount
  readonly refunded: Amount
  /** When an authorised payment is captured by itself: after a delay. */
  readonly capturesAt: Date | undefined
  /** Until when an authorised payment waits for its merchant. */
  readonly authorisedUntil: Date | undefined
  readonly refundedAt: Date | undefined
}

/** The state as the clock sees it: a job writes the expiry down, but late jobs open no door. */
export function stateAt(request: PaymentRequest, now: Date): PaymentState {
  return request.state === 'requested' && request.expiresAt <= now ? 'expired' : request.state
}
