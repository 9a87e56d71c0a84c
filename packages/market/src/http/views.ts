import type { OfficeView } from '../orders/find-orders.ts'
import type { Order } from '../orders/order.ts'
import type { OrderView } from '../orders/read-order.ts'
import type { Label } from '../store/label.ts'
import type { OrderMessage } from '../store/message.ts'

const iso = (at: Date | null) => at?.toISOString() ?? null

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

export function labelJson(label: Label) {
  const { carrier, trackingNumber, code, anonymous } = label
  return {
    carrier,
    trackingNumber,
    code,
    postage: String(label.postage),
    anonymous,
    madeAt: label.madeAt.toISOString(),
  }
}

export function messagesJson(messages: readonly OrderMessage[]) {
  return {
    messages: messages.map(({ messageId, writtenBy, words, writtenAt }) => ({
      messageId,
      writtenBy,
      words,
      writtenAt: writtenAt.toISOString(),
    })),
  }
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
    mayAskCancel: view.mayAskCancel,
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
    label: view.label && labelJson(view.label),
    ratings: view.ratings.map(({ givenBy, score, words, givenAt }) => ({
      givenBy,
      score,
      words,
      givenAt: iso(givenAt),
    })),
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
