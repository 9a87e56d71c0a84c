import type { Ctx } from '@modosu/kernel'
import type { AccountDeps } from '../policy.ts'
import {
  listPressed,
  listSortedActions,
  listSortedChanges,
  listSuspectSessions,
  type StopRow,
} from '../store/stops.ts'
import { type LoadedTakeover, loadTakeoverFacts } from './load-takeover-facts.ts'
import type { MemberAction } from './member-action.ts'
import { type Interval, type SuspicionReason, workOutInterval } from './work-out-interval.ts'

export interface LoadedInterval extends LoadedTakeover {
  readonly actions: readonly MemberAction[]
  readonly interval: Interval
}

/**
 * The interval of a stopped account, with every press that was made since, and with what was done
 * in the company's other services. A stop lets nothing happen after it, so that this stays what it
 * is until the account is given back; from then on the decisions that were written down are what
 * counts.
 */
export async function loadInterval(
  ctx: Ctx,
  deps: AccountDeps,
  stop: StopRow,
): Promise<LoadedInterval> {
  const { memberId, at, caseId } = stop
  const pressed = await listPressed(ctx, caseId)
  const loaded = await loadTakeoverFacts(ctx, deps, { memberId, at, pressed })
  const { since } = loaded.facts
  const actions = (await deps.readActions?.(ctx, { memberId, since, until: at })) ?? []
  const interval = workOutInterval({ ...loaded.facts, actions })
  if (stop.givenBackAt === null) return { ...loaded, actions, interval }
  return { ...loaded, actions, interval: await asDecided(ctx, caseId, interval) }
}

async function asDecided(ctx: Ctx, caseId: string, interval: Interval): Promise<Interval> {
  const changes = await listSortedChanges(ctx, caseId)
  const actions = await listSortedActions(ctx, caseId)
  const suspects = await listSuspectSessions(ctx, caseId)
  return {
    ...interval,
    sorted: new Map([
      ...interval.sorted,
      ...changes.map(({ changeId, ...one }) => [changeId, one] as const),
      ...actions.map(({ actionId, ...one }) => [actionId, one] as const),
    ]),
    suspects: new Map(suspects.map((one) => [one.sessionId, one.reasons as SuspicionReason[]])),
  }
}
