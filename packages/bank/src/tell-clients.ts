import { deliverWebhooks, type WebhookDelivery } from '@modosu/kernel'
import { type BankBook, markTold } from './bank-book.ts'
import type { Notice } from './bank-event.ts'
import type { BankClient } from './open-bank.ts'

/** Hands notices to clients until they are taken. */
export function openTeller(
  book: BankBook,
  clients: Readonly<Record<string, BankClient>>,
  stopwatch: () => number,
): WebhookDelivery {
  return deliverWebhooks({
    receivers: clients,
    untold: () => [...book.untold.values()].map(noticeOf),
    markTold: (noticeId) => markTold(book, noticeId),
    stopwatch,
  })
}

function noticeOf({ noticeId, client, key, state, reason, at }: Notice) {
  const body = JSON.stringify({ key, state, reason, at: at.toISOString() })
  return { noticeId, receiver: client, body }
}
