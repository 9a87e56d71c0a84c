import { INTERVAL_PAGE_ROWS, INTERVAL_ROWS_MAX } from '../limits.ts'

/** Rows oldest first, and whether they are all that there are. */
export interface Pages<Row> {
  readonly rows: Row[]
  readonly complete: boolean
}

/**
 * Reads a history in pages, the newest first. Whoever fills one with thousands of rows pushes out the
 * oldest of all, long before he came, and never what he did last; that something is left out is said.
 */
export async function readPages<Row>(
  readPage: (before: Row | undefined, limit: number) => Promise<Row[]>,
): Promise<Pages<Row>> {
  const rows: Row[] = []
  while (rows.length < INTERVAL_ROWS_MAX) {
    const page = await readPage(rows.at(-1), INTERVAL_PAGE_ROWS)
    rows.push(...page)
    if (page.length < INTERVAL_PAGE_ROWS) return { rows: rows.reverse(), complete: true }
  }
  return { rows: rows.reverse(), complete: false }
}
