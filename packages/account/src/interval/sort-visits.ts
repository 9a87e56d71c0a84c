import { NEW_DEVICE_MS } from '../limits.ts'
import { type FactIndex, indexFacts } from './index-facts.ts'
import { type Sorted, theirs, unsure, yours } from './sorting.ts'
import type { ChangeFact, TakeoverFacts } from './takeover-facts.ts'
import { isNewAt, type Visit } from './visits.ts'

/** Rounds in which one finding may lead to the next; each but the last adds at least one visit. */
const ROUNDS_MAX = 50

/** What is known of the visits while they are sorted. */
export interface Sorting extends FactIndex {
  readonly sorted: ReadonlyMap<string, Sorted>
  /** The first thing that is certain, and what decides what came after it. */
  readonly firstAt: Date | undefined
  readonly theirDevices: ReadonlySet<string>
}

/**
 * Sorts every visit. Certain are only those of which two things that do not depend on each other
 * tell the same: somebody who reads an earlier mailbox says that it was not him, and the records
 * show a device and a network that were never his; and what follows from these without a gap, since
 * nobody but the intruder knew the password, held the passkey, or read the address.
 */
export function sortVisits(facts: TakeoverFacts): Sorting {
  const index = indexFacts(facts)
  let sorting: Sorting = {
    ...index,
    sorted: new Map(),
    firstAt: undefined,
    theirDevices: new Set(),
  }
  for (let round = 0, known = -1; round < ROUNDS_MAX; round++) {
    const sorted = new Map(index.visits.map((visit) => [visit.visitId, sortVisit(visit, sorting)]))
    const certain = index.visits.filter((visit) => sorted.get(visit.visitId)?.sorted === 'theirs')
    const theirDevices = new Set(certain.map((visit) => visit.deviceId))
    sorting = { ...index, sorted, firstAt: certain[0]?.from, theirDevices }
    if (certain.length === known) break
    known = certain.length
  }
  const isExplained = [...sorting.sorted.values()].some((one) => one.sorted !== 'yours')
  return isExplained ? sorting : { ...sorting, sorted: lookCloser(sorting) }
}

function sortVisit(visit: Visit, known: Sorting): Sorted {
  const { visitId } = visit
  const credential = byCredential(visit, known)
  if (credential) return credential
  // A reset and a press may both be by whoever reads one mailbox: they prove nothing together.
  if (visit.sessionId === null) return sortReset(visit, known)
  if (known.pressedVisits.has(visitId)) {
    const foreign = (!visit.home || visit.copied) && !visit.familiar
    return foreign ? theirs('pressed_session') : unsure('pressed_on_your_device')
  }
  if (visit.isBegin && visit.passkeyId !== null) return yours('own_passkey')
  if (visit.copied || visit.between) return unsure('same_session_elsewhere')
  if (isBesidePressed(visit, known)) return unsure('same_session_as_pressed')
  if (visit.home) return yours('known_device')
  return sortForeign(visit, known)
}

/**
 * Whether what was pressed in the same sign-in leaves a doubt here. None where a copied cookie
 * explains it and this is the browser that the cookie was given to, in a network of its owner's.
 */
function isBesidePressed(visit: Visit, known: Sorting): boolean {
  const pressed = known.pressedSessions.get(visit.sessionId ?? '')
  if (!pressed) return false
  const isExplained = pressed.every((id) => known.sorted.get(id)?.sorted === 'theirs')
  return !(isExplained && visit.home && visit.familiar)
}

/** Nobody else knows what the intruder set: his password, his passkey, his address. */
function byCredential(visit: Visit, known: Sorting): Sorted | undefined {
  const reset = known.resetOf.get(visit.visitId)
  if (visit.sessionId === null && reset) return byResetAddress(reset, known)
  if (visit.apiTokenId !== null) return byApiToken(visit.apiTokenId, known)
  if (!visit.isBegin) return undefined
  if (visit.passkeyId !== null) {
    const maker = sortedOfChange(known.addedBy.get(visit.passkeyId), known)
    if (maker === 'theirs') return theirs('used_the_intruders_passkey')
    return maker === 'unsure' ? unsure('used_unsure_passkey') : undefined
  }
  const password = known.passwordOf.get(visit.visitId)
  if (!password || sortedOfChange(password, known) !== 'theirs') return undefined
  return visit.home
    ? unsure('known_device_intruders_password')
    : theirs('knew_the_intruders_password')
}

/** A key is shown once, to whoever makes it: nobody else works with it. */
function byApiToken(apiTokenId: string, known: Sorting): Sorted {
  const maker = sortedOfChange(known.addedBy.get(apiTokenId), known)
  if (maker === 'theirs') return theirs('used_the_intruders_key')
  return maker === 'unsure' ? unsure('used_unsure_key') : yours('own_key')
}

function byResetAddress(reset: ChangeFact, known: Sorting): Sorted | undefined {
  const setBy = known.facts.addressSetBy.get(reset.viaAddressId ?? '')
  const maker = sortedOfChange(known.changeById.get(setBy ?? ''), known)
  if (maker === 'theirs') return theirs('reset_by_changed_address')
  return maker === 'unsure' ? unsure('reset_by_unsure_address') : undefined
}

/** How the visit is sorted so far in which a member made a change. */
function sortedOfChange(
  change: ChangeFact | undefined,
  known: Sorting,
): Sorted['sorted'] | undefined {
  const visit = change && known.visitOfChange.get(change.changeId)
  return visit && known.sorted.get(visit.visitId)?.sorted
}

function sortReset(visit: Visit, known: Sorting): Sorted {
  if (visit.home) return yours('known_device')
  if (known.vouched.has(visit.visitId)) return yours('home_knew_the_password')
  return unsure('reset_by_own_address')
}

/** A device that is not the owner's by its age, without a word or a credential that decides. */
function sortForeign(visit: Visit, known: Sorting): Sorted {
  const { facts, firstAt, devices } = known
  if (known.vouched.has(visit.visitId)) return yours('home_knew_the_password')
  if (known.emailThenPassword.has(visit.visitId)) return unsure('email_then_password')
  if (known.theirDevices.has(visit.deviceId)) return unsure('same_device_as_theirs')
  const device = devices.get(visit.deviceId)
  if (firstAt !== undefined && device && device.firstSeenAt >= firstAt) {
    return unsure('after_first_event')
  }
  const end = firstAt ?? facts.at
  if (visit.familiar && end.getTime() - visit.from.getTime() > NEW_DEVICE_MS) {
    return yours('known_network')
  }
  return isNewAt(device, visit.from) ? unsure('new_device') : unsure('device_not_known_long')
}

/**
 * Somebody says that it was not him, and nothing explains it: then uses of his own devices from
 * networks in which he never signed in are for him to say.
 */
function lookCloser({ facts, visits, sorted }: Sorting): ReadonlyMap<string, Sorted> {
  const newest = facts.at.getTime() - NEW_DEVICE_MS
  const closer = visits
    .filter((visit) => visit.home && !visit.isBegin && !visit.familiar)
    .filter((visit) => visit.from.getTime() > newest)
    .map((visit) => [visit.visitId, unsure('known_device_elsewhere')] as const)
  return new Map([...sorted, ...closer])
}
