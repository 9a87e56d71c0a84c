import { type Ctx, type MemberActor, ok } from '@modosu/kernel'
import type { Outcome } from '../outcome.ts'
import { listPasskeys } from '../store/passkeys.ts'
import { countRecoveryCodes } from '../store/recovery-codes.ts'
import { findTotp } from '../store/totps.ts'

/** What the member's account can be opened with beyond the password: no secret and no key. */
export async function showFactors(
  ctx: Ctx,
  input: { actor: MemberActor },
): Promise<Outcome<{ passkeys: unknown[]; totp: unknown; recoveryCodes: unknown }>> {
  const { memberId } = input.actor
  const passkeys = await listPasskeys(ctx, memberId)
  const totp = await findTotp(ctx, memberId)
  const recoveryCodes = await countRecoveryCodes(ctx, memberId)
  return ok({
    passkeys: passkeys.map(({ passkeyId, name, backupEligible, backedUp, madeAt, lastUsedAt }) => ({
      passkeyId,
      name,
      backupEligible,
      backedUp,
      madeAt,
      lastUsedAt,
    })),
    totp: totp ? { totpId: totp.totpId, addedAt: totp.confirmedAt } : null,
    recoveryCodes,
  })
}
