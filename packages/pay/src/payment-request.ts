import type { Amount } from '@modosu/kernel'

/** `requested` → `approved` → `refunded`, or `requested` → `expired`. Never back. */
export type PaymentState = 'requested' | 'approved' | 'refunded' | 'expired'

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
}

/** Who paid, from which session. */
export interface PaymentApproval {
  readonly transferId: string
  readonly memberId: string
  readonly sessionId: string
  readonly deviceId: string
  readonly approvedAt: Date
}

/** A payment request as it stands. */
export interface PaymentRequest extends PaymentAsked {
  readonly state: PaymentState
  readonly approval: PaymentApproval | undefined
  readonly refundedAt: Date | undefined
}

/** The state as the clock sees it: a job writes the expiry down, but late jobs open no door. */
export function stateAt(request: PaymentRequest, now: Date): PaymentState {
  return request.state === 'requested' && request.expiresAt <= now ? 'expired' : request.state
}
