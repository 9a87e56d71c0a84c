import type { Ctx } from '@modosu/kernel'
import type { Holder, HoldingFacts } from '../holder.ts'
import type { RecallDeps } from '../recall-deps.ts'
import { decidedRoles } from '../store/role.ts'

/** The service that an account belongs to, with what it says about it. */
export interface FoundHolder {
  readonly holder: Holder
  readonly facts: HoldingFacts
}

/**
 * The services that accounts belong to, by account. What people have decided about a holder goes
 * before what his service calls him; an account that is of no service is missing.
 */
export async function findHolders(
  ctx: Ctx,
  deps: RecallDeps,
  accounts: readonly string[],
): Promise<Map<string, FoundHolder>> {
  const found = new Map<string, FoundHolder>()
  for (const account of accounts) {
    for (const holder of deps.holders) {
      const facts = await holder.describeHolding(ctx, account)
      if (!facts) continue
      found.set(account, { holder, facts })
      break
    }
  }
  if (found.size === 0) return found
  for (const [account, role] of await decidedRoles(ctx, [...found.keys()])) {
    const known = found.get(account)
    if (known) found.set(account, { ...known, facts: { ...known.facts, role } })
  }
  return found
}

export async function findHolder(
  ctx: Ctx,
  deps: RecallDeps,
  account: string,
): Promise<FoundHolder | undefined> {
  return (await findHolders(ctx, deps, [account])).get(account)
}
