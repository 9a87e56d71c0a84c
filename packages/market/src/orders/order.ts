import type { Amount } from '@modosu/kernel'
import type { ShippingWay } from '../listings/listing.ts'
import type { ShipsIn } from '../profiles/profile.ts'
import type { Ending, OrderState } from '../states/order-steps.ts'

/** One purchase as the verbs see it: the row, with what they need of its listing. */
export interface Order {
  readonly orderId: string
  readonly listingId: string
  readonly title: string
  readonly shipsIn: ShipsIn
  readonly sellerId: string
  readonly buyerId: string
  readonly price: Amount
  readonly fee: Amount
  readonly state: OrderState
  readonly paymentRequestId: string
  readonly approvalUrl: string | null
  readonly payCompany: string
  readonly transferId: string | null
  readonly orderedAt: Date
  /** When the seller agreed, where the listing asks him first. */
  readonly approvedAt: Date | null
  readonly paidAt: Date | null
  readonly endedAt: Date | null
  readonly ending: Ending | null
  /** While the office looks at it, and after: the state it came from. */
  readonly reviewedFrom: OrderState | null
  readonly onHold: boolean
  readonly heldAt: Date | null
  readonly sellerKeeps: boolean
  readonly paidFromLoss: boolean
  /** An anonymous parcel: neither side sees where the other lives. */
  readonly shippingWay: ShippingWay
}

export type Side = 'buyer' | 'seller'

/** Which side of the order a member is, or `undefined` when he has no part in it. */
export function sideOf(order: Order, memberId: string): Side | undefined {
  if (order.sellerId === memberId) return 'seller'
  return order.buyerId === memberId ? 'buyer' : undefined
}

/** The ledger account in which the order's money rests. */
export function escrowAccount(orderId: string): string {
  return `escrow:${orderId}`
}

/** The ledger account of a seller's sales money. */
export function salesAccount(memberId: string): string {
  return `sales:${memberId}`
}
