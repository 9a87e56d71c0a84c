import type { Ctx } from '@modosu/kernel'
import { type Span, spanColumns } from '../span.ts'

export interface TraceRow {
  readonly [column: string]: unknown
  readonly ord: bigint
  readonly origin_lo: bigint
  readonly amount: bigint
  readonly pocket_id: bigint
  readonly lo: bigint
  readonly code: string
  readonly kind: string
  readonly unit: string
  readonly owner: string | null
  readonly neighbour: string | null
  readonly ends: 'live' | 'sunk' | 'onward' | 'issued' | 'arrived'
  readonly depth: number
  readonly transfer_id: string | null
  readonly transfer_lo: bigint | null
}

const COLUMNS = `ord, origin_lo, amount, pocket_id, lo, code, kind, unit, owner, neighbour, ends,
  depth, transfer_id, transfer_lo`

export async function selectTrace(
  ctx: Ctx,
  direction: 'forward' | 'backward',
  spans: readonly Span[],
  limit: number,
): Promise<TraceRow[]> {
  const { rows } = await ctx.tx.query<TraceRow>(
    `select ${COLUMNS} from ledger.trace_${direction}($1, $2, $3, $4) order by ord, origin_lo`,
    [...spanColumns(spans), limit],
  )
  return rows
}

export interface WalkRow {
  readonly [column: string]: unknown
  readonly ord: bigint
  readonly origin_lo: bigint
  readonly pocket_id: bigint
  readonly lo: bigint
  readonly hi: bigint
  readonly depth: number
}

/** Every place that the spans passed through, not only the ends. */
export async function selectWalk(ctx: Ctx, spans: readonly Span[]): Promise<WalkRow[]> {
  const { rows } = await ctx.tx.query<WalkRow>(
    `select ord, origin_lo, pocket_id, lo, hi, depth from ledger.walk_forward($1, $2, $3)`,
    spanColumns(spans),
  )
  return rows
}

export interface PassageRow {
  readonly [column: string]: unknown
  readonly ord: bigint
  readonly origin_lo: bigint
  readonly amount: bigint
  readonly code: string
}

export async function selectPassages(
  ctx: Ctx,
  spans: readonly Span[],
  limit: number,
): Promise<PassageRow[]> {
  const { rows } = await ctx.tx.query<PassageRow>(
    'select ord, origin_lo, amount, code from ledger.passages_of($1, $2, $3, $4)',
    [...spanColumns(spans), limit],
  )
  return rows
}

export interface SpanRow {
  readonly [column: string]: unknown
  readonly txn_id: bigint
  readonly pocket_id: bigint
  readonly lo: bigint
  readonly amount: bigint
}

export async function selectSpansBySessions(
  ctx: Ctx,
  sessionIds: readonly string[],
  owner: string,
): Promise<SpanRow[]> {
  const { rows } = await ctx.tx.query<SpanRow>(
    'select txn_id, pocket_id, lo, amount from ledger.spans_by_sessions($1, $2)',
    [sessionIds, owner],
  )
  return rows
}

export interface TransferSpanRow {
  readonly [column: string]: unknown
  readonly lo: bigint
  readonly amount: bigint
  readonly pocket_id: bigint
  readonly pocket_lo: bigint
}

export async function selectSpansOfTransfer(
  ctx: Ctx,
  transferId: string,
  direction: 'out' | 'in',
  lo: bigint,
  amount: bigint,
): Promise<TransferSpanRow[]> {
  const { rows } = await ctx.tx.query<TransferSpanRow>(
    `select lo, amount, pocket_id, pocket_lo
     from ledger.spans_of_transfer($1, $2, $3, $4) order by lo`,
    [transferId, direction, lo, amount],
  )
  return rows
}

export interface TxnSpanRow extends SpanRow {
  readonly dst_pocket_id: bigint
  readonly dst_lo: bigint
  readonly code: string
  readonly dst_code: string
}

/** In the order in which they were spent: the soonest expiry first. */
export async function selectSpansOfTxn(ctx: Ctx, key: string): Promise<TxnSpanRow[]> {
  const { rows } = await ctx.tx.query<TxnSpanRow>(
    `select txn_id, pocket_id, lo, dst_pocket_id, dst_lo, amount, code, dst_code
     from ledger.spans_of_txn($1)`,
    [key],
  )
  return rows
}

export interface LotOriginRow {
  readonly [column: string]: unknown
  readonly ord: bigint
  readonly asked_lo: bigint
  readonly amount: bigint
  readonly pocket_id: bigint
  readonly lo: bigint
}

export async function selectLotOrigins(ctx: Ctx, spans: readonly Span[]): Promise<LotOriginRow[]> {
  const { rows } = await ctx.tx.query<LotOriginRow>(
    `select ord, asked_lo, amount, pocket_id, lo from ledger.lot_origins($1, $2, $3)
     order by ord, asked_lo`,
    spanColumns(spans),
  )
  return rows
}

export interface LivePartRow {
  readonly [column: string]: unknown
  readonly ord: bigint
  readonly asked_lo: bigint
  readonly pocket_id: bigint
  readonly lo: bigint
  readonly amount: bigint
}

/** What of the spans has not left its account. */
export async function selectLiveParts(ctx: Ctx, spans: readonly Span[]): Promise<LivePartRow[]> {
  const { rows } = await ctx.tx.query<LivePartRow>(
    `select ord, asked_lo, pocket_id, lo, amount from ledger.live_parts($1, $2, $3)
     order by ord, asked_lo`,
    spanColumns(spans),
  )
  return rows
}
