import { assert, type Ctx, ok, type Result, refuse } from '@modosu/kernel'
import type { RecallError } from '../errors.ts'
import { arriveAtLeg, childRangeOf, parentIdOf } from '../hold/arrive-at-leg.ts'
import type { Leg } from '../leg/leg.ts'
import { type Part, patchParts } from '../leg/parts.ts'
import { passUp } from '../leg/pass-up.ts'
import { saveLeg } from '../leg/save-legs.ts'
import type { RecallDeps } from '../recall-deps.ts'
import { piecesOfChild } from '../report/apply-reports.ts'
import { type Contest, findContest, updateContest } from '../store/contest.ts'
import { findLeg, lockCases } from '../store/leg.ts'
import { readParts } from '../store/part.ts'
import type { Line } from '../transfer/lines-of-arrival.ts'

/** Whoever decides when nobody did: the clock. */
const BY_THE_CLOCK = 'due_date'

/**
 * A person decides which of two claims has the value that came back. It goes up to that claim's
 * owner, and for the other it is gone: value is with exactly one. Recorded with who decided.
 *
 * Refusals in order: recall/unknown_case (no such contest, or the case is not in it),
 * recall/already_decided. Deciding the same again is refused like any second decision.
 */
export async function decideContest(
  ctx: Ctx,
  deps: RecallDeps,
  input: {
    readonly contestId: string
    /** The case that shall have it. */
    readonly caseId: string
    readonly decidedBy: string
  },
): Promise<Result<{ inFavourOf: string }, RecallError>> {
  const seen = await findContest(ctx, input.contestId)
  if (!seen || ![seen.caseId, seen.otherCaseId].includes(input.caseId)) {
    return refuse({ code: 'recall/unknown_case' })
  }
  await lockCases(ctx, [seen.caseId, seen.otherCaseId])
  const contest = await findContest(ctx, input.contestId)
  assert(contest, 'a contest is never deleted')
  if (contest.decidedAt) return refuse({ code: 'recall/already_decided' })
  const inFavourOf = input.caseId === contest.caseId ? contest.legId : contest.otherLegId
  await carryOut(ctx, deps, contest, inFavourOf)
  await updateContest(ctx, { ...input, inFavourOf })
  return ok({ inFavourOf })
}

/** Nobody decided in time: the claim that was quicker has it, so that no value waits for ever. */
export async function decideByTheClock(
  ctx: Ctx,
  deps: RecallDeps,
  input: { readonly contestId: string },
): Promise<void> {
  const contest = await findContest(ctx, input.contestId)
  if (!contest || contest.decidedAt || contest.dueAt > ctx.now) return
  const { contestId, caseId } = contest
  await decideContest(ctx, deps, { contestId, caseId, decidedBy: BY_THE_CLOCK })
}

async function carryOut(
  ctx: Ctx,
  deps: RecallDeps,
  contest: Contest,
  inFavourOf: string,
): Promise<void> {
  const child = await findLeg(ctx, contest.legId)
  assert(child, 'a leg is never deleted')
  const parent = await findLeg(ctx, parentIdOf(child))
  assert(parent, 'a leg is never deleted')
  const parts = await readParts(ctx, parent.legId)
  const pieces = piecesOfChild(
    parts.filter((part) => part.bucket === 'held' && part.reason === 'DISP'),
    child.legId,
    contest.range,
  )
  if (inFavourOf === child.legId) {
    await saveLeg(ctx, parent, await passUp(ctx, deps, parent, parts, pieces))
    return
  }
  const other = await findLeg(ctx, contest.otherLegId)
  assert(other, 'a leg is never deleted')
  await loseTo(ctx, { parent, parts, pieces, other })
  await arriveAtLeg(ctx, deps, other, pieces.map(lineOf), { to: 'up' })
}

async function loseTo(
  ctx: Ctx,
  lost: { parent: Leg; parts: Part[]; pieces: readonly Part[]; other: Leg },
): Promise<void> {
  const { parent, parts, pieces, other } = lost
  const place = {
    bucket: 'gone',
    reason: 'PTNA',
    otherNumber: other.caseNumber,
    heldPocket: null,
    heldLo: null,
  } as const
  const next = pieces.reduce((now, piece) => patchParts(now, piece, () => place), parts)
  await saveLeg(ctx, parent, next)
}

function lineOf(piece: Part): Line {
  assert(piece.heldPocket !== null && piece.heldLo !== null, 'contested value has a place')
  return {
    range: childRangeOf(piece),
    span: { pocketId: piece.heldPocket, lo: piece.heldLo, amount: piece.amount },
  }
}
