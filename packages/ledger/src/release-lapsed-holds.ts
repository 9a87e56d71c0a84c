import { amount, type Ctx } from '@modosu/kernel'
import { releaseHold } from './release-hold.ts'
import type { Span } from './span.ts'
import { type LapsedRow, selectLapsedHolds } from './store/obligations.ts'
import { perform } from './store/perform.ts'

export interface ReleasedHold {
  readonly holdKey: string
  readonly caseId: string
  readonly to: string
  readonly spans: readonly Span[]
}

/** One call ends at most this many holds. */
const HOLDS_MAX = 100

/**
 * Ends every hold whose time has come: what still lies in the case's account goes back to the
 * account that it was taken from. A unit whose date passed meanwhile lives on for `graceDays`.
 * Answers `more` when another call is needed. Doing it again changes nothing.
 */
export async function releaseLapsedHolds(
  ctx: Ctx,
  input: { readonly graceDays: number },
): Promise<{ released: ReleasedHold[]; more: boolean }> {
  const holds = new Map<string, LapsedRow[]>()
  for (const row of await selectLapsedHolds(ctx, HOLDS_MAX)) {
    holds.set(row.hold_key, [...(holds.get(row.hold_key) ?? []), row])
  }
  const released: ReleasedHold[] = []
  for (const rows of holds.values()) {
    for (const code of new Set(rows.map((row) => row.code))) {
      if (code === null) continue
      const taken = rows.filter((row) => row.code === code)
      released.push(await releaseTo(ctx, code, taken, input.graceDays))
    }
    await endHold(ctx, rows)
  }
  return { released, more: holds.size === HOLDS_MAX }
}

async function releaseTo(
  ctx: Ctx,
  code: string,
  rows: readonly LapsedRow[],
  graceDays: number,
): Promise<ReleasedHold> {
  const { holdKey, caseId, until } = holdOf(rows)
  const spans = rows.map((row) => ({
    pocketId: row.pocket_id ?? 0n,
    lo: row.lo ?? 0n,
    amount: amount(row.amount ?? 0n),
  }))
  const done = await releaseHold(ctx, {
    key: `lapse:${JSON.stringify([holdKey, code])}:${until}`,
    spans,
    to: code,
    who: { caseId },
    graceDays,
  })
  if (!done.ok) throw new Error(`a lapsed hold was not released: ${done.error.code}`)
  return { holdKey, caseId, to: code, spans }
}

/** A term without end: this hold will not be looked at again, unless somebody renews it. */
async function endHold(ctx: Ctx, rows: readonly LapsedRow[]): Promise<void> {
  const { holdKey, caseId, until } = holdOf(rows)
  const done = await perform(ctx, {
    verb: 'renew_hold',
    key: `end:${JSON.stringify([holdKey])}:${until}`,
    kind: 'end_hold',
    body: { holdKey, until: 'infinity' },
    who: { caseId },
  })
  if (!done.ok) throw new Error(`a lapsed hold was not ended: ${done.error.code}`)
}

function holdOf([first]: readonly LapsedRow[]) {
  if (first === undefined) throw new Error('a hold without a row')
  return { holdKey: first.hold_key, caseId: first.case_id, until: first.held_until.toISOString() }
}
