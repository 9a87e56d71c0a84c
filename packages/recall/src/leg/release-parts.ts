import { amount, assert, type Ctx, mustSucceed } from '@modosu/kernel'
import { releaseHold } from '@modosu/ledger'
import type { RecallDeps } from '../recall-deps.ts'
import { findHolder } from './find-holder.ts'
import type { Leg } from './leg.ts'
import { type Bucket, type Part, patchParts } from './parts.ts'
import { holdingOf } from './place-parts.ts'

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
  return next
}

/** The accounts in front of whose holders value of this leg is held. */
export function heldAccounts(parts: readonly Part[]): string[] {
  const accounts = parts.flatMap((part) =>
    part.bucket === 'held' && part.account !== null ? [part.account] : [],
  )
  return [...new Set(accounts)]
}

/** Posts held value back to the account it was carved out of, as `released` or as `gone`. */
export async function giveBackToHolder(
  ctx: Ctx,
  deps: RecallDeps,
  leg: Leg,
  parts: readonly Part[],
  to: { readonly account: string; readonly bucket: Extract<Bucket, 'released' | 'gone'> },
): Promise<Part[]> {
  const held = parts.filter((part) => part.bucket === 'held' && part.account === to.account)
  const spans = held.map((part) => {
    assert(part.heldPocket !== null && part.heldLo !== null, 'held value has a place')
    return { pocketId: part.heldPocket, lo: part.heldLo, amount: part.amount }
  })
  const released = await releaseHold(ctx, {
    key: `release:${leg.legId}:${leg.revision}:${to.account}`,
    spans,
    to: to.account,
    who: { caseId: leg.caseId },
  })
  mustSucceed(released, 'held value can be given back')
  const total = amount(held.reduce((sum, part) => sum + part.amount, 0n))
  const holder = await findHolder(ctx, deps, to.account)
  await holder?.holder.onReleased(ctx, holdingOf(leg, to.account, total))
  const reason = to.bucket === 'gone' ? 'NOAS' : null
  return held.reduce<Part[]>(
    (next, part) =>
      patchParts(next, part, () => ({
        bucket: to.bucket,
        reason,
        heldPocket: null,
        heldLo: null,
      })),
    [...parts],
  )
}
