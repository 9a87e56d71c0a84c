import { type Amount, amount, type Ctx, type Words } from '@modosu/kernel'
import { type HistoryEntry, readHistory } from '@modosu/ledger'
import type { PointsKind } from './grant-points.ts'
import { pointsAccountOf } from './points-account.ts'
import { readEarnedAt } from './store/earning.ts'
import { readDisowned } from './store/notice.ts'
import { readRemarks } from './store/points.ts'
import { readUsedAt } from './store/use.ts'

/** What happened to points, in the words of a history. */
export type PointsEntryKind =
  | 'granted'
  | 'earned'
  | 'taken_back'
  | 'used'
  | 'refunded'
  | 'converted'
  | 'exchanged'
  | 'exchange_stopped'
  | 'received'
  | 'expired'
  | 'held'
  | 'released'
  | 'returned'
  | 'moved'

/** One line of a member's history. */
export interface PointsEntry {
  readonly entryId: string
  readonly at: Date
  readonly kind: PointsEntryKind
  readonly direction: 'in' | 'out'
  readonly amount: Amount
  /** Why they were given; null for what was not given. */
  readonly remark: string | null
  /** Where they were earned or used; null for what happened nowhere. */
  readonly place: Words | null
  /** The member has said that it was not he. */
  readonly disowned: boolean
  readonly lots: readonly {
    readonly kind: PointsKind
    readonly amount: Amount
    /** Of limited points; regular ones follow the member's one date. */
    readonly expiresAt: Date | null
  }[]
  /** The case that held, released or returned them. */
  readonly caseId: string | null
  readonly sessionId: string | null
  readonly deviceId: string | null
}

export interface PointsHistory {
  readonly entries: readonly PointsEntry[]
  /** Where the next, older page begins; null at the end. */
  readonly next: bigint | null
}

const KEY = /^points\.(?:grant|earning|settled|taken_back|use|conversion):(.+)$/

/** Reads what happened to a member's points, newest first, page by page. */
export async function readPointsHistory(
  ctx: Ctx,
  input: { readonly memberId: string; readonly before?: bigint; readonly limit: number },
): Promise<PointsHistory> {
  const { memberId, before, limit } = input
  const code = pointsAccountOf(memberId)
  // One more transaction than shown tells whether there is an older page.
  const read = await readHistory(ctx, { code, before, limit: limit + 1 })
  const pages = [...new Set(read.map((entry) => entry.txnId))].slice(0, limit)
  const last = pages.at(-1)
  const shown = read.filter((entry) => last !== undefined && entry.txnId >= last)
  const known = await readWhy(ctx, memberId, shown)
  return {
    entries: shown.map((entry) => entryOf(entry, known)),
    next: shown.length < read.length ? (last ?? null) : null,
  }
}

/** What the tables know of entries besides what the ledger says. */
interface Why {
  readonly remarks: ReadonlyMap<string, string>
  readonly places: ReadonlyMap<string, Words>
  readonly disowned: ReadonlySet<string>
}

async function readWhy(ctx: Ctx, memberId: string, shown: readonly HistoryEntry[]): Promise<Why> {
  const ids = shown.map(idOf)
  const places = new Map([...(await readEarnedAt(ctx, ids)), ...(await readUsedAt(ctx, ids))])
  const entryIds = shown.map(entryIdOf)
  return {
    remarks: await readRemarks(ctx, ids),
    places,
    disowned: await readDisowned(ctx, { memberId, entryIds }),
  }
}

/** What a key of this service names after its kind: a grant, an order. */
function idOf({ key }: HistoryEntry): string {
  return KEY.exec(key)?.[1] ?? ''
}

function entryIdOf(entry: HistoryEntry): string {
  return `${entry.txnId}.${kindOf(entry)}`
}

function entryOf(entry: HistoryEntry, why: Why): PointsEntry {
  return {
    entryId: entryIdOf(entry),
    at: entry.effectiveAt,
    kind: kindOf(entry),
    direction: entry.amount > 0n ? 'in' : 'out',
    amount: size(entry.amount),
    remark: why.remarks.get(idOf(entry)) ?? null,
    place: why.places.get(idOf(entry)) ?? null,
    disowned: why.disowned.has(entryIdOf(entry)),
    lots: entry.lots.map((lot) => ({
      kind: lot.expiresAt ? 'limited' : 'regular',
      amount: size(lot.amount),
      expiresAt: lot.expiresAt ?? null,
    })),
    caseId: entry.who.caseId ?? null,
    sessionId: entry.who.sessionId ?? null,
    deviceId: entry.who.deviceId ?? null,
  }
}

function size(signed: bigint): Amount {
  return amount(signed < 0n ? -signed : signed)
}

/**
 * Names a line by whom the points came from or went to. The transaction alone does not tell it: a
 * conversion also takes out what had expired before it.
 */
function kindOf(entry: HistoryEntry): PointsEntryKind {
  const isIn = entry.amount > 0n
  switch (entry.counterparty.replace(/:.*/, '')) {
    case 'issuer':
      return 'granted'
    case 'conversion':
      return isIn ? 'returned' : 'converted'
    case 'pending':
      return 'earned'
    case 'clawback':
      return 'taken_back'
    case 'escrow':
      return isIn ? 'refunded' : 'used'
    case 'exchange':
      return isIn ? 'exchange_stopped' : 'exchanged'
    case 'clearing':
      return 'received'
    case 'breakage':
      return isIn ? 'returned' : 'expired'
    case 'held':
      return !isIn ? 'held' : entry.kind === 'release' ? 'released' : 'returned'
    case 'returned':
      return 'returned'
    default:
      return 'moved'
  }
}
