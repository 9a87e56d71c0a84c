import { amount, type Ctx } from '@modosu/kernel'
import { tracePassages } from '@modosu/ledger'
import { patchParts } from '../leg/parts.ts'
import type { RecallDeps } from '../recall-deps.ts'
import { decidedRoles } from '../store/role.ts'
import type { OpenPiece } from './placing.ts'

/**
 * Good faith cuts the trail. What went through an escrow to somebody who gave something for it is his
 * wherever it is now, and what he bought with it is his: without this, the money that an honest seller
 * was paid would be taken out of the shop where he spends it.
 */
export async function leaveInGoodFaith(
  ctx: Ctx,
  deps: RecallDeps,
  open: readonly OpenPiece[],
): Promise<void> {
  // Most companies have no escrow that anybody is paid from; they are spared the second walk.
  if (open.length === 0 || !deps.holders.some((holder) => holder.describePassage)) return
  const passages = await tracePassages(ctx, { spans: open.map(({ span }) => span) })
  const good = await inGoodFaith(ctx, deps, [
    ...new Set(passages.map((passage) => passage.accountCode)),
  ])
  for (const { originIndex, originLo, amount: size, accountCode } of passages) {
    const asked = open[originIndex]
    if (!asked || !good.has(accountCode)) continue
    const { placing } = asked
    const range = { lo: asked.lo + (originLo - asked.span.lo), amount: amount(size) }
    placing.parts = patchParts(placing.parts, range, () => ({ bucket: 'gone', reason: 'NOAS' }))
  }
}

/** What people have found out about an account goes before what its service says. */
async function inGoodFaith(
  ctx: Ctx,
  deps: RecallDeps,
  accounts: readonly string[],
): Promise<Set<string>> {
  const decided = await decidedRoles(ctx, accounts)
  const good = new Set<string>()
  // Services lock what an account stands for: always in one order.
  for (const account of [...accounts].sort()) {
    if (decided.get(account) === 'thief') continue
    for (const holder of deps.holders) {
      const faith = await holder.describePassage?.(ctx, account)
      if (faith === undefined) continue
      if (faith === 'good_faith') good.add(account)
      break
    }
  }
  return good
}
