import {
  type Amount,
  amount,
  assert,
  type Ctx,
  mustSucceed,
  ok,
  type Result,
  refuse,
} from '@modosu/kernel'
import { moveSpans, originsOfSpans, type Span } from '@modosu/ledger'
import type { RecallError } from '../errors.ts'
import type { Leg } from '../leg/leg.ts'
import type { Part } from '../leg/parts.ts'
import { partsWithin } from '../leg/parts.ts'
import type { RecallDeps } from '../recall-deps.ts'
import { clearWaitingCovers, listCovers } from '../store/cover.ts'
import { listRootLegs, lockCase, updateLegs } from '../store/leg.ts'
import { readPartsOf, writeParts } from '../store/part.ts'
import { cutOut } from './ask-again.ts'

/** Units that wait, and the owner's own units that they stand for. */
interface Waiting {
  readonly at: Span
  readonly origin: Span
}

/**
 * The owner is verified and has the account back: what was returned, or paid from the loss account,
 * moves into the accounts it was taken from, and what returns later goes there at once. Doing it
 * again changes nothing.
 *
 * Refusals in order: recall/unknown_case.
 */
export async function makeUsable(
  ctx: Ctx,
  deps: RecallDeps,
  input: { readonly caseId: string },
): Promise<Result<{ usable: Amount }, RecallError>> {
  const { caseId } = input
  await lockCase(ctx, caseId)
  const roots = await listRootLegs(ctx, caseId)
  if (roots.length === 0) return refuse({ code: 'recall/unknown_case' })
  const parts = await readPartsOf(
    ctx,
    roots.map((root) => root.legId),
  )
  const waiting = await findWaiting(ctx, caseId, roots, parts)
  await moveHome(ctx, deps, caseId, waiting)
  await writeParts(
    ctx,
    [...parts].map(([legId, before]) => ({ legId, parts: before.map(withoutPlace) })),
  )
  await clearWaitingCovers(ctx, caseId)
  if (roots.some((root) => root.usableAt === null)) {
    await updateLegs(
      ctx,
      roots.map((root) => ({ ...root, usableAt: root.usableAt ?? ctx.now })),
    )
    await ctx.emit({ type: 'recall.claim_changed', data: { caseId } })
  }
  return ok({ usable: amount(waiting.reduce((sum, one) => sum + one.at.amount, 0n)) })
}

async function findWaiting(
  ctx: Ctx,
  caseId: string,
  roots: readonly Leg[],
  parts: ReadonlyMap<string, readonly Part[]>,
): Promise<Waiting[]> {
  const all = [...parts.values()].flat()
  const returned = all.filter((part) => part.bucket === 'returned' && part.heldPocket !== null)
  const asked: Part[] = []
  for (const root of roots) {
    const known = [...asked]
    asked.push(...(parts.get(root.legId) ?? []).flatMap((part) => cutOut(part, known)))
  }
  const covers = await listCovers(ctx, caseId)
  return [
    ...returned.map(waitingOf),
    ...covers.flatMap(({ range, waitsAt }) =>
      waitsAt === null
        ? []
        : partsWithin(asked, range).map((piece) =>
            waitingOf({
              ...piece,
              heldPocket: waitsAt.pocketId,
              heldLo: waitsAt.lo + (piece.lo - range.lo),
            }),
          ),
    ),
  ]
}

function waitingOf(part: Part): Waiting {
  const { heldPocket, heldLo, originPocket, originLo } = part
  assert(heldPocket !== null && heldLo !== null, 'what waits has a place')
  assert(originPocket !== null && originLo !== null, 'stolen value has an origin')
  return {
    at: { pocketId: heldPocket, lo: heldLo, amount: part.amount },
    origin: { pocketId: originPocket, lo: originLo, amount: part.amount },
  }
}

async function moveHome(
  ctx: Ctx,
  deps: RecallDeps,
  caseId: string,
  waiting: readonly Waiting[],
): Promise<void> {
  const origins = await originsOfSpans(ctx, { spans: waiting.map((one) => one.origin) })
  const accountOf = new Map(origins.map((one) => [one.span.pocketId, one.accountCode]))
  for (const account of [...new Set(accountOf.values())].sort()) {
    const moved = await moveSpans(ctx, {
      key: `usable:${ctx.newId('use')}`,
      spans: waiting
        .filter((one) => accountOf.get(one.origin.pocketId) === account)
        .map((one) => one.at),
      to: account,
      kind: 'made_usable',
      graceDays: deps.policy.graceDays,
      who: { caseId },
    })
    mustSucceed(moved, 'returned value goes to its owner')
  }
}

function withoutPlace(part: Part): Part {
  return part.bucket === 'returned' ? { ...part, heldPocket: null, heldLo: null } : part
}
