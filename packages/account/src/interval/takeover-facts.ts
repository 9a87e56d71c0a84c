import type { ChangeField, ChangeMaker } from '../changes/change.ts'

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
  readonly network: string
  /** The kind of browser it began in. */
  readonly browser: string
  /** The passkey that it was signed in with; null when it was a password. */
  readonly passkeyId: string | null
  /** The key for programs that it belongs to; null when somebody signed in. */
  readonly apiTokenId: string | null
}

/** From here on the session was used from this network, by this kind of browser. */
export interface SightingFact {
  readonly sessionId: string
  readonly at: Date
  readonly network: string
  readonly browser: string
}

export interface ChangeFact {
  readonly changeId: string
  readonly field: ChangeField
  readonly itemId: string
  readonly madeBy: ChangeMaker
  readonly at: Date
  readonly sessionId: string | null
  readonly deviceId: string | null
  /** The address that the reset was mailed to. */
  readonly viaAddressId: string | null
}

/** What else was done in a session: value moved, a thing listed, a comment, an order. */
export interface ActionFact {
  readonly actionId: string
  readonly sessionId: string | null
  readonly at: Date
}

/** What is known of an account when somebody says "that was not me". */
export interface TakeoverFacts {
  readonly at: Date
  /** Devices first seen before this are the owner's. */
  readonly since: Date
  readonly devices: readonly DeviceFact[]
  readonly sessions: readonly SessionFact[]
  readonly sightings: readonly SightingFact[]
  /** In the order they took effect. */
  readonly changes: readonly ChangeFact[]
  readonly actions: readonly ActionFact[]
  /** Which change made a contact the present one. */
  readonly addressSetBy: ReadonlyMap<string, string>
  /** Changes and sign-ins whose link was pressed by whoever reads an earlier mailbox. */
  readonly pressed: {
    readonly changes: ReadonlySet<string>
    readonly sessions: ReadonlySet<string>
  }
}
