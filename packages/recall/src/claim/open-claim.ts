import { type Amount, addHours, amount, type Ctx, ok, type Result } from '@modosu/kernel'
import { spansOfSessions } from '@modosu/ledger'
import type { RecallError } from '../errors.ts'
import type { Evidence, Leg } from '../leg/leg.ts'
import type { Part } from '../leg/parts.ts'
import { placeParts } from '../leg/place-parts.ts'
import { saveLeg } from '../leg/save-leg.ts'
import type { RecallDeps } from '../recall-deps.ts'
import { findRootLeg, insertLeg, lockCase } from '../store/leg.ts'

/** Unit of what an owner loses; Pay's yen goes back to the points it was made from. */
const CLAIM_UNIT = 'pt'

/**
 * Opens the claim of a case: finds what these sessions took out of the owner's accounts, holds what
 * is still here and asks the neighbours that the rest went to. It only freezes. Opening a claim
 * again changes nothing.
 */
export async function openClaim(
  ctx: Ctx,
  deps: RecallDeps,
  input: {
    readonly caseId: string
    readonly caseNumber: string
    readonly ownerId: string
    readonly sessionIds: readonly string[]
    readonly evidence: Evidence
  },
): Promise<Result<{ stolen: Amount }, RecallError>> {
  await lockCase(ctx, input.caseId)
  const known = await findRootLeg(ctx, input.caseId)
  if (known) return ok({ stolen: known.asked })
  const spans =
    input.sessionIds.length === 0
      ? []
      : await spansOfSessions(ctx, { sessionIds: input.sessionIds, owner: input.ownerId })
  let lo = 0n
  const parts = spans.map((span): Part => {
    const part = awaitedPart(lo, span.amount, { pocket: span.pocketId, lo: span.lo })
    lo += span.amount
    return part
  })
  const leg = rootLeg(ctx, deps, { ...input, asked: amount(lo) })
  await insertLeg(ctx, leg)
  await ctx.enqueue({
    kind: 'recall.expire_hold',
    data: { legId: leg.legId },
    dueAt: leg.holdUntil,
  })
  await saveLeg(ctx, leg, await placeParts(ctx, deps, leg, parts))
  return ok({ stolen: leg.asked })
}

/** Offsets that have no place yet; with an origin they can be traced. */
export function awaitedPart(
  lo: bigint,
  size: Amount,
  origin: { pocket: bigint; lo: bigint } | undefined,
): Part {
  return {
    lo,
    amount: size,
    bucket: 'awaited',
    reason: null,
    originPocket: origin?.pocket ?? null,
    originLo: origin?.lo ?? null,
    account: null,
    holdingKind: null,
    stoppableUntil: null,
    heldPocket: null,
    heldLo: null,
    childLegId: null,
    childLo: null,
  }
}

function rootLeg(
  ctx: Ctx,
  deps: RecallDeps,
  claim: {
    caseId: string
    caseNumber: string
    ownerId: string
    evidence: Evidence
    asked: Amount
  },
): Leg {
  const none = amount(0n)
  return {
    legId: ctx.newId('leg'),
    role: 'root',
    caseId: claim.caseId,
    caseNumber: claim.caseNumber,
    neighbour: null,
    parentLegId: null,
    owner: claim.ownerId,
    transferId: null,
    attempt: 1,
    offsets: [{ lo: 0n, amount: claim.asked }],
    unit: CLAIM_UNIT,
    asked: claim.asked,
    stance: 'provisional',
    reason: 'UAPA',
    evidence: claim.evidence,
    holdUntil: addHours(ctx.now, deps.policy.holdHours[claim.evidence]),
    answerDue: addHours(ctx.now, deps.policy.answerHours),
    hopsLeft: deps.policy.hopsMax,
    revision: 0,
    amounts: { held: claim.asked, onward: none, gone: none, returned: none, released: none },
    report: null,
    usableAt: null,
    openedAt: ctx.now,
    settledAt: null,
  }
}
