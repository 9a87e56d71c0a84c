import type { OfficeView } from '../orders/find-orders.ts'
import type { Order } from '../orders/order.ts'
import type { OrderView } from '../orders/read-order.ts'
import type { Listing } from '../store/listing.ts'

const iso = (at: Date | null) => at?.toISOString() ?? null

/** A listing as everybody sees it: of the seller the nickname alone. */
export function listingJson(listing: Listing & { sellerName: string }) {
  const { listingId, title, description, shipsIn, state, likes, sellerName } = listing
  return {
    listingId,
    title,
    description,
    price: String(listing.price),
    shipsIn,
    state,
    listedAt: listing.listedAt.toISOString(),
    likes,
    sellerName,
  }
}

export function orderSummaryJson(order: Order) {
  const { orderId, listingId, title, state, onHold } = order
  return {
    orderId,
    listingId,
    title,
    price: String(order.price),
    state,
    onHold,
    orderedAt: order.orderedAt.toISOString(),
  }
}

/** That a claim ended an order is nobody's business but the office's. */
function publicEnding(order: Order): string | null {
  return order.ending?.startsWith('claim') ? 'office' : order.ending
}

export function orderJson(view: OrderView) {
  const { order, shipment, cancelRequest, hold } = view
  return {
    ...orderSummaryJson(order),
    role: view.role,
    fee: view.role === 'seller' ? String(order.fee) : null,
    sellerName: view.sellerName,
    buyerName: view.buyerName,
    paidAt: iso(order.paidAt),
    endedAt: iso(order.endedAt),
    ending: publicEnding(order),
    payBy: iso(view.payBy),
    paymentRequestId: view.role === 'buyer' ? order.paymentRequestId : null,
    approvalUrl: view.approvalUrl,
    deadlines: view.deadlines.map(({ clock, dueAt, leftMs }) => ({
      clock,
      dueAt: iso(dueAt),
      leftMs,
    })),
    deliverTo: view.deliverTo,
    deliverToHidden: view.deliverToHidden,
    shipped: shipment !== null,
    shipment: shipment && {
      carrier: shipment.carrier,
      trackingNumber: shipment.trackingNumber,
      saidAt: iso(shipment.saidAt),
      flagged: shipment.flagged,
      scans: shipment.scans.map((scan) => ({ ...scan, scannedAt: iso(scan.scannedAt) })),
    },
    cancelRequest: cancelRequest && {
      ...cancelRequest,
      requestedAt: iso(cancelRequest.requestedAt),
    },
    hold: hold && {
      since: iso(hold.since),
      resultBy: iso(hold.resultBy),
      reason: hold.reason,
      notice:
        hold.notice && Object.fromEntries([...hold.notice].map(([fact, at]) => [fact, iso(at)])),
    },
  }
}

export function officeOrderJson(view: OfficeView) {
  const { order, signs } = view
  return {
    ...orderSummaryJson(order),
    sellerId: order.sellerId,
    buyerId: order.buyerId,
    sellerName: view.sellerName,
    buyerName: view.buyerName,
    prefecture: view.prefecture,
    paymentRequestId: order.paymentRequestId,
    payCompany: order.payCompany,
    transferId: order.transferId,
    paidAt: iso(order.paidAt),
    endedAt: iso(order.endedAt),
    ending: order.ending,
    holds: view.holds.map(({ caseId, caseNumber, amount, heldAt }) => ({
      caseId,
      caseNumber,
      amount: String(amount),
      heldAt: iso(heldAt),
    })),
    signs: Object.fromEntries(Object.entries(signs).map(([sign, at]) => [sign, iso(at)])),
    steps: view.steps.map((step) => ({ ...step, at: iso(step.at) })),
  }
}
