import type { Ctx } from '@modosu/kernel'
import type { AccountDeps } from '../policy.ts'
import {
  listPressedChanges,
  listSortedChanges,
  listSuspectSessions,
  type StopRow,
} from '../store/stops.ts'
import { type LoadedTakeover, loadTakeoverFacts } from './load-takeover-facts.ts'
import { type Interval, type SuspicionReason, workOutInterval } from './work-out-interval.ts'

/**
 * The interval of a stopped account, with every press that was made since. A stop lets nothing
 * happen after it, so that this stays what it is until the account is given back; from then on the
 * decisions that were written down are what counts.
 */
export async function loadInterval(
  ctx: Ctx,
  deps: AccountDeps,
  stop: StopRow,
): Promise<LoadedTakeover & { interval: Interval }> {
  const pressed = new Set(await listPressedChanges(ctx, stop.caseId))
  const about = { memberId: stop.memberId, at: stop.at, pressed }
  const loaded = await loadTakeoverFacts(ctx, deps, about)
  const interval = workOutInterval(loaded.facts)
  if (stop.givenBackAt === null) return { ...loaded, interval }
  const sorted = await listSortedChanges(ctx, stop.caseId)
  const suspects = await listSuspectSessions(ctx, stop.caseId)
  return {
    ...loaded,
    interval: {
      ...interval,
      sorted: new Map(sorted.map(({ changeId, ...one }) => [changeId, one])),
      suspects: new Map(suspects.map((one) => [one.sessionId, one.reasons as SuspicionReason[]])),
    },
  }
}
