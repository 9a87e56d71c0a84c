import type { Ctx } from '@modosu/kernel'
import { tellSignal } from '../signals/tell-signal.ts'
import { endSessions } from '../store/sessions.ts'

/** Ends sessions of a member and puts it into the outbox; gives how many there were. */
export async function revokeSessions(
  ctx: Ctx,
  which: Parameters<typeof endSessions>[1],
): Promise<number> {
  const ended = await endSessions(ctx, which)
  const { memberId, reason } = which
  const entity = reason === 'by_staff' ? 'admin' : 'user'
  const payload = { initiating_entity: entity }
  if (ended > 0) await tellSignal(ctx, { memberId, name: 'session-revoked', payload })
  return ended
}
