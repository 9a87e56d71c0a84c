import { type Amount, addHours, amount, type Ctx, ok, type Result, refuse } from '@modosu/kernel'
import { type SpanOrigin, spansOfSessions } from '@modosu/ledger'
import { changeAsk } from '../ask/change-ask.ts'
import type { RecallError } from '../errors.ts'
import { betterEvidence, type Evidence, type Leg } from '../leg/leg.ts'
import { newLeg } from '../leg/new-leg.ts'
import type { Part, Range } from '../leg/parts.ts'
import { originSpan } from '../leg/pass-up.ts'
import { mergeRanges } from '../leg/ranges.ts'
import type { RecallDeps } from '../recall-deps.ts'
import { listRootLegs, lockCase } from '../store/leg.ts'
import { readPartsOf } from '../store/part.ts'
import { lotsOf, spansOutside } from './claimed-lots.ts'
import { offsetsFrom, placeRoot } from './place-root.ts'
import { stillLost } from './still-lost.ts'

/**
 * More is known of a takeover: better evidence, or sessions that were not claimed. The evidence is
 * raised for all of the claim, and its holds last as long as that evidence gives. What the named
 * sessions took and nobody claims yet is held and asked for at once by a root leg of its own, whose
 * offsets follow on the others'; it begins provisional, whatever was decided about the rest, since
 * people have decided about an amount. Only freezes. Doing it again changes nothing.
 *
 * `sessionIds` are all sessions that were not the owner's, claimed or not. Refusals in order:
 * recall/unknown_case, recall/not_confirmable (the claim was withdrawn, and there is more to claim).
 */
export async function addToClaim(
  ctx: Ctx,
  deps: RecallDeps,
  input: {
    readonly caseId: string
    readonly sessionIds: readonly string[]
    readonly evidence: Evidence
  },
): Promise<Result<{ added: Amount }, RecallError>> {
  await lockCase(ctx, input.caseId)
  const roots = await listRootLegs(ctx, input.caseId)
  const newest = roots.at(-1)
  if (!newest) return refuse({ code: 'recall/unknown_case' })
  const found = await unclaimed(ctx, newest.owner, { roots, sessionIds: input.sessionIds })
  if (newest.stance === 'withdrawn') {
    if (found.length === 0) return ok({ added: amount(0n) })
    return refuse({ code: 'recall/not_confirmable' })
  }
  const evidence = betterEvidence(newest.evidence, input.evidence)
  const holdUntil = addHours(ctx.now, deps.policy.holdHours[evidence])
  for (const root of roots) {
    const { stance, renewals } = root
    await changeAsk(ctx, deps, root, { stance, renewals, evidence, holdUntil })
  }
  if (found.length === 0) return ok({ added: amount(0n) })
  const offsets = mergeRanges(offsetsFrom(endOf(roots), found))
  const leg = rootLeg(ctx, deps, newest, { offsets, evidence, holdUntil })
  await placeRoot(ctx, deps, leg, found)
  return ok({ added: leg.asked })
}

/** What these sessions took that no root asks for, and that was not given back since. */
async function unclaimed(
  ctx: Ctx,
  owner: string | null,
  claim: { readonly roots: readonly Leg[]; readonly sessionIds: readonly string[] },
): Promise<SpanOrigin[]> {
  const { roots, sessionIds } = claim
  if (owner === null || sessionIds.length === 0) return []
  const parts = await readPartsOf(
    ctx,
    roots.map((root) => root.legId),
  )
  const asked: Part[] = [...parts.values()].flat()
  const known = await lotsOf(ctx, asked.map(originSpan))
  const taken = await spansOfSessions(ctx, { sessionIds, owner })
  const spans = await spansOutside(ctx, taken, known)
  return await stillLost(ctx, spans)
}

/** The offsets of what is added begin where those of the claim end. */
function endOf(roots: readonly Leg[]): bigint {
  return roots.reduce((end, { offsets }) => {
    const last = offsets.at(-1)
    const its = last ? last.lo + last.amount : 0n
    return its > end ? its : end
  }, 0n)
}

function rootLeg(
  ctx: Ctx,
  deps: RecallDeps,
  newest: Leg,
  added: { offsets: readonly Range[]; evidence: Evidence; holdUntil: Date },
): Leg {
  const { policy } = deps
  const { caseId, caseNumber, owner, unit, reason, usableAt } = newest
  return newLeg(
    {
      legId: ctx.newId('leg'),
      role: 'root',
      caseId,
      caseNumber,
      owner,
      attempt: newest.attempt + 1,
      offsets: added.offsets,
      unit,
      stance: 'provisional',
      reason,
      evidence: added.evidence,
      holdUntil: added.holdUntil,
      answerDue: addHours(ctx.now, policy.answerHours),
      hopsLeft: policy.hopsMax,
      renewals: 0,
      indemnity: null,
      openedAt: ctx.now,
      usableAt,
    },
    'held',
  )
}
