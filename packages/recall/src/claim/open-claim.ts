import { type Amount, addHours, amount, type Ctx, ok, type Result } from '@modosu/kernel'
import { type SpanOrigin, spansOfSessions } from '@modosu/ledger'
import type { RecallError } from '../errors.ts'
import type { Evidence, Leg } from '../leg/leg.ts'
import { newLeg } from '../leg/new-leg.ts'
import type { Range } from '../leg/parts.ts'
import { countFailedClaims } from '../measure/failed-claims.ts'
import type { RecallDeps } from '../recall-deps.ts'
import { listRootLegs, lockCase } from '../store/leg.ts'
import { offsetsFrom, placeRoot } from './place-root.ts'
import { stillLost } from './still-lost.ts'

/** What an owner loses is told in points where there are any; a company may have none. */
const CLAIM_UNIT = 'pt'
/** A hold lasts at least so long, however often the owner was wrong before. */
const HOLD_HOURS_MIN = 1

/**
 * Opens the claim of a case: finds what these sessions took out of the owner's accounts and what was
 * not given back since, holds what is still here and asks the neighbours that the rest went to. It
 * only freezes. Opening a claim again changes nothing.
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
  const [, [known]] = await Promise.all([
    lockCase(ctx, input.caseId),
    listRootLegs(ctx, input.caseId),
  ])
  if (known) return ok({ stolen: known.asked })
  const spans =
    input.sessionIds.length === 0
      ? []
      : await spansOfSessions(ctx, { sessionIds: input.sessionIds, owner: input.ownerId })
  const origins = await stillLost(ctx, spans)
  const offsets = offsetsFrom(0n, origins)
  const leg = await firstRoot(ctx, deps, { ...input, origins, offsets })
  await placeRoot(ctx, deps, leg, origins)
  return ok({ stolen: leg.asked })
}

async function firstRoot(
  ctx: Ctx,
  deps: RecallDeps,
  claim: {
    caseId: string
    caseNumber: string
    ownerId: string
    evidence: Evidence
    origins: readonly SpanOrigin[]
    offsets: readonly Range[]
  },
): Promise<Leg> {
  const units = claim.origins.map((one) => one.unit)
  const total = claim.offsets.reduce((sum, range) => sum + range.amount, 0n)
  const failed = await countFailedClaims(ctx, claim.ownerId)
  return newLeg(
    {
      legId: ctx.newId('leg'),
      role: 'root',
      caseId: claim.caseId,
      caseNumber: claim.caseNumber,
      owner: claim.ownerId,
      attempt: 1,
      offsets: total > 0n ? [{ lo: 0n, amount: amount(total) }] : [],
      unit: units.includes(CLAIM_UNIT) ? CLAIM_UNIT : (units[0] ?? CLAIM_UNIT),
      stance: 'provisional',
      reason: 'UAPA',
      evidence: claim.evidence,
      holdUntil: addHours(ctx.now, holdHours(deps, claim.evidence, failed)),
      answerDue: addHours(ctx.now, deps.policy.answerHours),
      hopsLeft: deps.policy.hopsMax,
      renewals: 0,
      indemnity: null,
      openedAt: ctx.now,
    },
    'held',
  )
}

/** A claim that failed raises the bar for the next one of the same owner: half the time for each. */
function holdHours(deps: RecallDeps, evidence: Evidence, failed: number): number {
  const hours = deps.policy.holdHours[evidence] / 2 ** failed
  return hours < HOLD_HOURS_MIN ? HOLD_HOURS_MIN : hours
}
