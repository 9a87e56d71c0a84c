import { deliverWebhooks, type WebhookDelivery } from '@modosu/kernel'
import type { CarrierClient } from './open-carrier.ts'
import type { Notice } from './parcel.ts'

/** Hands scans to clients, in their order, until they are taken. */
export function openTeller(
  untold: Map<string, Notice>,
  clients: Readonly<Record<string, CarrierClient>>,
  stopwatch: () => number,
): WebhookDelivery {
  return deliverWebhooks({
    receivers: clients,
    untold: () => [...untold.values()].map(noticeOf),
    markTold: (noticeId) => {
      untold.delete(noticeId)
    },
    stopwatch,
  })
}

function noticeOf({ noticeId, client, trackingNumber, scan }: Notice) {
  const { status, at } = scan
  const body = JSON.stringify({ trackingNumber, status, scannedAt: at.toISOString() })
  return { noticeId, receiver: client, body }
}
