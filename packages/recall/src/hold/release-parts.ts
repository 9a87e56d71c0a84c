import { amount, assert, type Ctx, mustSucceed } from '@modosu/kernel'
import { releaseHold } from '@modosu/ledger'
import type { Leg } from '../leg/leg.ts'
import { type Bucket, type Part, partsWithin, patchParts, type Range } from '../leg/parts.ts'
import { subtract } from '../leg/ranges.ts'
import { closeHolding } from '../measure/holdings.ts'
import type { RecallDeps } from '../recall-deps.ts'
import { listLegsBehind } from '../store/part.ts'
import type { Reason } from '../wire/messages.ts'
import { findHolder } from './find-holders.ts'
import { holdingOf } from './hold-at-holders.ts'

/**
 * Lets go of what is held in front of its holders; awaited offsets need nothing any more. Value that
 * came back from below stays: it is passed up, never bounced.
 */
export async function releaseOpenParts(
  ctx: Ctx,
  deps: RecallDeps,
  leg: Leg,
  parts: readonly Part[],
): Promise<Part[]> {
  let next = parts.map(
    (part): Part => (part.bucket === 'awaited' ? { ...part, bucket: 'released' } : part),
  )
  for (const account of heldAccounts(parts)) {
    next = await giveBackToHolder(ctx, deps, leg, next, { account, bucket: 'released' })
  }
  await tellThoseBehind(ctx, leg.caseId)
  return next
}

/**
 * Lets go of these offsets and of no others: what of them is held goes back in front of its holders,
 * what is awaited is waited for no more.
 */
export async function releaseRanges(
  ctx: Ctx,
  deps: RecallDeps,
  leg: Leg,
  parts: readonly Part[],
  ranges: readonly Range[],
): Promise<Part[]> {
  let next = ranges.reduce(
    (now, range) =>
      patchParts(now, range, (piece) => (piece.bucket === 'awaited' ? { bucket: 'released' } : {})),
    [...parts],
  )
  const within = ranges.flatMap((range) => partsWithin(next, range))
  for (const account of heldAccounts(within)) {
    next = await giveBackToHolder(ctx, deps, leg, next, { account, bucket: 'released', ranges })
  }
  await tellThoseBehind(ctx, leg.caseId)
  return next
}

/** The accounts in front of whose holders value of this leg is held, in one order everywhere. */
export function heldAccounts(parts: readonly Part[]): string[] {
  const accounts = parts.flatMap((part) =>
    part.bucket === 'held' && part.account !== null ? [part.account] : [],
  )
  return [...new Set(accounts)].sort()
}

/** How value goes back to its holder: the claim let go, or he keeps it in good faith. */
export interface BackToHolder {
  readonly account: string
  readonly bucket: Extract<Bucket, 'released' | 'gone'>
  readonly reason?: Reason
  /** Only these offsets of what is held in front of him. */
  readonly ranges?: readonly Range[]
}

/** Posts held value back to the account it was carved out of, as `released` or as `gone`. */
export async function giveBackToHolder(
  ctx: Ctx,
  deps: RecallDeps,
  leg: Leg,
  parts: readonly Part[],
  to: BackToHolder,
): Promise<Part[]> {
  const all = parts.filter((part) => part.bucket === 'held' && part.account === to.account)
  const { ranges } = to
  const held = ranges ? all.filter((part) => subtract([part], ranges).length === 0) : all
  const released = await releaseHold(ctx, {
    key: `release:${leg.legId}:${leg.revision}:${to.account}`,
    spans: held.map((part) => {
      assert(part.heldPocket !== null && part.heldLo !== null, 'held value has a place')
      return { pocketId: part.heldPocket, lo: part.heldLo, amount: part.amount }
    }),
    to: to.account,
    who: { caseId: leg.caseId },
  })
  mustSucceed(released, 'held value can be given back')
  const total = amount(held.reduce((sum, part) => sum + part.amount, 0n))
  const holding = holdingOf(leg, to.account, total)
  const holder = await findHolder(ctx, deps, to.account)
  await holder?.holder.onReleased(ctx, holding)
  // The hold in front of him ends when nothing of it is left.
  if (held.length === all.length) {
    await closeHolding(ctx, holding, to.bucket === 'gone' ? 'kept' : 'released')
  }
  const reason = to.bucket === 'gone' ? (to.reason ?? 'NOAS') : null
  const place = { bucket: to.bucket, reason, heldPocket: null, heldLo: null } as const
  return held.reduce<Part[]>((next, part) => patchParts(next, part, () => place), [...parts])
}

/** Claims that came second to this case may come first now; each looks for itself. */
async function tellThoseBehind(ctx: Ctx, caseId: string): Promise<void> {
  for (const { legId } of await listLegsBehind(ctx, caseId)) {
    await ctx.enqueue({ kind: 'recall.look_again', data: { legId } })
  }
}
