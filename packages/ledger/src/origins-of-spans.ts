import { amount, type Ctx } from '@modosu/kernel'
import type { Span } from './span.ts'
import { selectOrigins } from './store/origins.ts'

/** A piece of an asked span, with the account that the units were in. */
export interface SpanOrigin {
  readonly span: Span
  readonly accountCode: string
  readonly unit: string
  /** Given back once: no loss any more, and never given back again. */
  readonly givenBack: boolean
}

/**
 * Whose the asked units were, and which of them were given back already. The pieces of each span add
 * up to it and come in the order of the request. Reads only.
 */
export async function originsOfSpans(
  ctx: Ctx,
  input: { readonly spans: readonly Span[] },
): Promise<SpanOrigin[]> {
  if (input.spans.length === 0) return []
  const rows = await selectOrigins(ctx, input.spans)
  return rows.map((row) => ({
    span: {
      pocketId: input.spans[Number(row.ord) - 1]?.pocketId ?? 0n,
      lo: row.lo,
      amount: amount(row.amount),
    },
    accountCode: row.code,
    unit: row.unit,
    givenBack: row.given_back,
  }))
}
