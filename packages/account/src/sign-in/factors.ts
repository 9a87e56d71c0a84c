import type { Ctx } from '@modosu/kernel'
import { listPasskeys } from '../store/passkeys.ts'
import type { ProvenBy } from '../store/sessions.ts'
import { findTotp } from '../store/totps.ts'

/** What an account has beyond its password. */
export interface Factors {
  readonly passkey: boolean
  readonly totp: boolean
}

export async function readFactors(ctx: Ctx, memberId: string): Promise<Factors> {
  const passkeys = await listPasskeys(ctx, memberId)
  const totp = await findTotp(ctx, memberId)
  return { passkey: passkeys.length > 0, totp: totp !== undefined }
}

/**
 * What proves the member of such an account, the strongest it has: whoever got hold of less has not
 * got hold of it. A saved code stands for a factor that was lost.
 */
export function proofsOf(factors: Factors): readonly ProvenBy[] {
  if (factors.passkey) return ['passkey', 'recovery_code']
  if (factors.totp) return ['totp', 'recovery_code']
  return ['password']
}

/** What completes a sign-in after the right password. */
export type SecondProof = Exclude<ProvenBy, 'password'> | 'sent_code'

/**
 * What completes a sign-in that was half finished: the account's own factors, or where it has none a
 * code that was sent. Every account has a saved code.
 */
export function secondProofs(factors: Factors, codeWasSent: boolean): readonly SecondProof[] {
  const own: SecondProof[] = []
  if (factors.passkey) own.push('passkey')
  if (factors.totp) own.push('totp')
  if (codeWasSent) own.push('sent_code')
  return [...own, 'recovery_code']
}
