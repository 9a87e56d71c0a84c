import type { StepUp } from '@modosu/kernel'
import type { ReadActions } from './interval/member-action.ts'
import { stepUpRules } from './sign-in/step-up-rules.ts'

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
  readonly passwords: PasswordPolicy
  readonly signIn: SignInPolicy
  /** What wants a fresh proof by the strongest factor of the account, by method and path. */
  readonly stepUps: Readonly<Record<string, StepUp>>
  /** How far back a device that is first seen counts as new when a takeover is worked out. */
  readonly intervalLookbackDays: number
}

export interface SignInPolicy {
  /**
   * When a second proof is asked of an account that has a password alone. Where it is never asked,
   * nothing about a sign-in counts as risky.
   */
  readonly secondProof: 'never' | 'when_risky' | 'always'
  /** Whether a code by mail is one. Whoever reads the mailbox has it, and a new password too. */
  readonly codeByMail: boolean
}

export interface PasswordPolicy {
  /** NIST SP 800-63B-4 section 3.1.1.2 asks for 15 where a password alone may open an account. */
  readonly lengthMin: number
  /** New ones are compared with the leaked ones that ship with us. */
  readonly shippedList: boolean
  /** Where a service is asked about leaked ones; the first letters of the hash are added to it. */
  readonly rangeUrl?: string
}

/** Everything that is promised. */
export const protectingPolicy: AccountPolicy = {
  undoNotices: true,
  emergencyStop: true,
  previousAddressRecovers: true,
  leavingDelayHours: { afterContactChange: 72, afterPassword: 24 },
  passwords: { lengthMin: 15, shippedList: true },
  signIn: { secondProof: 'when_risky', codeByMail: true },
  stepUps: stepUpRules,
  intervalLookbackDays: 30,
}

/** What was usual in 2017: a change is told to nobody, and nobody but a desk can undo it. */
export const unprotectedPolicy: AccountPolicy = {
  undoNotices: false,
  emergencyStop: false,
  previousAddressRecovers: false,
  leavingDelayHours: { afterContactChange: 0, afterPassword: 0 },
  passwords: { lengthMin: 8, shippedList: false },
  signIn: { secondProof: 'never', codeByMail: true },
  stepUps: {},
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
  /** Whether the company has a gateway for text messages; without one there are no phones. */
  readonly sendsTexts?: boolean
  /** What its members did in the company's other services. */
  readonly readActions?: ReadActions
  readonly policy: AccountPolicy
  readonly sealing: SealingKeys
  /** The address of the company's pages, without a slash at the end. */
  readonly origin: string
  readonly company: string
  readonly displayName: { readonly ja: string; readonly en: string }
  /** The link to the owner's case page; `{origin}/case?t=…` when absent. */
  readonly caseUrl?: (token: string) => string
}
