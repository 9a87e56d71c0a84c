import type { Ctx } from '@modosu/kernel'
import type { Span } from './span.ts'
import { type ClaimRuleRow, selectClaimRoles, selectClaimRules } from './store/obligations.ts'
import { type TraceEnd, traceForward } from './trace-spans.ts'

/** As what a claim treats a holder. A person may have decided who is the thief. */
export type ClaimRole = 'escrow' | 'thief' | 'holder' | 'sink' | 'neighbour' | 'seller' | 'none'

export interface PlannedClaim {
  readonly end: TraceEnd
  readonly role: ClaimRole
  /** What may be taken: the traced units, all up to the loss, nothing, or the neighbour decides. */
  readonly takes: ClaimRuleRow['takes']
}

/**
 * Where a claim may look for stolen units, in the order in which holders are asked. Roles and order
 * are data (`ledger.account_kind`, `ledger.claim_rule`); decided roles are given by account.
 */
export async function planClaim(
  ctx: Ctx,
  input: {
    readonly spans: readonly Span[]
    readonly decided?: ReadonlyMap<string, ClaimRole> | undefined
  },
): Promise<PlannedClaim[]> {
  const ends = await traceForward(ctx, { spans: input.spans })
  const roles = await selectClaimRoles(ctx)
  const rules = new Map((await selectClaimRules(ctx)).map((rule) => [rule.claim_role, rule]))
  const orderOf = (role: ClaimRole) => rules.get(role)?.claim_order ?? Number.POSITIVE_INFINITY
  return ends
    .map((end): PlannedClaim => {
      const role = (input.decided?.get(end.accountCode) ??
        roles.get(end.accountKind) ??
        'none') as ClaimRole
      return { end, role, takes: rules.get(role)?.takes ?? 'nothing' }
    })
    .sort((left, right) => orderOf(left.role) - orderOf(right.role))
}
