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
import { openAccount, placeHold, readBalance, type Span } from '@modosu/ledger'
import type { RecallError } from '../errors.ts'
import { findHolder } from '../hold/find-holders.ts'
import { heldAccount } from '../hold/hold-at-holders.ts'
import type { Leg } from '../leg/leg.ts'
import { type Part, partsWithin, patchParts } from '../leg/parts.ts'
import { passUp } from '../leg/pass-up.ts'
import { subtract } from '../leg/ranges.ts'
import { saveLeg } from '../leg/save-legs.ts'
import type { RecallDeps } from '../recall-deps.ts'
import { findLeg, lockCase } from '../store/leg.ts'
import { readParts } from '../store/part.ts'
import { returnedRanges } from '../store/returned.ts'

/**
 * What sank with a holder in good faith is made good from another balance of the confirmed thief:
 * where it sank and nowhere else, and once over all attempts, since the offsets count as returned
 * then. At most what is missing and what he has; his own value is taken before anybody else bears it.
 *
 * Refusals in order: recall/unknown_leg, recall/not_confirmable (the claim is not confirmed),
 * recall/not_a_thief (nobody decided that, or the evidence is too weak), recall/nothing_held (nothing
 * sank here, or he has nothing).
 */
export async function makeGood(
  ctx: Ctx,
  deps: RecallDeps,
  input: { readonly legId: string; readonly account: string },
): Promise<Result<{ madeGood: Amount }, RecallError>> {
  const seen = await findLeg(ctx, input.legId)
  if (!seen || seen.role === 'assigner') return refuse({ code: 'recall/unknown_leg' })
  await lockCase(ctx, seen.caseId)
  const leg = await findLeg(ctx, input.legId)
  assert(leg, 'a leg is never deleted')
  if (leg.stance !== 'confirmed') return refuse({ code: 'recall/not_confirmable' })
  const holder = await findHolder(ctx, deps, input.account)
  const rule = holder && deps.policy.rules[holder.facts.role][leg.evidence]
  if (!rule?.otherBalance) return refuse({ code: 'recall/not_a_thief' })
  const before = await readParts(ctx, leg.legId)
  const sunk = await sunkPieces(ctx, leg, before)
  const { lots } = await readBalance(ctx, input.account)
  const money = lots.filter((lot) => lot.unit === leg.unit).map((lot) => lot.span)
  const pieces = await takeFromThief(ctx, leg, { account: input.account, sunk, money })
  if (pieces.length === 0) return refuse({ code: 'recall/nothing_held' })
  const held = pieces.reduce(
    (now, piece) =>
      patchParts(now, piece, () => ({
        bucket: 'held',
        reason: null,
        account: input.account,
        holdingKind: holder?.facts.kind ?? null,
        heldPocket: piece.heldPocket,
        heldLo: piece.heldLo,
      })),
    before,
  )
  await saveLeg(ctx, leg, await passUp(ctx, deps, leg, held, pieces))
  return ok({ madeGood: amount(pieces.reduce((sum, piece) => sum + piece.amount, 0n)) })
}

/** What is gone because somebody here keeps it, and was returned under no attempt. */
async function sunkPieces(ctx: Ctx, leg: Leg, parts: readonly Part[]): Promise<Part[]> {
  const id = leg.transferId ?? ''
  const returned = (await returnedRanges(ctx, [id])).get(id) ?? []
  return parts
    .filter((part) => part.bucket === 'gone' && part.childLegId === null)
    .filter((part) => part.reason === 'NOAS' || part.reason === 'CUST')
    .flatMap((part) => subtract([part], returned).flatMap((range) => partsWithin([part], range)))
}

async function takeFromThief(
  ctx: Ctx,
  leg: Leg,
  from: { account: string; sunk: readonly Part[]; money: readonly Span[] },
): Promise<Part[]> {
  let missing: bigint = from.sunk.reduce((sum, part) => sum + part.amount, 0n)
  const spans: Span[] = []
  for (const span of from.money) {
    const size = span.amount < missing ? span.amount : amount(missing)
    if (size > 0n) spans.push({ ...span, amount: size })
    missing -= size
  }
  if (spans.length === 0 || from.sunk.length === 0) return []
  const to = heldAccount(leg.caseId, leg.unit)
  await openAccount(ctx, { code: to, unit: leg.unit, kind: 'case' })
  const placed = await placeHold(ctx, {
    key: `good:${ctx.newId('hold')}`,
    caseId: leg.caseId,
    spans,
    to,
    who: { caseId: leg.caseId },
  })
  const { held } = mustSucceed(placed, 'what a thief has can be carved')
  return lineUp(
    from.sunk,
    held.map((piece) => piece.heldSpan),
  )
}

/** Gives the missing offsets, one after the other, the places of what was taken for them. */
function lineUp(sunk: readonly Part[], places: readonly Span[]): Part[] {
  const lined: Part[] = []
  const left = [...sunk]
  for (const place of places) {
    let { lo, amount: size } = place
    while (size > 0n) {
      const part = left.shift()
      if (!part) return lined
      const take = amount(part.amount < size ? part.amount : size)
      lined.push(
        ...partsWithin([part], { lo: part.lo, amount: take }).map((piece) => ({
          ...piece,
          heldPocket: place.pocketId,
          heldLo: lo,
        })),
      )
      if (part.amount > take) {
        const rest = { lo: part.lo + take, amount: amount(part.amount - take) }
        left.unshift(...partsWithin([part], rest))
      }
      lo += take
      size = amount(size - take)
    }
  }
  return lined
}
