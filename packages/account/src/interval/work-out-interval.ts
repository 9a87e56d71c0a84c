import type { ChangeField, ChangeMaker } from '../changes/change.ts'
import { EMAIL_THEN_PASSWORD_MS, NEW_DEVICE_MS } from '../limits.ts'

export interface DeviceFact {
  readonly deviceId: string
  readonly firstSeenAt: Date
  /** The device of the sign-up, or one that a verified owner vouched for. */
  readonly trusted: boolean
}

export interface SessionFact {
  readonly sessionId: string
  readonly deviceId: string
  readonly begunAt: Date
}

export interface ChangeFact {
  readonly changeId: string
  readonly field: ChangeField
  readonly madeBy: ChangeMaker
  readonly at: Date
  readonly sessionId: string | null
  readonly deviceId: string | null
  /** The address that the reset was mailed to. */
  readonly viaAddressId: string | null
}

/** What is known of an account when somebody says "that was not me". */
export interface TakeoverFacts {
  readonly at: Date
  /** Devices first seen before this are the owner's. */
  readonly since: Date
  readonly devices: readonly DeviceFact[]
  readonly sessions: readonly SessionFact[]
  /** In the order they took effect. */
  readonly changes: readonly ChangeFact[]
  /** Which change made an address the present one. */
  readonly addressSetBy: ReadonlyMap<string, string>
  /** Changes whose undo link was pressed. */
  readonly pressed: ReadonlySet<string>
}

export type SuspicionReason =
  | 'new_device'
  | 'new_device_changed_email'
  | 'new_device_changed_password'
  | 'new_device_changed_login_id'
  | 'new_device_changed_delivery_address'
  | 'new_device_changed_recovery_code'
  | 'email_then_password'
  | 'reset_by_changed_address'
  | 'pressed_not_me'
  | 'after_first_event'

export type SortReason =
  | 'pressed_not_me'
  | 'same_session_as_pressed'
  | 'reset_by_changed_address'
  | 'reset_by_own_address'
  | 'new_device'
  | 'after_first_event'
  | 'device_not_known_long'
  | 'known_device'
  | 'made_by_desk'
  | 'made_at_give_back'

export interface Sorted {
  readonly sorted: 'yours' | 'theirs' | 'unsure'
  readonly reason: SortReason
}

/** The takeover as far as sessions and devices tell. */
export interface Interval {
  readonly firstEventAt: Date | null
  /** `machine` when the records alone show a takeover; `press` when only somebody says so. */
  readonly evidence: 'press' | 'machine'
  readonly reasons: readonly SuspicionReason[]
  /** Sessions that are thought not to be the owner's. */
  readonly suspects: ReadonlyMap<string, readonly SuspicionReason[]>
  readonly sorted: ReadonlyMap<string, Sorted>
}

type Suspects = Map<string, Set<SuspicionReason>>

/**
 * Works out since when and in which sessions somebody else was in the account. By session and
 * device, never by time alone: what the owner did in between on his own devices stays his.
 *
 * A device is suspect when it was first seen within the lookback and changed something guarded; so
 * is every device that came up after the first suspect event, and the session of a change that was
 * pressed. With none of these, devices first seen in the last 72 hours are.
 */
export function workOutInterval(facts: TakeoverFacts): Interval {
  const devices = new Map(facts.devices.map((device) => [device.deviceId, device]))
  const seeds = findSeedDevices(facts, devices)
  const pressed = findPressedSessions(facts, seeds)
  const firstEventAt = findFirstEvent({ facts, devices, seeds, pressed })
  const suspects: Suspects = new Map()
  for (const session of facts.sessions) {
    const reasons = reasonsOf(session, { devices, seeds, pressed, firstEventAt })
    if (reasons.size > 0) suspects.set(session.sessionId, reasons)
  }
  const sorted = sortChanges({ facts, devices, seeds, pressed, firstEventAt })
  const reasons = new Set([...seeds.values(), ...suspects.values()].flatMap((set) => [...set]))
  if (isEmailThenPassword(facts, sorted)) reasons.add('email_then_password')
  if ([...sorted.values()].some((one) => one.reason === 'reset_by_changed_address')) {
    reasons.add('reset_by_changed_address')
  }
  return {
    firstEventAt,
    evidence: hasMachineEvidence(facts, { devices, seeds, sorted }) ? 'machine' : 'press',
    reasons: [...reasons].sort(),
    suspects: new Map([...suspects].map(([id, set]) => [id, [...set].sort()])),
    sorted,
  }
}

type Devices = ReadonlyMap<string, DeviceFact>

interface Known {
  readonly devices: Devices
  readonly seeds: Suspects
  readonly pressed: ReadonlySet<string>
  readonly firstEventAt: Date | null
}

function isNew(facts: TakeoverFacts, device: DeviceFact | undefined): device is DeviceFact {
  return device !== undefined && !device.trusted && device.firstSeenAt > facts.since
}

function isByMember(change: ChangeFact): boolean {
  return change.madeBy === 'member' || change.madeBy === 'reset'
}

