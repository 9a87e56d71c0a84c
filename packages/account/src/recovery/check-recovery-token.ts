import { timingSafeEqual } from 'node:crypto'
import { type Ctx, ok, refuse } from '@modosu/kernel'
import type { Outcome } from '../outcome.ts'
import { hashSecret } from '../secrets/seal.ts'
import { lockRecovery } from '../store/recoveries.ts'
import { findStop, type StopRow } from '../store/stops.ts'

export interface Verified {
  readonly recoveryId: string
  readonly recoveryToken: string
}

/**
 * The stop that a verified owner may look at and end.
 *
 * Refuses, in order: `account/unknown_recovery`, `account/not_verified` (wrong or expired token),
 * `account/already_given_back`.
 */
export async function checkRecoveryToken(ctx: Ctx, verified: Verified): Promise<Outcome<StopRow>> {
  const recovery = await lockRecovery(ctx, verified.recoveryId)
  const stop = recovery && (await findStop(ctx, recovery.caseId))
  if (!recovery || !stop) return refuse({ code: 'account/unknown_recovery' })
  const { tokenHash, tokenExpiresAt } = recovery
  const isRight =
    tokenHash !== null &&
    timingSafeEqual(tokenHash, hashSecret(verified.recoveryToken)) &&
    tokenExpiresAt !== null &&
    tokenExpiresAt > ctx.now
  if (!isRight) return refuse({ code: 'account/not_verified' })
  if (stop.givenBackAt !== null) return refuse({ code: 'account/already_given_back' })
  return ok(stop)
}
