/** What a company promises to its members, as data: one code serves every policy. */
export interface AccountPolicy {
  /** Changes are told to every earlier address, with a link that undoes them. */
  readonly undoNotices: boolean
  /** Anybody can stop an account without signing in. */
  readonly emergencyStop: boolean
  /** An address that was left still finds its owner's account for a while. */
  readonly previousAddressRecovers: boolean
  /** How long value may not leave after a change, where it could not be stopped afterwards. */
  readonly leavingDelayHours: {
    readonly afterContactChange: number
    readonly afterPassword: number
  }
  /** How far back a device that is first seen counts as new when a takeover is worked out. */
  readonly intervalLookbackDays: number
}

/** Everything that is promised. */
export const protectingPolicy: AccountPolicy = {
  undoNotices: true,
  emergencyStop: true,
  previousAddressRecovers: true,
  leavingDelayHours: { afterContactChange: 72, afterPassword: 24 },
  intervalLookbackDays: 30,
}

/** What was usual in 2017: a change is told to nobody, and nobody but a desk can undo it. */
export const unprotectedPolicy: AccountPolicy = {
  undoNotices: false,
  emergencyStop: false,
  previousAddressRecovers: false,
  leavingDelayHours: { afterContactChange: 0, afterPassword: 0 },
  intervalLookbackDays: 30,
}

/** The company's keys for sealing values at rest, by id; the newest seals, all of them open. */
export interface SealingKeys {
  readonly currentId: string
  /** 32 bytes each. */
  readonly keys: Readonly<Record<string, Uint8Array>>
}

/** What this room needs to know about the company it runs in. */
export interface AccountDeps {
  readonly policy: AccountPolicy
  readonly sealing: SealingKeys
  /** The address of the company's pages, without a slash at the end. */
  readonly origin: string
  readonly company: string
  readonly displayName: { readonly ja: string; readonly en: string }
  /** The link to the owner's case page; `{origin}/case?t=…` when absent. */
  readonly caseUrl?: (token: string) => string
}
