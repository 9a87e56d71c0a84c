import { type Amount, amount, type Ctx } from '@modosu/kernel'
import { type HistoryEntry, readHistory } from '@modosu/ledger'
import type { PaymentRequest } from './payment-request.ts'
import { readPaymentsByTransfer } from './store/payment.ts'

import { type WalletKind, walletAccountOf } from './wallet-kinds.ts'

/** What happened to a wallet, in the words of a history. */
export type PayEntryKind =
  | 'converted'
  | 'charged'
  | 'authorised'
  | 'voided'
  | 'deposited'
  | 'paid'
  | 'sent'
  | 'received'
  | 'refunded'
  | 'expired'
  | 'held'
  | 'released'
  | 'returned'
  | 'moved'

/** One line of a member's history. */
export interface PayEntry {
  readonly entryId: string
  readonly at: Date
  readonly kind: PayEntryKind
  readonly direction: 'in' | 'out'
  readonly amount: Amount
  /** What was bought, where the line is a payment. */
  readonly payment: PaymentRequest | undefined
}

export interface PayHistory {
  readonly entries: readonly PayEntry[]
  /** Where the next, older page begins; null at the end. */
  readonly next: bigint | null
}

/** Reads what happened to a member's wallet, newest first, page by page. */
export async function readPayHistory(
  ctx: Ctx,
  input: {
    readonly memberId: string
    readonly kind?: WalletKind
    readonly before?: bigint
    readonly limit: number
  },
): Promise<PayHistory> {
  const { memberId, before, limit } = input
  const code = walletAccountOf(memberId, input.kind ?? 'points')
  // One more transaction than shown tells whether there is an older page.
  const read = await readHistory(ctx, { code, before, limit: limit + 1 })
  const pages = [...new Set(read.map((entry) => entry.txnId))].slice(0, limit)
  const last = pages.at(-1)
  const shown = read.filter((entry) => last !== undefined && entry.txnId >= last)
  const payments = await readPaymentsByTransfer(ctx, shown.map(transferIdOf))
  return {
    entries: shown.map((entry) => ({
      entryId: `${entry.txnId}.${kindOf(entry)}`,
      at: entry.effectiveAt,
      kind: kindOf(entry),
      direction: entry.amount > 0n ? 'in' : 'out',
      amount: amount(entry.amount < 0n ? -entry.amount : entry.amount),
      payment: payments.get(transferIdOf(entry)),
    })),
    next: shown.length < read.length ? (last ?? null) : null,
  }
}

/** A transfer's posting is known by its kind and the transfer's id, with a colon between. */
function transferIdOf(entry: HistoryEntry): string {
  return entry.key.slice(entry.key.indexOf(':') + 1)
}

/**
 * Names a line by where the yen came from or went to. The transaction alone does not tell it: a
 * payment also takes out what had expired before it.
 */
function kindOf(entry: HistoryEntry): PayEntryKind {
  const isIn = entry.amount > 0n
  switch (entry.counterparty.replace(/:.*/, '')) {
    case 'conversion':
      return isIn ? 'converted' : 'returned'
    case 'pay':
      return isIn ? 'received' : 'sent'
    case 'pay_charged':
    case 'pay_sales':
      return isIn ? 'received' : 'sent'
    case 'authorised':
      return isIn ? 'voided' : 'authorised'
    case 'clearing':
      if (!isIn) return 'paid'
      return entry.kind === 'payment' ? 'deposited' : 'refunded'
    case 'issuer':
      return 'charged'
    case 'breakage':
      return isIn ? 'returned' : 'expired'
    case 'held':
      return !isIn ? 'held' : entry.kind === 'release' ? 'released' : 'returned'
    default:
      return 'moved'
  }
}
