import type { Ctx } from '../context.ts'

/** A way out of the account that is shut or delayed, until when and why. */
export interface Restriction {
  /** `spend` shuts everything; `leave` shuts what could not be stopped afterwards. */
  readonly scope: 'spend' | 'leave'
  readonly until: Date | null
  readonly reason: string
}

/** A signed-in account holder. */
export interface MemberActor {
  readonly kind: 'member'
  readonly memberId: string
  readonly sessionId: string
  readonly deviceId: string
  readonly restrictions: readonly Restriction[]
  /** Of a program that asks in the member's name by a key: what the key may do. */
  readonly scopes?: readonly string[]
}

export type StaffRole = 'agent' | 'supervisor' | 'auditor'

/** A signed-in member of staff of this company. */
export interface StaffActor {
  readonly kind: 'staff'
  readonly staffId: string
  readonly name: string
  readonly role: StaffRole
  /** Since when, and by what he signed in; not known of one who is believed without a sign-in. */
  readonly session?: { readonly begunAt: Date; readonly wayIn: 'password' | 'passkey' }
}

export interface AnonymousActor {
  readonly kind: 'anonymous'
}

export type Actor = MemberActor | StaffActor | AnonymousActor

/** Where a request came from, as far as the connection tells. */
export interface Origin {
  readonly ip: string
  readonly userAgent: string
  /** Two letters, where a trusted proxy in front tells the country of the address. */
  readonly country?: string
}

/** What is asked, as far as it matters to whoever decides who may. */
export interface Asked {
  /** `post /pay/v1/conversions`. */
  readonly operation: string
  /** Changes nothing. Whoever asks may then be known from memory. */
  readonly reads: boolean
}

/** Something that wants a fresh proof of who is there, however long the session has lasted. */
export interface StepUp {
  readonly withinMinutes: number
  /** An account with a password alone types it with the request, where the endpoint asks for it. */
  readonly of: 'every_account' | 'accounts_with_a_factor'
}

/**
 * Finds out who asks, from the cookie's token, inside the transaction of the request: a session that
 * ends at the same moment either ends before the request or after its commit, never in between.
 */
export interface Authenticators {
  /** `forbidden`: who asks is known, and this is not open to the key that he shows. */
  member(
    ctx: Ctx,
    token: string,
    origin: Origin,
    asked: Asked,
  ): Promise<MemberActor | 'forbidden' | undefined>
  staff(ctx: Ctx, token: string, origin: Origin, asked: Asked): Promise<StaffActor | undefined>
  /** By what the member may prove himself once more, or `undefined` when he has done so. */
  stepUp?(ctx: Ctx, actor: MemberActor, rule: StepUp): Promise<readonly string[] | undefined>
}

export const MEMBER_COOKIE = 'modosu_session'
export const STAFF_COOKIE = 'modosu_staff'
export const DEVICE_COOKIE = 'modosu_device'
