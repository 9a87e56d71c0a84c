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
}

export type StaffRole = 'agent' | 'supervisor' | 'auditor'

/** A signed-in member of staff of this company. */
export interface StaffActor {
  readonly kind: 'staff'
  readonly staffId: string
  readonly name: string
  readonly role: StaffRole
}

export interface AnonymousActor {
  readonly kind: 'anonymous'
}

export type Actor = MemberActor | StaffActor | AnonymousActor

/** Where a request came from, as far as the connection tells. */
export interface Origin {
  readonly ip: string
  readonly userAgent: string
}

/**
 * Finds out who asks, from the cookie's token, inside the transaction of the request: a session that
 * ends at the same moment either ends before the request or after its commit, never in between.
 */
export interface Authenticators {
  member(ctx: Ctx, token: string): Promise<MemberActor | undefined>
  staff(ctx: Ctx, token: string): Promise<StaffActor | undefined>
}

export const MEMBER_COOKIE = 'modosu_session'
export const STAFF_COOKIE = 'modosu_staff'
export const DEVICE_COOKIE = 'modosu_device'
