import type { Ctx } from '@modosu/kernel'
import { insertSignal } from '../store/signals.ts'

const CAEP = 'https://schemas.openid.net/secevent/caep/event-type'
const RISC = 'https://schemas.openid.net/secevent/risc/event-type'

/** What this room tells, by the standards' own names (OpenID CAEP 1.0 and RISC 1.0). */
export const signalUris = {
  'credential-change': `${CAEP}/credential-change`,
  'session-revoked': `${CAEP}/session-revoked`,
  'account-credential-change-required': `${RISC}/account-credential-change-required`,
  'account-disabled': `${RISC}/account-disabled`,
  'account-enabled': `${RISC}/account-enabled`,
  'identifier-changed': `${RISC}/identifier-changed`,
  'recovery-activated': `${RISC}/recovery-activated`,
  'recovery-information-changed': `${RISC}/recovery-information-changed`,
} as const

export type SignalName = keyof typeof signalUris

export interface Signal {
  readonly memberId: string
  readonly name: SignalName
  /** One session; all of the member's when absent. */
  readonly sessionId?: string
  readonly payload?: Readonly<Record<string, unknown>>
}

/**
 * Puts a security event into the outbox, with the time and who began it as the standard names them.
 * It carries no value of the change: neither an address nor a name leaves the room by it.
 */
export async function tellSignal(ctx: Ctx, signal: Signal): Promise<void> {
  const { memberId, name, sessionId } = signal
  const signalId = ctx.newId('sig')
  const event = signalUris[name]
  const payload = { event_timestamp: Math.floor(ctx.now.getTime() / 1000), ...signal.payload }
  await insertSignal(ctx, { signalId, memberId, sessionId: sessionId ?? null, event, payload })
  await ctx.emit({ type: 'account.signalled', data: { signalId, memberId, event, payload } })
}