function findSeedDevices(facts: TakeoverFacts, devices: Devices): Suspects {
  const seeds: Suspects = new Map()
  for (const change of facts.changes) {
    const device = devices.get(change.deviceId ?? '')
    if (!isByMember(change) || !isNew(facts, device)) continue
    const reasons = seeds.get(device.deviceId) ?? new Set()
    seeds.set(device.deviceId, reasons.add(`new_device_changed_${change.field}`))
  }
  if (seeds.size > 0 || facts.pressed.size > 0) return seeds
  const newest = new Date(facts.at.getTime() - NEW_DEVICE_MS)
  for (const device of facts.devices) {
    if (isNew(facts, device) && device.firstSeenAt > newest) {
      seeds.set(device.deviceId, new Set(['new_device']))
    }
  }
  return seeds
}

/** A press about a change from a device of old (a shared one, a stolen cookie) tells of a session. */
function findPressedSessions(facts: TakeoverFacts, seeds: Suspects): Set<string> {
  const sessions = facts.changes
    .filter((change) => facts.pressed.has(change.changeId) && !seeds.has(change.deviceId ?? ''))
    .flatMap((change) => (change.sessionId === null ? [] : [change.sessionId]))
  return new Set(sessions)
}

function findFirstEvent(known: {
  facts: TakeoverFacts
  devices: Devices
  seeds: Suspects
  pressed: ReadonlySet<string>
}): Date | null {
  const { facts, devices, seeds, pressed } = known
  const times = [
    ...[...seeds.keys()].flatMap((id) => devices.get(id)?.firstSeenAt ?? []),
    ...facts.sessions.filter((one) => pressed.has(one.sessionId)).map((one) => one.begunAt),
    ...facts.changes.filter((one) => facts.pressed.has(one.changeId)).map((one) => one.at),
  ]
  if (times.length === 0) return null
  return new Date(Math.min(...times.map((time) => time.getTime())))
}

function cameLater(device: DeviceFact | undefined, firstEventAt: Date | null): boolean {
  return (
    device !== undefined &&
    firstEventAt !== null &&
    !device.trusted &&
    device.firstSeenAt >= firstEventAt
  )
}

function reasonsOf(session: SessionFact, known: Known): Set<SuspicionReason> {
  const reasons = new Set<SuspicionReason>(known.seeds.get(session.deviceId) ?? [])
  if (known.pressed.has(session.sessionId)) reasons.add('pressed_not_me')
  if (reasons.size === 0 && cameLater(known.devices.get(session.deviceId), known.firstEventAt)) {
    reasons.add('after_first_event')
  }
  return reasons
}

function sortChanges(known: Known & { facts: TakeoverFacts }): Map<string, Sorted> {
  const sorted = new Map<string, Sorted>()
  for (const change of known.facts.changes) {
    sorted.set(change.changeId, sortChange(change, { ...known, sorted }))
  }
  return sorted
}

function sortChange(
  change: ChangeFact,
  known: Known & { facts: TakeoverFacts; sorted: ReadonlyMap<string, Sorted> },
): Sorted {
  const { facts, devices, seeds, pressed, firstEventAt, sorted } = known
  if (change.madeBy === 'staff') return { sorted: 'yours', reason: 'made_by_desk' }
  if (change.madeBy === 'give_back') return { sorted: 'yours', reason: 'made_at_give_back' }
  if (facts.pressed.has(change.changeId)) return { sorted: 'theirs', reason: 'pressed_not_me' }
  const addressChange = facts.addressSetBy.get(change.viaAddressId ?? '')
  if (addressChange !== undefined && sorted.get(addressChange)?.sorted === 'theirs') {
    return { sorted: 'theirs', reason: 'reset_by_changed_address' }
  }
  const device = devices.get(change.deviceId ?? '')
  const suspect = seeds.has(change.deviceId ?? '')
  // Whoever reads the owner's own mailbox may be the owner with a new phone.
  if (change.madeBy === 'reset' && (suspect || cameLater(device, firstEventAt))) {
    return { sorted: 'unsure', reason: 'reset_by_own_address' }
  }
  if (suspect && device) {
    return change.at.getTime() - device.firstSeenAt.getTime() <= NEW_DEVICE_MS
      ? { sorted: 'theirs', reason: 'new_device' }
      : { sorted: 'unsure', reason: 'device_not_known_long' }
  }
  if (cameLater(device, firstEventAt)) return { sorted: 'theirs', reason: 'after_first_event' }
  if (pressed.has(change.sessionId ?? '')) {
    return { sorted: 'unsure', reason: 'same_session_as_pressed' }
  }
  return { sorted: 'yours', reason: 'known_device' }
}

function isEmailThenPassword(facts: TakeoverFacts, sorted: ReadonlyMap<string, Sorted>): boolean {
  const theirs = facts.changes.filter((one) => sorted.get(one.changeId)?.sorted === 'theirs')
  return theirs.some(
    (email) =>
      email.field === 'email' &&
      theirs.some((password) => {
        const gapMs = password.at.getTime() - email.at.getTime()
        return password.field === 'password' && gapMs >= 0 && gapMs <= EMAIL_THEN_PASSWORD_MS
      }),
  )
}

function hasMachineEvidence(
  facts: TakeoverFacts,
  known: { devices: Devices; seeds: Suspects; sorted: ReadonlyMap<string, Sorted> },
): boolean {
  return facts.changes.some((change) => {
    const reason = known.sorted.get(change.changeId)?.reason
    if (reason === 'reset_by_changed_address') return true
    const device = known.devices.get(change.deviceId ?? '')
    return (
      change.madeBy === 'member' &&
      device !== undefined &&
      known.seeds.has(device.deviceId) &&
      change.at.getTime() - device.firstSeenAt.getTime() <= NEW_DEVICE_MS
    )
  })
}
