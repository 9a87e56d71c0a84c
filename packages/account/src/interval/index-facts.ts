import { EMAIL_THEN_PASSWORD_MS } from '../limits.ts'
import type { ChangeFact, DeviceFact, TakeoverFacts } from './takeover-facts.ts'
import { resetVisitId, type Visit, visitsOf } from './visits.ts'

/** The facts as the sorting asks for them, each looked up once: a stop has a second. */
export interface FactIndex {
  readonly facts: TakeoverFacts
  /** Oldest first. */
  readonly visits: readonly Visit[]
  readonly devices: ReadonlyMap<string, DeviceFact>
  readonly visitOfChange: ReadonlyMap<string, Visit>
  readonly changesOfVisit: ReadonlyMap<string, readonly ChangeFact[]>
  /** The reset that a visit without a session is. */
  readonly resetOf: ReadonlyMap<string, ChangeFact>
  readonly changeById: ReadonlyMap<string, ChangeFact>
  /** The change that added a passkey, or a key for programs. */
  readonly addedBy: ReadonlyMap<string, ChangeFact>
  /** The change that set the password with which a session began. */
  readonly passwordOf: ReadonlyMap<string, ChangeFact>
  readonly pressedVisits: ReadonlySet<string>
  /** The pressed visits of each session that has any. */
  readonly pressedSessions: ReadonlyMap<string, readonly string[]>
  /** Visits that set a password with which somebody then signed in on the owner's device. */
  readonly vouched: ReadonlySet<string>
  readonly emailThenPassword: ReadonlySet<string>
}

export function indexFacts(facts: TakeoverFacts): FactIndex {
  const visits = visitsOf(facts)
  const at = visitFinder(visits)
  const visitOfChange = new Map<string, Visit>()
  const changesOfVisit = new Map<string, ChangeFact[]>()
  for (const change of facts.changes) {
    const visit = at(change)
    if (!visit) continue
    visitOfChange.set(change.changeId, visit)
    const own = changesOfVisit.get(visit.visitId)
    if (own) own.push(change)
    else changesOfVisit.set(visit.visitId, [change])
  }
  const passwords = facts.changes.filter((change) => change.field === 'password')
  const pressed = pressedOf(facts, { visits, visitOfChange })
  return {
    facts,
    visits,
    devices: new Map(facts.devices.map((device) => [device.deviceId, device])),
    visitOfChange,
    changesOfVisit,
    resetOf: new Map(facts.changes.map((change) => [resetVisitId(change.changeId), change])),
    changeById: new Map(facts.changes.map((change) => [change.changeId, change])),
    addedBy: addedKeys(facts),
    passwordOf: passwordsOfSessions(visits, passwords),
    ...pressed,
    vouched: vouchedVisits({ visits, passwords, visitOfChange }),
    emailThenPassword: emailThenPassword(changesOfVisit),
  }
}

/** Finds the visit in which something was done: a reset's own, or that of its session and time. */
export function visitFinder(
  visits: readonly Visit[],
): (done: {
  sessionId: string | null
  at: Date
  changeId?: string
  madeBy?: string
}) => Visit | undefined {
  const bySession = new Map<string, Visit[]>()
  const byId = new Map(visits.map((visit) => [visit.visitId, visit]))
  for (const visit of visits) {
    if (visit.sessionId === null) continue
    const own = bySession.get(visit.sessionId)
    if (own) own.push(visit)
    else bySession.set(visit.sessionId, [visit])
  }
  return (done) =>
    done.madeBy === 'reset'
      ? byId.get(resetVisitId(done.changeId ?? ''))
      : bySession.get(done.sessionId ?? '')?.findLast((visit) => visit.from <= done.at)
}

function addedKeys(facts: TakeoverFacts): Map<string, ChangeFact> {
  const added = new Map<string, ChangeFact>()
  for (const change of facts.changes) {
    const isKey = change.field === 'passkey' || change.field === 'api_token'
    if (isKey && !added.has(change.itemId)) added.set(change.itemId, change)
  }
  return added
}

/** One walk through both, oldest first: of thousands of each, not each is compared with each. */
function passwordsOfSessions(
  visits: readonly Visit[],
  passwords: readonly ChangeFact[],
): Map<string, ChangeFact> {
  const found = new Map<string, ChangeFact>()
  let next = 0
  for (const visit of visits) {
    const from = visit.from.getTime()
    while ((passwords[next]?.at.getTime() ?? Infinity) <= from) next += 1
    const set = passwords[next - 1]
    const isByPassword = visit.isBegin && visit.passkeyId === null && visit.apiTokenId === null
    if (isByPassword && set) found.set(visit.visitId, set)
  }
  return found
}

function pressedOf(
  { pressed }: TakeoverFacts,
  known: { visits: readonly Visit[]; visitOfChange: ReadonlyMap<string, Visit> },
): Pick<FactIndex, 'pressedVisits' | 'pressedSessions'> {
  const begun = known.visits.filter(
    (visit) => visit.isBegin && pressed.sessions.has(visit.sessionId ?? ''),
  )
  const changed = [...pressed.changes].flatMap((id) => known.visitOfChange.get(id) ?? [])
  const all = [...begun, ...changed]
  const pressedSessions = new Map<string, string[]>()
  for (const { sessionId, visitId } of all) {
    if (sessionId === null) continue
    pressedSessions.set(sessionId, [...(pressedSessions.get(sessionId) ?? []), visitId])
  }
  return { pressedVisits: new Set(all.map((visit) => visit.visitId)), pressedSessions }
}

function vouchedVisits(known: {
  visits: readonly Visit[]
  passwords: readonly ChangeFact[]
  visitOfChange: ReadonlyMap<string, Visit>
}): Set<string> {
  const { visits, passwords, visitOfChange } = known
  const atHome = visits.filter(
    (visit) => visit.home && visit.isBegin && visit.passkeyId === null && visit.apiTokenId === null,
  )
  const vouched = new Set<string>()
  let next = 0
  for (const [index, change] of passwords.entries()) {
    const at = change.at.getTime()
    const until = passwords[index + 1]?.at.getTime() ?? Infinity
    while ((atHome[next]?.from.getTime() ?? Infinity) <= at) next += 1
    const used = (atHome[next]?.from.getTime() ?? Infinity) < until
    const visit = visitOfChange.get(change.changeId)
    if (used && visit) vouched.add(visit.visitId)
  }
  return vouched
}

function emailThenPassword(
  changesOfVisit: ReadonlyMap<string, readonly ChangeFact[]>,
): Set<string> {
  const found = new Set<string>()
  for (const [visitId, changes] of changesOfVisit) {
    let emailAt = -Infinity
    const isOne = changes.some(({ field, at }) => {
      if (field === 'email') emailAt = at.getTime()
      return field === 'password' && at.getTime() - emailAt <= EMAIL_THEN_PASSWORD_MS
    })
    if (isOne) found.add(visitId)
  }
  return found
}
