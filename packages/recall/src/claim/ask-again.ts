import {
  type Amount,
  addHours,
  amount,
  assert,
  type Ctx,
  ok,
  type Result,
  refuse,
} from '@modosu/kernel'
import type { RecallError } from '../errors.ts'
import { placeLegs } from '../hold/place-legs.ts'
import { newPlacing } from '../hold/placing.ts'
import type { Leg } from '../leg/leg.ts'
import { newLeg } from '../leg/new-leg.ts'
import { newPart } from '../leg/new-part.ts'
import { type Part, partsWithin, type Range } from '../leg/parts.ts'
import { originSpan } from '../leg/pass-up.ts'
import { mergeRanges, subtract } from '../leg/ranges.ts'
import { saveLegs } from '../leg/save-legs.ts'
import type { RecallDeps } from '../recall-deps.ts'
import { listRootLegs, lockCase } from '../store/leg.ts'
import { readParts } from '../store/part.ts'
import { stillLost } from './still-lost.ts'

/** Which ended offsets are asked for again: all, or only those that somebody told are free now. */
export type AskAgainScope = 'ended' | 'worth_it'

/**
 * A second attempt: asks anew, with a leg of its own, for what was let go or is gone, since a role was
 * decided, a hold had run out, or another claim let go. Offsets that an earlier attempt still has
 * open, returned or that were given back in any other way are left out, and so is what the owner has
 * said was his own doing.
 *
 * Refusals in order: recall/unknown_case, recall/not_confirmable (withdrawn), recall/limit (attempts),
 * recall/nothing_to_ask.
 */
export async function askAgain(
  ctx: Ctx,
  deps: RecallDeps,
  input: { readonly caseId: string; readonly scope?: AskAgainScope },
): Promise<Result<{ attempt: number; asked: Amount }, RecallError>> {
  await lockCase(ctx, input.caseId)
  const roots = await listRootLegs(ctx, input.caseId)
  const newest = roots.at(-1)
  if (!newest) return refuse({ code: 'recall/unknown_case' })
  if (newest.stance === 'withdrawn') return refuse({ code: 'recall/not_confirmable' })
  if (newest.attempt >= deps.policy.attemptsMax) {
    return refuse({ code: 'recall/limit', limit: 'attempts' })
  }
  const ended = await endedPieces(ctx, roots, input.scope ?? 'ended')
  if (ended.length === 0) return refuse({ code: 'recall/nothing_to_ask' })
  const leg = nextRoot(ctx, deps, newest, ended)
  const { legId } = leg
  await ctx.enqueue({ kind: 'recall.expire_hold', data: { legId }, dueAt: leg.holdUntil })
  const parts = ended.map((piece) => {
    const origin = originSpan(piece)
    return newPart(piece, { pocket: origin.pocketId, lo: origin.lo })
  })
  const placing = newPlacing(leg, parts)
  await placeLegs(ctx, deps, [placing])
  await saveLegs(ctx, [placing])
  if (leg.stance === 'confirmed') await ctx.enqueue({ kind: 'recall.settle', data: { legId } })
  return ok({ attempt: leg.attempt, asked: leg.asked })
}

/** What of the claim has ended without coming home, by the newest attempt about each offset. */
async function endedPieces(ctx: Ctx, roots: readonly Leg[], scope: AskAgainScope): Promise<Part[]> {
  const newest = await currentParts(ctx, roots)
  const letGo = roots.flatMap((root) => root.letGo)
  const ended = newest
    .filter(
      (part) =>
        (part.bucket === 'released' || part.bucket === 'gone') &&
        (scope === 'ended' || part.askAgain),
    )
    .flatMap((part) => cutOut(part, letGo))
  const lost = await stillLost(ctx, ended.map(originSpan))
  return lost.map(({ span }) => {
    const home = ended.find(
      ({ originPocket, originLo, amount: size }) =>
        originPocket === span.pocketId &&
        originLo !== null &&
        originLo <= span.lo &&
        span.lo < originLo + size,
    )
    assert(home && home.originLo !== null, 'an origin is of what was asked')
    const lo = home.lo + (span.lo - home.originLo)
    return { ...home, lo, amount: span.amount, originLo: span.lo }
  })
}

/**
 * Where every offset of a claim stands: what was returned under any attempt is returned, else the
 * newest attempt counts.
 */
export async function currentParts(ctx: Ctx, roots: readonly Leg[]): Promise<Part[]> {
  let current: Part[] = []
  for (const root of roots) {
    const parts = await readParts(ctx, root.legId)
    const kept = current.flatMap((part) =>
      part.bucket === 'returned' ? [part] : cutOut(part, parts),
    )
    const returned = kept.filter((part) => part.bucket === 'returned')
    current = [...kept, ...parts.flatMap((part) => cutOut(part, returned))]
  }
  return current.sort((a, b) => (a.lo < b.lo ? -1 : 1))
}

export function cutOut(part: Part, holes: readonly Range[]): Part[] {
  return subtract([part], holes).flatMap((range) => partsWithin([part], range))
}

function nextRoot(ctx: Ctx, deps: RecallDeps, before: Leg, pieces: readonly Part[]): Leg {
  const { caseId, caseNumber, owner, unit, stance, reason, evidence, usableAt } = before
  const total = pieces.reduce((sum, piece) => sum + piece.amount, 0n)
  assert(total > 0n, 'an attempt asks for at least one unit')
  const { policy } = deps
  return {
    ...newLeg(
      {
        legId: ctx.newId('leg'),
        role: 'root',
        caseId,
        caseNumber,
        owner,
        attempt: before.attempt + 1,
        offsets: mergeRanges(pieces.map(({ lo, amount: size }) => ({ lo, amount: amount(size) }))),
        unit,
        stance,
        reason,
        evidence,
        holdUntil: addHours(ctx.now, policy.holdHours[evidence]),
        answerDue: addHours(ctx.now, policy.answerHours),
        hopsLeft: policy.hopsMax,
        renewals: 0,
        indemnity: null,
        openedAt: ctx.now,
        usableAt,
      },
      'held',
    ),
    decisionDue: stance === 'confirmed' ? addHours(ctx.now, policy.decisionHours) : null,
  }
}
