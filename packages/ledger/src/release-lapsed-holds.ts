import { amount, type Ctx } from '@modosu/kernel'
import { releaseHold } from './release-hold.ts'
import type { Span } from './span.ts'
import { type LapsedRow, selectLapsedHolds } from './store/obligations.ts'

export interface ReleasedHold {
  readonly holdKey: string
  readonly caseId: string
  readonly to: string
  readonly spans: readonly Span[]
}

/** One call lets go of at most this many holds. */
const HOLDS_MAX = 100

/**
 * Lets go of every hold whose end has come: what still lies in the case's account goes back to the
 * account that it was taken from. A unit whose date passed meanwhile lives on for `graceDays`.
 * Doing it again changes nothing.
 */
export async function releaseLapsedHolds(
  ctx: Ctx,
  input: { readonly graceDays: number },
): Promise<ReleasedHold[]> {
  const groups = new Map<string, LapsedRow[]>()
  for (const row of await selectLapsedHolds(ctx, HOLDS_MAX)) {
    const name = JSON.stringify([row.hold_key, row.code])
    groups.set(name, [...(groups.get(name) ?? []), row])
  }
  const released: ReleasedHold[] = []
  for (const [name, rows] of groups) {
    const first = rows[0]
    if (first === undefined) continue
    const spans = rows.map((row) => ({
      pocketId: row.pocket_id,
      lo: row.lo,
      amount: amount(row.amount),
    }))
    const done = await releaseHold(ctx, {
      key: `lapse:${name}:${first.held_until.toISOString()}`,
      spans,
      to: first.code,
      who: { caseId: first.case_id },
      graceDays: input.graceDays,
    })
    if (!done.ok) throw new Error(`a lapsed hold was not released: ${done.error.code}`)
    released.push({ holdKey: first.hold_key, caseId: first.case_id, to: first.code, spans })
  }
  return released
}
