import { isDeepStrictEqual } from 'node:util'
import { assert, jstHour, ok, type Result, refuse } from '@modosu/kernel'
import {
  accountName,
  type BankAccount,
  type BankDebit,
  type BankEvent,
  type BankTransfer,
  type Notice,
  type TransferOrder,
} from './bank-event.ts'

/** Money that came into an account. */
export interface Credit {
  readonly at: Date
  readonly client: string
  readonly amount: bigint
}

interface KnownAccount {
  readonly account: BankAccount
  readonly credits: Credit[]
  /** What can be taken out of it. */
  balance: bigint
}

export interface BookOptions {
  /** Writes an event so that it outlives the process. */
  write(event: BankEvent): void
  newId(): string
  /** The hour, in Japan, at which the transfers of a day are carried out. */
  readonly settleHour: number
}

/** What a bank knows; every change is an event that is written first. */
export interface BankBook {
  readonly options: BookOptions
  readonly accounts: Map<string, KnownAccount>
  readonly transfers: Map<string, BankTransfer>
  readonly debits: Map<string, BankDebit>
  /** What nobody has taken yet, the oldest first. */
  readonly untold: Map<string, Notice>
}

/** Whose transfer, by the client's own key. */
export interface TransferName {
  readonly client: string
  readonly key: string
}

/** Opens a book on what has happened before. */
export function openBook(options: BookOptions, past: Iterable<BankEvent> = []): BankBook {
  const book: BankBook = {
    options,
    accounts: new Map(),
    transfers: new Map(),
    debits: new Map(),
    untold: new Map(),
  }
  for (const event of past) apply(book, event)
  return book
}

export function openAccount(book: BankBook, account: BankAccount): void {
  happen(book, { type: 'opened', account })
}

export function findTransfer(book: BankBook, name: TransferName): BankTransfer | undefined {
  return book.transfers.get(textOf(name))
}

/** Takes a transfer, to be carried out at the next hour; the same again gets it as it stands. */
export function takeTransfer(
  book: BankBook,
  order: TransferOrder,
  now: Date,
): Result<BankTransfer, { code: 'bank/contradiction' }> {
  const known = findTransfer(book, order)
  if (!known) {
    happen(book, { type: 'accepted', order, settlesAt: nextHour(now, book.options.settleHour) })
    return ok(transferOf(book, order))
  }
  const same = known.order === undefined || isDeepStrictEqual(known.order, order)
  return same ? ok(known) : refuse({ code: 'bank/contradiction' })
}

/** Stops a transfer, also one that has not come yet; at its hour it is too late. */
export function recallTransfer(
  book: BankBook,
  name: TransferName,
  now: Date,
): Result<BankTransfer, { code: 'bank/settled' }> {
  // At its hour it is carried out, however late the clerk comes to it.
  settleDue(book, now)
  const known = findTransfer(book, name)
  if (known?.state === 'settled') return refuse({ code: 'bank/settled' })
  if (!known || known.state === 'accepted') end(book, name, { state: 'recalled', at: now })
  return ok(transferOf(book, name))
}

/** Somebody pays cash in at the counter. */
export function payIn(book: BankBook, account: string, amount: bigint): void {
  happen(book, { type: 'paid_in', account, amount })
}

/** Takes money out of an account at once, or says why not; the same again gets the first answer. */
export function takeDebit(
  book: BankBook,
  order: Pick<BankDebit, 'client' | 'key' | 'from' | 'amount'>,
  now: Date,
): Result<BankDebit, { code: 'bank/contradiction' }> {
  const known = findDebit(book, order)
  if (known) {
    const same = isDeepStrictEqual(known.from, order.from) && known.amount === order.amount
    return same ? ok(known) : refuse({ code: 'bank/contradiction' })
  }
  const reason = whyNotDebited(book, order)
  const state = reason ? 'refused' : 'debited'
  const debit: BankDebit = { ...order, state, reason, at: now }
  happen(book, { type: 'debited', debit })
  return ok(debit)
}

