import { type Ctx, type MemberActor, ok } from '@modosu/kernel'
import { PREVIOUS_TTL_MS } from '../limits.ts'
import type { Outcome } from '../outcome.ts'
import { listNoticeAddresses } from '../store/addresses.ts'
import type { Channel } from './change.ts'
import { isSettled } from './tell-change.ts'

export interface OwnContact {
  readonly channel: Channel
  readonly contact: string
  readonly since: Date
  /** When it was left; it is told of changes for 30 days more. */
  readonly leftAt: Date | null
  /** Whether it has stood long enough for its notices to carry an undo. */
  readonly mayUndo: boolean
}

/** Where the member is reached: every contact that is told of changes, the oldest first. */
export async function showContacts(
  ctx: Ctx,
  input: { actor: MemberActor },
): Promise<Outcome<{ contacts: OwnContact[] }>> {
  const { memberId } = input.actor
  const since = new Date(ctx.now.getTime() - PREVIOUS_TTL_MS)
  const addresses = await listNoticeAddresses(ctx, { memberId, since })
  const contacts = addresses.map((address) => ({
    channel: address.channel,
    contact: address.contact,
    since: address.standsSince,
    leftAt: address.untilAt,
    mayUndo: isSettled(ctx, address),
  }))
  return ok({ contacts })
}
