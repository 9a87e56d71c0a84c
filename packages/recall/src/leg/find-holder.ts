import type { Ctx } from '@modosu/kernel'
import type { Holder, HoldingFacts } from '../holder.ts'
import type { RecallDeps } from '../recall-deps.ts'

/** The service that an account belongs to, with what it says about it. */
export async function findHolder(
  ctx: Ctx,
  deps: RecallDeps,
  account: string,
): Promise<{ holder: Holder; facts: HoldingFacts } | undefined> {
  for (const holder of deps.holders) {
    const facts = await holder.describeHolding(ctx, account)
    if (facts) return { holder, facts }
  }
  return undefined
}
