import { type Ctx, ok, refuse, takeTry } from '@modosu/kernel'
import type { Channel } from '../changes/change.ts'
import { maskContact } from '../changes/contacts.ts'
import { recoveryPasskeyTries } from '../limits.ts'
import type { Outcome } from '../outcome.ts'
import { askToShow } from '../passkeys/ceremony.ts'
import { giveChallenge } from '../passkeys/challenges.ts'
import { partyOf } from '../passkeys/party-of.ts'
import type { AccountDeps } from '../policy.ts'
import { findAddress } from '../store/addresses.ts'
import { hadPasskeyBefore, lockRecovery, type RecoveryRow } from '../store/recoveries.ts'
import { findStop, type StopRow } from '../store/stops.ts'
import { contactsBefore } from './begin-recovery.ts'
import { proofHorizon } from './proof-horizon.ts'

interface MaskedContact {
  readonly channel: Channel
  readonly contact: string
}

interface ShownRecovery {
  /** Where the code went; null for one that the desk began. */
  readonly sentTo: MaskedContact | null
  /** Where else one could go: every contact from before the takeover. */
  readonly channels: readonly MaskedContact[]
  /** Whether there was a passkey before the takeover. */
  readonly passkey: boolean
  readonly expiresAt: Date
}

/**
 * What the owner needs to see to prove himself: where the code went, and by what else he could.
 *
 * Refuses, in order: `account/unknown_recovery`, `account/already_given_back`,
 * `account/proof_expired`.
 */
export async function showRecovery(
  ctx: Ctx,
  input: { recoveryId: string },
): Promise<Outcome<ShownRecovery>> {
  const open = await openRecovery(ctx, input.recoveryId)
  if (!open.ok) return open
  const { recovery, stop } = open.value
  const address =
    recovery.addressId === null ? undefined : await findAddress(ctx, recovery.addressId)
  const contacts = await contactsBefore(ctx, stop)
  const at = await proofHorizon(ctx, stop)
  const masked = ({ channel, contact }: MaskedContact) => ({
    channel,
    contact: maskContact(channel, contact),
  })
  return ok({
    sentTo: address ? masked(address) : null,
    channels: contacts.map(masked),
    passkey: await hadPasskeyBefore(ctx, { memberId: stop.memberId, at }),
    expiresAt: recovery.expiresAt,
  })
}

/**
 * What a browser is to be asked so that it shows a passkey from before the takeover; asked when the
 * owner presses, since it can be answered for five minutes only.
 *
 * Refuses, in order: `account/unknown_recovery`, `account/already_given_back`,
 * `account/proof_expired`, `account/too_many_tries`.
 */
export async function beginRecoveryPasskey(
  ctx: Ctx,
  deps: AccountDeps,
  input: { recoveryId: string },
): Promise<Outcome<{ options: Awaited<ReturnType<typeof askToShow>> }>> {
  const { recoveryId } = input
  const open = await openRecovery(ctx, recoveryId)
  if (!open.ok) return open
  const key = `account.recovery_passkey ${recoveryId}`
  if (!(await takeTry(ctx, { key, ...recoveryPasskeyTries }))) {
    return refuse({ code: 'account/too_many_tries' })
  }
  const { memberId } = open.value.stop
  const challenge = await giveChallenge(ctx, { purpose: 'recover', memberId })
  return ok({ options: await askToShow(partyOf(deps), { challenge }) })
}

async function openRecovery(
  ctx: Ctx,
  recoveryId: string,
): Promise<Outcome<{ recovery: RecoveryRow; stop: StopRow }>> {
  const recovery = await lockRecovery(ctx, recoveryId)
  const stop = recovery && (await findStop(ctx, recovery.caseId))
  if (!recovery || !stop) return refuse({ code: 'account/unknown_recovery' })
  if (stop.givenBackAt !== null) return refuse({ code: 'account/already_given_back' })
  if (recovery.expiresAt <= ctx.now) return refuse({ code: 'account/proof_expired' })
  return ok({ recovery, stop })
}
