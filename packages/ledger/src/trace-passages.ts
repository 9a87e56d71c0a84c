import { type Amount, amount, assert, type Ctx } from '@modosu/kernel'
import type { Span } from './span.ts'
import { selectPassages } from './store/trace.ts'

/** A piece of an asked span, and an escrow that it went through. */
export interface Passage {
  /** The place of the asked span in the request. */
  readonly originIndex: number
  /** The piece in the terms of the asked span: `[originLo, originLo + amount)` of its pocket. */
  readonly originLo: bigint
  readonly amount: Amount
  readonly accountCode: string
}

/** More passages than this do not fit one answer. */
const PASSAGES_MAX = 200_000

/**
 * Every escrow that pieces of the spans went through on their way to where `traceForward` finds
 * them, the account of a span itself included: came in and left for another account. What still
 * lies in an escrow has not passed it. A piece is named once an account, however often it passed,
 * and once for each account that it passed. Only inside this ledger: what left for a neighbour is
 * asked of him. In the order of the request and of the units; reads only.
 */
export async function tracePassages(
  ctx: Ctx,
  input: { readonly spans: readonly Span[] },
): Promise<Passage[]> {
  if (input.spans.length === 0) return []
  const rows = await selectPassages(ctx, input.spans, PASSAGES_MAX + 1)
  assert(rows.length <= PASSAGES_MAX, `the spans passed through more than ${PASSAGES_MAX} escrows`)
  return rows.map((row) => ({
    originIndex: Number(row.ord) - 1,
    originLo: row.origin_lo,
    amount: amount(row.amount),
    accountCode: row.code,
  }))
}
