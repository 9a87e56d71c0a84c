import { type Amount, amount, assert, type Ctx } from '@modosu/kernel'
import { totalOf } from './moved-spans.ts'
import type { AccountKind } from './open-account.ts'
import type { Span } from './span.ts'
import { selectTrace, type TraceRow } from './store/trace.ts'

/** A piece of an asked span and where it ends. */
export interface TraceEnd {
  /** The place of the asked span in the request. */
  readonly originIndex: number
  /** The piece in the terms of the asked span: `[originLo, originLo + amount)` of its pocket. */
  readonly originLo: bigint
  readonly amount: Amount
  readonly span: Span
  readonly accountCode: string
  readonly accountKind: AccountKind
  readonly unit: string
  readonly owner: string | undefined
  /** How many postings lie between. */
  readonly depth: number
  /**
   * Forward: `live` can be taken, `sunk` lies in a sink, `onward` left to a neighbour. Backward:
   * `issued` here, or `arrived` from a neighbour.
   */
  readonly end: 'live' | 'sunk' | 'onward' | 'issued' | 'arrived'
  readonly neighbour: string | undefined
  readonly transferId: string | undefined
  /** Where in the transfer the piece begins. */
  readonly transferLo: bigint | undefined
}

export interface TraceInput {
  readonly spans: readonly Span[]
  /** How many ends the caller can use; a trace with more is a fault, never a silent cut. */
  readonly limit?: number
}

/** A trace with more ends than this does not fit one answer. */
const ENDS_MAX = 200_000

/**
 * Where the asked units are now, exactly, hop by hop, conversions crossed. The ends of each span add
 * up to it. Reads only; the same at any time for the same history.
 */
export function traceForward(ctx: Ctx, input: TraceInput): Promise<TraceEnd[]> {
  return trace(ctx, 'forward', input)
}

/** Where the asked units came from: issued here, or arrived from a neighbour. Adds up, reads only. */
export function traceBackward(ctx: Ctx, input: TraceInput): Promise<TraceEnd[]> {
  return trace(ctx, 'backward', input)
}

async function trace(
  ctx: Ctx,
  direction: 'forward' | 'backward',
  input: TraceInput,
): Promise<TraceEnd[]> {
  if (input.spans.length === 0) return []
  const limit = input.limit ?? ENDS_MAX
  const rows = await selectTrace(ctx, direction, input.spans, limit + 1)
  assert(rows.length <= limit, `the trace has more than ${limit} ends`)
  const ends = rows.map(endOf)
  assert(
    ends.reduce((sum, end) => sum + end.amount, 0n) === totalOf(input.spans),
    'the ends of a trace do not add up to what was asked',
  )
  return ends
}

function endOf(row: TraceRow): TraceEnd {
  return {
    originIndex: Number(row.ord) - 1,
    originLo: row.origin_lo,
    amount: amount(row.amount),
    span: { pocketId: row.pocket_id, lo: row.lo, amount: amount(row.amount) },
    accountCode: row.code,
    accountKind: row.kind as AccountKind,
    unit: row.unit,
    owner: row.owner ?? undefined,
    depth: row.depth,
    end: row.ends,
    neighbour: row.neighbour ?? undefined,
    transferId: row.transfer_id ?? undefined,
    transferLo: row.transfer_id === null ? undefined : (row.transfer_lo ?? undefined),
  }
}
