import { ok, refuse } from '@modosu/kernel'
import type { ChangeValue } from '../changes/change.ts'
import type { LoadedInterval } from '../interval/load-interval.ts'
import { openAfter, openBefore } from '../interval/load-takeover-facts.ts'
import type { Outcome } from '../outcome.ts'
import type { AccountDeps } from '../policy.ts'
import type { ChangeRow } from '../store/changes.ts'

/** What the verified owner says about the review; what he says nothing about stays as sorted. */
export interface Words {
  /** Changes, sign-ins and actions that are his although they were sorted out or unsure. */
  readonly kept: readonly string[]
  /** What was sorted as his and is not. */
  readonly disowned: readonly string[]
}

/** A change with what the owner and the records say about it. */
export interface DecidedChange {
  readonly row: ChangeRow
  readonly unit: string
  readonly kept: boolean
  readonly before: ChangeValue[keyof ChangeValue]
  readonly after: ChangeValue[keyof ChangeValue]
}

/** A sign-in or an action, decided in the same way. */
export interface DecidedAction {
  readonly actionId: string
  readonly kind: string
  readonly kept: boolean
}

export interface Decision {
  readonly changes: readonly DecidedChange[]
  readonly actions: readonly DecidedAction[]
  /** Sessions in which nothing is the owner's: what left in them comes back. */
  readonly theirSessions: readonly string[]
  readonly ownSessions: readonly string[]
}

/**
 * Puts the owner's words over the sorting. A word about a sign-in speaks for all that was done in
 * it, but for what he names itself; a change that he takes as his makes its sign-in his where
 * nothing else in it is somebody else's.
 *
 * Refuses: `account/unknown_change` with the place of the first id that is not in the review.
 */
export function decide(deps: AccountDeps, loaded: LoadedInterval, words: Words): Outcome<Decision> {
  const strange = findStrange(loaded, words)
  if (strange !== undefined) {
    const errors = [{ pointer: `/body/${strange}`, reason: 'is not in the review' }]
    return refuse({ code: 'account/unknown_change', errors })
  }
  const isKept = keeper(loaded, words)
  const changes = loaded.changes.map((row): DecidedChange => {
    const before = openBefore(deps, row, row.field)
    const after = openAfter(deps, row, row.field)
    const kept = isKept(row.changeId, row.sessionId)
    return { row, unit: `${row.field} ${row.itemId}`, kept, before, after }
  })
  const own = ownSessions(loaded, { words, changes, isKept })
  const signIns = loaded.sessions.map(({ sessionId }) => ({
    actionId: sessionId,
    kind: 'sign_in',
    kept: own.has(sessionId),
  }))
  const actions = loaded.actions.map(({ actionId, kind, sessionId }) => ({
    actionId,
    kind,
    kept: isKept(actionId, sessionId),
  }))
  return ok({
    changes,
    actions: [...signIns, ...actions],
    theirSessions: loaded.sessions.map((one) => one.sessionId).filter((id) => !own.has(id)),
    ownSessions: [...own],
  })
}

function findStrange(loaded: LoadedInterval, words: Words): string | undefined {
  for (const list of ['kept', 'disowned'] as const) {
    const strange = words[list].findIndex((id) => !loaded.interval.sorted.has(id))
    if (strange !== -1) return `${list}/${strange}`
  }
  return undefined
}

type IsKept = (id: string, sessionId: string | null) => boolean

function keeper({ interval }: LoadedInterval, words: Words): IsKept {
  const kept = new Set(words.kept)
  const disowned = new Set(words.disowned)
  return (id, sessionId) => {
    if (kept.has(id)) return true
    if (disowned.has(id)) return false
    if (sessionId !== null && kept.has(sessionId)) return true
    if (sessionId !== null && disowned.has(sessionId)) return false
    return interval.sorted.get(id)?.sorted === 'yours'
  }
}

function ownSessions(
  loaded: LoadedInterval,
  decided: { words: Words; changes: readonly DecidedChange[]; isKept: IsKept },
): Set<string> {
  const { words, changes, isKept } = decided
  const named = new Set([...words.kept, ...words.disowned])
  const taken = new Set<string>()
  for (const { row, kept } of changes) {
    if (kept && row.sessionId !== null) taken.add(row.sessionId)
  }
  for (const { row, kept } of changes)
    if (!kept && row.sessionId !== null) taken.delete(row.sessionId)
  const own = loaded.sessions
    .map((session) => session.sessionId)
    .filter((id) => isKept(id, id) || (!named.has(id) && taken.has(id)))
  return new Set(own)
}
