import { type Amount, amount, type Ctx, ok, type Result, refuse } from '@modosu/kernel'
import { spansOfSessions } from '@modosu/ledger'
import { changeAsk } from '../ask/change-ask.ts'
import type { RecallError } from '../errors.ts'
import type { Leg } from '../leg/leg.ts'
import { mergeRanges, subtract } from '../leg/ranges.ts'
import type { RecallDeps } from '../recall-deps.ts'
import { listRootLegs, lockCase } from '../store/leg.ts'
import { readParts } from '../store/part.ts'
import { lotsOf, offsetsWithin } from './claimed-lots.ts'
import { withdrawClaim } from './decide-claim.ts'

/**
 * The verified owner has said which sessions were his own: what they took out is no loss. It is let
 * go, here and at every company that it went on to, offset by offset; what the others' sessions took
 * of the very same units stays claimed. Where nothing is left the claim is withdrawn. What has come
 * home already is told, since only people take a return back. Doing it again changes nothing.
 *
 * Refusals in order: recall/unknown_case.
 */
export async function letGoOfSessions(
  ctx: Ctx,
  deps: RecallDeps,
  input: {
    readonly caseId: string
    readonly ownSessionIds: readonly string[]
    readonly theirSessionIds: readonly string[]
  },
): Promise<Result<{ letGo: Amount; returned: Amount }, RecallError>> {
  const { caseId } = input
  await lockCase(ctx, caseId)
  const roots = await listRootLegs(ctx, caseId)
  const owner = roots[0]?.owner
  if (!owner) return refuse({ code: 'recall/unknown_case' })
  if (input.ownSessionIds.length === 0) return ok({ letGo: amount(0n), returned: amount(0n) })
  const lots = {
    chosen: await lotsOf(
      ctx,
      await spansOfSessions(ctx, { sessionIds: input.ownSessionIds, owner }),
    ),
    spared: await lotsOf(
      ctx,
      await spansOfSessions(ctx, { sessionIds: input.theirSessionIds, owner }),
    ),
  }
  let letGo = 0n
  let returned = 0n
  for (const root of roots) {
    const done = await letGoOfRoot(ctx, deps, root, lots)
    letGo += done.letGo
    returned += done.returned
  }
  if (letGo > 0n && (await isAllLetGo(ctx, caseId))) await withdrawClaim(ctx, deps, { caseId })
  return ok({ letGo: amount(letGo), returned: amount(returned) })
}

async function letGoOfRoot(
  ctx: Ctx,
  deps: RecallDeps,
  root: Leg,
  lots: Parameters<typeof offsetsWithin>[2],
): Promise<{ letGo: bigint; returned: bigint }> {
  const parts = await readParts(ctx, root.legId)
  const open = parts.filter((part) => part.bucket !== 'returned')
  const home = parts.filter((part) => part.bucket === 'returned')
  const ranges = subtract(mergeRanges(await offsetsWithin(ctx, open, lots)), root.letGo)
  const { stance, evidence, renewals, holdUntil } = root
  await changeAsk(ctx, deps, root, { stance, evidence, renewals, holdUntil, letGo: ranges })
  const sum = (all: readonly { amount: bigint }[]) => all.reduce((sum, one) => sum + one.amount, 0n)
  return { letGo: sum(ranges), returned: sum(await offsetsWithin(ctx, home, lots)) }
}

async function isAllLetGo(ctx: Ctx, caseId: string): Promise<boolean> {
  const roots = await listRootLegs(ctx, caseId)
  return roots.every((root) => subtract(root.offsets, root.letGo).length === 0)
}
