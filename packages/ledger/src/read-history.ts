import { assert, type Ctx } from '@modosu/kernel'
import type { Who } from './span.ts'
import { type HistoryRow, selectHistory } from './store/read.ts'

export interface HistoryEntry {
  readonly txnId: bigint
  readonly key: string
  readonly kind: string
  readonly effectiveAt: Date
  readonly who: Who
  readonly memo: Record<string, unknown> | undefined
  readonly counterparty: string
  /** What came in (positive) or went out (negative). */
  readonly amount: bigint
  readonly lots: readonly { readonly expiresAt: Date | undefined; readonly amount: bigint }[]
}

const ENTRIES_MAX = 500
const NO_BOUND = 9_223_372_036_854_775_807n

/** What happened to an account, newest first, with who did it. One entry a counterparty. */
export async function readHistory(
  ctx: Ctx,
  input: { readonly code: string; readonly before?: bigint | undefined; readonly limit: number },
): Promise<HistoryEntry[]> {
  assert(input.limit <= ENTRIES_MAX, `more than ${ENTRIES_MAX} entries in one page`)
  const rows = await selectHistory(ctx, input.code, input.before ?? NO_BOUND, input.limit)
  const entries = new Map<string, HistoryRow[]>()
  for (const row of rows) {
    const name = `${row.txn_id} ${row.counterparty}`
    entries.set(name, [...(entries.get(name) ?? []), row])
  }
  return [...entries.values()].map(entryOf)
}

function entryOf(rows: readonly HistoryRow[]): HistoryEntry {
  const first = rows[0]
  assert(first !== undefined, 'a history entry without a row')
  return {
    txnId: first.txn_id,
    key: first.key,
    kind: first.kind,
    effectiveAt: first.effective_at,
    who: {
      sessionId: first.session_id ?? undefined,
      deviceId: first.device_id ?? undefined,
      subject: first.subject ?? undefined,
      caseId: first.case_id ?? undefined,
    },
    memo: first.memo ?? undefined,
    counterparty: first.counterparty,
    amount: rows.reduce((sum, row) => sum + row.amount, 0n),
    lots: rows.map((row) => ({ expiresAt: row.expires_at ?? undefined, amount: row.amount })),
  }
}
