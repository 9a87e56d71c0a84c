import { type Ctx, type MemberActor, ok, refuse } from '@modosu/kernel'
import { writeDevice } from '../mails/device-words.ts'
import type { Outcome } from '../outcome.ts'
import { findMember } from '../store/members.ts'
import { listPasskeys } from '../store/passkeys.ts'
import { countRecoveryCodes } from '../store/recovery-codes.ts'
import { listLiveSessions, type WayIn } from '../store/sessions.ts'
import { listRestrictions } from '../store/stops.ts'
import { findTotp } from '../store/totps.ts'

export interface MemberView {
  readonly memberId: string
  readonly displayName: string
  readonly restrictions: MemberActor['restrictions']
  readonly sessions: readonly {
    readonly sessionId: string
    readonly begunAt: Date
    readonly lastSeenAt: Date
    readonly device: { readonly ja: string; readonly en: string }
    readonly network: string
    readonly wayIn: WayIn
  }[]
  readonly factors: {
    readonly passkeys: number
    readonly totp: boolean
    readonly recoveryCodes: number
  }
}

/**
 * What the member sees on his own security page, for the desk that helps him: a view that is
 * recorded with its reason, never a sign-in in his name. It can change nothing.
 *
 * Refuses: `account/unknown_member`.
 */
export async function viewMemberByDesk(
  ctx: Ctx,
  input: { memberId: string },
): Promise<Outcome<MemberView>> {
  const { memberId } = input
  const member = await findMember(ctx, memberId)
  if (!member) return refuse({ code: 'account/unknown_member' })
  const sessions = await listLiveSessions(ctx, memberId)
  const passkeys = await listPasskeys(ctx, memberId)
  const codes = await countRecoveryCodes(ctx, memberId)
  return ok({
    memberId,
    displayName: member.displayName,
    restrictions: await listRestrictions(ctx, memberId),
    sessions: sessions.map((one) => ({
      sessionId: one.sessionId,
      begunAt: one.begunAt,
      lastSeenAt: one.seenAt,
      device: writeDevice(one.userAgent),
      network: one.network,
      wayIn: one.wayIn,
    })),
    factors: {
      passkeys: passkeys.length,
      totp: (await findTotp(ctx, memberId)) !== undefined,
      recoveryCodes: codes.left,
    },
  })
}
