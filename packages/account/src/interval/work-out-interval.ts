import type { ChangeField } from '../changes/change.ts'
import { NEW_DEVICE_MS } from '../limits.ts'
import { visitFinder } from './index-facts.ts'
import { type Sorting, sortVisits } from './sort-visits.ts'
import { type Sorted, type SortReason, theirs, unsure, yours } from './sorting.ts'
import type { ChangeFact, TakeoverFacts } from './takeover-facts.ts'
import { isNewAt, isOwners, type Visit } from './visits.ts'

export type SuspicionReason = SortReason | `new_device_changed_${ChangeField}`

/** The takeover as far as the records tell. */
export interface Interval {
  readonly firstEventAt: Date | null
  /** `machine` when the records alone show a takeover; `press` when only somebody says so. */
  readonly evidence: 'press' | 'machine'
  readonly reasons: readonly SuspicionReason[]
  /** Sessions that may not be the owner's: what left in them is held until he has said. */
  readonly suspects: ReadonlyMap<string, readonly SuspicionReason[]>
  /** Every change, sign-in and action, by its id. */
  readonly sorted: ReadonlyMap<string, Sorted>
}

/**
 * Works out since when and in which sessions somebody else was in the account, and sorts everything
 * that was done. By session and device, never by time alone: what the owner did in between on his
 * own devices stays his. {@link sortVisits} says what is certain.
 */
export function workOutInterval(facts: TakeoverFacts): Interval {
  const sorting = sortVisits(facts)
  const sorted = new Map<string, Sorted>()
  for (const change of facts.changes) sorted.set(change.changeId, sortChange(change, sorting))
  for (const visit of sorting.visits.filter((one) => one.isBegin)) {
    sorted.set(visit.sessionId ?? '', sorting.sorted.get(visit.visitId) ?? yours('known_device'))
  }
  const at = visitFinder(sorting.visits)
  for (const action of facts.actions) {
    const visit = at(action)
    const found = visit && sorting.sorted.get(visit.visitId)
    sorted.set(action.actionId, found ?? yours('known_device'))
  }
  const firstEventAt = findFirstEvent(sorting)
  const suspects = findSuspects(sorting, firstEventAt)
  const named = facts.changes.flatMap((change) => namedSuspicion(change, sorting, sorted))
  const reasons = new Set([...named, ...[...suspects.values()].flat()])
  for (const { changeId } of facts.changes) {
    const one = sorted.get(changeId)
    if (one && one.sorted !== 'yours') reasons.add(one.reason)
  }
  return {
    firstEventAt,
    evidence: hasMachineEvidence(sorting, sorted) ? 'machine' : 'press',
    reasons: [...reasons].sort(),
    suspects,
    sorted,
  }
}

function sortChange(change: ChangeFact, sorting: Sorting): Sorted {
  if (change.madeBy === 'staff') return yours('made_by_desk')
  if (change.madeBy === 'give_back') return sortGiveBack(change, sorting)
  const visit = sorting.visitOfChange.get(change.changeId)
  const found = visit && sorting.sorted.get(visit.visitId)
  // Its session began before all that is looked at.
  if (!found) {
    const device = sorting.devices.get(change.deviceId ?? '')
    const isHome = isOwners(sorting.facts, device)
    return isHome ? yours('known_device') : unsure('device_not_known_long')
  }
  return found.reason === 'pressed_session' && sorting.facts.pressed.changes.has(change.changeId)
    ? theirs('pressed_not_me')
    : found
}

/** An earlier giving back is looked at only where what was kept in it is pressed. */
function sortGiveBack(change: ChangeFact, { firstAt }: Sorting): Sorted {
  const isAfter = firstAt !== undefined && change.at >= firstAt
  return isAfter ? unsure('after_first_event') : yours('made_at_give_back')
}

/**
 * From when on nothing counts as the owner's proof. On the safe side: also what only may have been
 * somebody else's, since a phone that was planted then must not open the account now.
 */
function findFirstEvent(sorting: Sorting): Date | null {
  const { facts, visits, sorted, changesOfVisit: changed } = sorting
  const newest = facts.at.getTime() - NEW_DEVICE_MS
  const suspicious = visits.filter((visit) => {
    const one = sorted.get(visit.visitId)?.sorted
    return one === 'theirs' || (one === 'unsure' && changed.has(visit.visitId))
  })
  const lately = visits.filter(
    (visit) => sorted.get(visit.visitId)?.sorted === 'unsure' && visit.from.getTime() > newest,
  )
  const times = (suspicious.length > 0 ? suspicious : lately).map((visit) =>
    beginOf(visit, sorting),
  )
  for (const change of facts.changes) {
    if (facts.pressed.changes.has(change.changeId)) times.push(change.at.getTime())
  }
  return times.length === 0 ? null : new Date(Math.min(...times))
}

/** The look around of the day before counts too. */
function beginOf(visit: Visit, { devices }: Sorting): number {
  const device = devices.get(visit.deviceId)
  const from = visit.from.getTime()
  return visit.home || !device ? from : Math.min(from, device.firstSeenAt.getTime())
}

function findSuspects(
  { visits, sorted, facts }: Sorting,
  firstEventAt: Date | null,
): Map<string, SuspicionReason[]> {
  const suspects = new Map<string, Set<SuspicionReason>>()
  for (const visit of visits) {
    const one = sorted.get(visit.visitId)
    if (visit.sessionId === null || !one || one.sorted === 'yours') continue
    const isBefore = firstEventAt === null || visit.from < firstEventAt
    if (one.sorted === 'unsure' && isBefore) continue
    const reasons = suspects.get(visit.sessionId) ?? new Set()
    suspects.set(visit.sessionId, reasons.add(one.reason))
  }
  const begun = facts.sessions.map((session) => session.sessionId)
  return new Map(
    begun.flatMap((id) => {
      const reasons = suspects.get(id)
      return reasons ? [[id, [...reasons].sort()] as const] : []
    }),
  )
}

/** What a new device changed, each by its name: the first thing a desk looks at. */
function namedSuspicion(
  change: ChangeFact,
  sorting: Sorting,
  sorted: ReadonlyMap<string, Sorted>,
): SuspicionReason[] {
  return isNewDevicesChange(change, sorting, sorted) ? [`new_device_changed_${change.field}`] : []
}

function isNewDevicesChange(
  change: ChangeFact,
  { facts, devices }: Sorting,
  sorted: ReadonlyMap<string, Sorted>,
): boolean {
  if (change.madeBy !== 'member' || sorted.get(change.changeId)?.sorted === 'yours') return false
  const device = devices.get(change.deviceId ?? '')
  return !isOwners(facts, device) && isNewAt(device, change.at)
}

function hasMachineEvidence(sorting: Sorting, sorted: ReadonlyMap<string, Sorted>): boolean {
  return sorting.facts.changes.some(
    (change) =>
      sorted.get(change.changeId)?.reason === 'reset_by_changed_address' ||
      isNewDevicesChange(change, sorting, sorted),
  )
}
