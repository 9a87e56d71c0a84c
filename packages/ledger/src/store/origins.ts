import type { Ctx } from '@modosu/kernel'
import { type Span, spanColumns } from '../span.ts'

export interface OriginRow {
  readonly [column: string]: unknown
  readonly ord: bigint
  readonly lo: bigint
  readonly amount: bigint
  readonly code: string
  readonly unit: string
  readonly given_back: boolean
}

export async function selectOrigins(ctx: Ctx, spans: readonly Span[]): Promise<OriginRow[]> {
  const { rows } = await ctx.tx.query<OriginRow>(
    `select ord, lo, amount, code, unit, given_back from ledger.origins_of($1, $2, $3)
     order by ord, lo`,
    spanColumns(spans),
  )
  return rows
}
