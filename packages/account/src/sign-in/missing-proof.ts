import type { Ctx, MemberActor, StepUp } from '@modosu/kernel'
import { findLastProof, type ProvenBy } from '../store/sessions.ts'
import { proofsOf, readFactors } from './factors.ts'

const MINUTE_MS = 60_000

/**
 * By what the member may show once more that it is he, or `undefined` when he did so a moment ago in
 * this session, by the strongest factor that his account has.
 */
export async function missingProof(
  ctx: Ctx,
  actor: MemberActor,
  rule: StepUp,
): Promise<readonly ProvenBy[] | undefined> {
  const factors = await readFactors(ctx, actor.memberId)
  const hasFactor = factors.passkey || factors.totp
  if (!hasFactor && rule.of === 'accounts_with_a_factor') return undefined
  const proofs = proofsOf(factors)
  const last = await findLastProof(ctx, actor.sessionId)
  const freshFrom = ctx.now.getTime() - rule.withinMinutes * MINUTE_MS
  const isFresh = last !== undefined && last.provenAt.getTime() >= freshFrom
  // A password account may prove itself by more than it must: a factor it had when it did.
  const isStrong = last !== undefined && (!hasFactor || proofs.includes(last.provenBy))
  return isFresh && isStrong ? undefined : proofs
}
