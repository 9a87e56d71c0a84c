import type { Ctx, Result } from '@modosu/kernel'
import { ok } from '@modosu/kernel'
import {
  confirmClaim,
  makeUsable,
  openClaim,
  type RecallDeps,
  type RecallError,
  withdrawClaim,
} from '@modosu/recall'

const NUMBER_BYTES = 9

/**
 * A customer says that these sessions were not his: what they took is held here and asked back from
 * every company that it went to. It only freezes.
 */
export async function reportTheft(
  ctx: Ctx,
  deps: RecallDeps,
  input: { readonly customer: string; readonly sessions: readonly string[] },
): Promise<Result<{ case: string; number: string; stolen: string }, RecallError>> {
  const caseId = ctx.newId('case')
  const caseNumber = newCaseNumber(ctx)
  const opened = await openClaim(ctx, deps, {
    caseId,
    caseNumber,
    ownerId: input.customer,
    sessionIds: input.sessions,
    evidence: 'machine',
  })
  if (!opened.ok) return opened
  return ok({ case: caseId, number: caseNumber, stolen: String(opened.value.stolen) })
}

/** People have looked: the claim stands and its value comes back to the card, or it was wrong. */
export async function decideTheft(
  ctx: Ctx,
  deps: RecallDeps,
  input: { readonly caseId: string; readonly stands: boolean },
): Promise<Result<{ stance: string }, RecallError>> {
  const { caseId } = input
  if (!input.stands) return await withdrawClaim(ctx, deps, { caseId })
  const confirmed = await confirmClaim(ctx, deps, { caseId, evidence: 'verified' })
  if (!confirmed.ok) return confirmed
  // A card has no account that could still be in a stranger's hands: it is usable at once.
  const usable = await makeUsable(ctx, deps, { caseId })
  return usable.ok ? confirmed : usable
}

/** Nine digits in three groups, the same at every company that the case reaches. */
function newCaseNumber(ctx: Ctx): string {
  const bytes = Buffer.from(ctx.newSecret(NUMBER_BYTES), 'base64url')
  const digits = [...bytes].map((byte) => byte % 10).join('')
  return `${digits.slice(0, 3)}-${digits.slice(3, 6)}-${digits.slice(6)}`
}
