import type { Ctx } from '@modosu/kernel'
import { selectFindings } from './store/read.ts'

export interface Finding {
  readonly finding: string
  readonly subject: string
  readonly detail: string
}

/** After this many something is wrong enough. */
const FINDINGS_MAX = 1_000

/**
 * Rebuilds the ledger from its postings and lists everything that does not fit: counters, spans with
 * a gap or an overlap, units that do not sum to zero, conversions, clearing, what was given back,
 * and the chain of blocks. An empty list is a clean ledger.
 */
export async function verifyLedger(ctx: Ctx): Promise<Finding[]> {
  const rows = await selectFindings(ctx, FINDINGS_MAX)
  return rows.map(({ finding, subject, detail }) => ({ finding, subject, detail }))
}
