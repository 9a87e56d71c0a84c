import type { Ctx } from '@modosu/kernel'

interface NumberRow extends Record<string, unknown> {
  case_id: string
  case_number: string
}

/** The public numbers of cases that this company has legs of. */
export async function caseNumbers(
  ctx: Ctx,
  caseIds: readonly string[],
): Promise<Map<string, string>> {
  if (caseIds.length === 0) return new Map()
  const found = await ctx.tx.query<NumberRow>(
    'select distinct case_id, case_number from recall.leg where case_id = any($1)',
    [caseIds],
  )
  return new Map(found.rows.map((row) => [row.case_id, row.case_number]))
}
