import type { Ctx } from '@modosu/kernel'
import { selectAbuseByClaimant, selectAbuseByCompany } from '../store/abuse-by.ts'

/** What the claims of one member, or of one company, cost the innocent. */
export interface AbuseOf {
  readonly who: string
  readonly claims: bigint
  readonly failed: bigint
  readonly amountClaimed: bigint
  readonly amountFailed: bigint
  /** Holders here who had something held in front of them and got it back, and their value. */
  readonly holdersWronglyHeld: bigint
  readonly amountWronglyHeld: bigint
  /** Hours over all of these holds, rounded up. */
  readonly hoursWronglyHeld: bigint
}

/**
 * Abuse of claims by whoever made them, of claims opened and holds placed in `[from, to)`: members of
 * ours, and companies that asked us. Whose claims failed most stands first. Reads only.
 */
export async function readAbuseBy(
  ctx: Ctx,
  input: { readonly from: Date; readonly to: Date },
): Promise<{ claimants: readonly AbuseOf[]; companies: readonly AbuseOf[] }> {
  return {
    claimants: await selectAbuseByClaimant(ctx, input.from, input.to),
    companies: await selectAbuseByCompany(ctx, input.from, input.to),
  }
}
