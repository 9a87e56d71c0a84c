import { NEW_DEVICE_MS } from '../limits.ts'
import type { DeviceFact, SessionFact, SightingFact, TakeoverFacts } from './takeover-facts.ts'

/** A session as far as it was used from one place; a reset by mail is one of its own. */
export interface Visit {
  readonly visitId: string
  readonly sessionId: string | null
  readonly deviceId: string
  readonly from: Date
  readonly network: string | undefined
  readonly passkeyId: string | null
  readonly apiTokenId: string | null
  /** The visit in which the session was signed in. */
  readonly isBegin: boolean
  /** On a device of the owner's: trusted, or known for longer than is looked back. */
  readonly home: boolean
  /** From a network in which sessions of the owner's devices began. */
  readonly familiar: boolean
  /** The cookie of this session was used by another kind of browser than the one it was given to. */
  readonly copied: boolean
  /** Between two uses of the same computer elsewhere, faster than a person moves. */
  readonly between: boolean
}

/** A computer that is elsewhere and back within this time was not carried there. */
const ALTERNATES_MS = 60 * 60 * 1000
const CARRIED = new Set(['iphone', 'ipad', 'android'])

export function resetVisitId(changeId: string): string {
  return `reset ${changeId}`
}

/** Cuts the sessions at every sighting and adds the resets, oldest first. */
export function visitsOf(facts: TakeoverFacts): Visit[] {
  const devices = new Map(facts.devices.map((device) => [device.deviceId, device]))
  const isHome = (deviceId: string) => isOwners(facts, devices.get(deviceId))
  // A key is used by a server, wherever that stands: it makes no network the owner's.
  const begins = facts.sessions.filter(
    (session) => isHome(session.deviceId) && session.apiTokenId === null,
  )
  const homeNetworks = new Set(begins.map((session) => session.network))
  const sightings = new Map<string, SightingFact[]>()
  for (const one of facts.sightings) {
    sightings.set(one.sessionId, [...(sightings.get(one.sessionId) ?? []), one])
  }
  const visits = facts.sessions.flatMap((session) =>
    visitsOfSession(session, {
      sightings: sightings.get(session.sessionId) ?? [],
      home: isHome(session.deviceId),
      homeNetworks,
    }),
  )
  for (const { changeId, madeBy, deviceId, at } of facts.changes) {
    if (madeBy !== 'reset' || deviceId === null) continue
    visits.push({
      visitId: resetVisitId(changeId),
      sessionId: null,
      deviceId,
      from: at,
      network: undefined,
      passkeyId: null,
      apiTokenId: null,
      isBegin: false,
      home: isHome(deviceId),
      familiar: isHome(deviceId),
      copied: false,
      between: false,
    })
  }
  return visits.sort((a, b) => a.from.getTime() - b.from.getTime())
}

/** A device that came up within the lookback is foreign until somebody says otherwise. */
export function isOwners(facts: TakeoverFacts, device: DeviceFact | undefined): boolean {
  return device !== undefined && (device.trusted || device.firstSeenAt <= facts.since)
}

/** Whether a device was new at that time. */
export function isNewAt(device: DeviceFact | undefined, at: Date): boolean {
  return (
    device !== undefined &&
    !device.trusted &&
    at.getTime() - device.firstSeenAt.getTime() <= NEW_DEVICE_MS
  )
}

function visitsOfSession(
  session: SessionFact,
  about: {
    sightings: readonly SightingFact[]
    home: boolean
    homeNetworks: ReadonlySet<string>
  },
): Visit[] {
  const { sessionId, deviceId, begunAt, network, browser, passkeyId, apiTokenId } = session
  const sightings = apiTokenId === null ? about.sightings : []
  const places = [{ at: begunAt, network, browser }, ...sightings]
  return places.map((place, index): Visit => {
    const next = places[index + 1]
    const familiar = about.homeNetworks.has(place.network)
    return {
      visitId: `${sessionId} ${index}`,
      sessionId,
      deviceId,
      from: place.at,
      network: place.network,
      passkeyId: index === 0 ? passkeyId : null,
      apiTokenId,
      isBegin: index === 0,
      home: about.home,
      familiar,
      copied: place.browser !== browser,
      between:
        index > 0 &&
        !CARRIED.has(browser) &&
        place.network !== network &&
        next?.network === network &&
        next.at.getTime() - place.at.getTime() <= ALTERNATES_MS,
    }
  })
}