export function findDebit(book: BankBook, name: TransferName): BankDebit | undefined {
  return book.debits.get(textOf(name))
}

function whyNotDebited(
  book: BankBook,
  { from, amount }: Pick<BankDebit, 'from' | 'amount'>,
): BankDebit['reason'] {
  const known = book.accounts.get(accountName(from))
  if (!known) return 'no_such_account'
  if (known.account.holder !== from.holder) return 'other_name'
  return known.balance < amount ? 'not_enough' : null
}

/** Credits or returns every transfer whose hour has come. */
export function settleDue(book: BankBook, now: Date): void {
  for (const transfer of dueTransfers(book, now)) {
    const reason = whyReturned(book, transfer)
    const { at } = transfer
    end(book, transfer, reason ? { state: 'returned', reason, at } : { state: 'settled', at })
  }
}

export function dueTransfers(book: BankBook, now: Date): BankTransfer[] {
  return [...book.transfers.values()].filter(
    (transfer) => transfer.state === 'accepted' && transfer.at <= now,
  )
}

export function markTold(book: BankBook, noticeId: string): void {
  happen(book, { type: 'told', noticeId })
}

export function creditsOf(book: BankBook, account: string): readonly Credit[] {
  return book.accounts.get(account)?.credits ?? []
}

function whyReturned(book: BankBook, { order }: BankTransfer): Notice['reason'] {
  const known = order && book.accounts.get(accountName(order.to))
  if (!known) return 'no_such_account'
  return known.account.holder === order.to.holder ? null : 'other_name'
}

function end(
  book: BankBook,
  { client, key }: TransferName,
  how: Pick<Notice, 'state' | 'at'> & { readonly reason?: Notice['reason'] },
): void {
  const noticeId = book.options.newId()
  const notice = { noticeId, client, key, reason: null, ...how }
  happen(book, { type: 'ended', notice })
}

function happen(book: BankBook, event: BankEvent): void {
  book.options.write(event)
  apply(book, event)
}

function apply(book: BankBook, event: BankEvent): void {
  switch (event.type) {
    case 'opened': {
      const { account } = event
      const known = book.accounts.get(accountName(account))
      const { credits = [], balance = 0n } = known ?? {}
      book.accounts.set(accountName(account), { account, credits, balance })
      break
    }
    case 'accepted': {
      const { order, settlesAt: at } = event
      const { client, key } = order
      const transfer = { client, key, order, at, state: 'accepted', reason: null } as const
      book.transfers.set(textOf(order), transfer)
      break
    }
    case 'ended': {
      const { client, key, state, reason, at } = event.notice
      const order = findTransfer(book, event.notice)?.order
      book.transfers.set(textOf(event.notice), { client, key, order, state, reason, at })
      book.untold.set(event.notice.noticeId, event.notice)
      if (state !== 'settled' || !order) break
      const known = book.accounts.get(accountName(order.to))
      known?.credits.push({ at, client, amount: order.amount })
      if (known) known.balance += order.amount
      break
    }
    case 'paid_in': {
      const known = book.accounts.get(event.account)
      if (known) known.balance += event.amount
      break
    }
    case 'debited': {
      const { debit } = event
      book.debits.set(textOf(debit), debit)
      const known = book.accounts.get(accountName(debit.from))
      if (known && debit.state === 'debited') known.balance -= debit.amount
      break
    }
    case 'told':
      book.untold.delete(event.noticeId)
  }
}

function transferOf(book: BankBook, name: TransferName): BankTransfer {
  const found = findTransfer(book, name)
  assert(found, 'a transfer is there after it was taken or stopped')
  return found
}

function textOf({ client, key }: TransferName): string {
  return `${client} ${key}`
}

/** The next time that it is so late in Japan. */
function nextHour(at: Date, hour: number): Date {
  const today = jstHour(at, 0, hour)
  return today > at ? today : jstHour(at, 1, hour)
}
