import { type Amount, amount, type Ctx } from '@modosu/kernel'
import { type BalanceLot, originsOfSpans, readBalance } from '@modosu/ledger'
import type { Beyond, Evidence, Leg, Stance } from '../leg/leg.ts'
import { type BucketAmounts, type Part, sumBuckets } from '../leg/parts.ts'
import { originSpan } from '../leg/pass-up.ts'
import { piecesOfChild } from '../report/apply-reports.ts'
import { coveredRanges } from '../store/cover.ts'
import { listChildLegs, listRootLegs, rangesFromJson } from '../store/leg.ts'
import type { ReportMessage } from '../wire/messages.ts'
import { currentParts, cutOut } from './ask-again.ts'
import { returnedAccount } from './give-back-to-lots.ts'

/** What one neighbour was asked for, and what it says. */
export interface ClaimLeg extends BucketAmounts {
  readonly legId: string
  readonly company: string
  readonly asked: Amount
  readonly attempt: number
  /** False until the first report: nobody there has said anything yet. */
  readonly answered: boolean
  /** Of what is onward there: what companies further away hold, have sent back, and tell as lost. */
  readonly beyond: Beyond
  readonly holdings: readonly {
    readonly kind: string
    readonly bucket: string
    readonly amount: Amount
    readonly stoppableUntil: Date | null
    readonly reason?: string | null
  }[]
  readonly answerDue: Date
  /** By when the neighbour should have decided about what it holds. */
  readonly decisionDue: Date | null
  readonly nextUpdateDue: Date | null
  /** A holder there objects and has not been heard yet: the decision stands still. */
  readonly appealed: boolean
  /** The neighbour's definite no, as its code. */
  readonly refusedBy: string | null
}

/** A claim as its owner and the desk see it; the five amounts always add up to `stolen`. */
export interface Claim extends BucketAmounts {
  readonly caseId: string
  readonly caseNumber: string
  readonly ownerId: string | null
  readonly stance: Stance
  readonly evidence: Evidence
  readonly stolen: Amount
  readonly holdUntil: Date
  readonly renewals: number
  readonly attempts: number
  /** What people have not decided about yet: all of a claim at first, later what was added to it. */
  readonly undecided: Amount
  /** What the owner has said was his own doing: it is in `released`, or will be. */
  readonly letGo: Amount
  /** Paid to the owner from the loss account, for offsets in any of the buckets. */
  readonly covered: Amount
  readonly usable: boolean
  readonly settled: boolean
  readonly legs: readonly ClaimLeg[]
  /** Returned points that wait for the owner, by the expiry of their lot. */
  readonly waitingLots: readonly BalanceLot[]
}

/** The claim of a case at the company that opened it, or `undefined` where there is none. */
export async function readClaim(
  ctx: Ctx,
  input: { readonly caseId: string },
): Promise<Claim | undefined> {
  const roots = await listRootLegs(ctx, input.caseId)
  const [first] = roots
  const newest = roots.at(-1)
  if (!first || !newest) return undefined
  const parts = await currentParts(ctx, roots)
  const children: Leg[] = []
  for (const root of roots) children.push(...(await listChildLegs(ctx, root.legId)))
  const covered = await coveredRanges(ctx, first.caseId)
  return {
    caseId: first.caseId,
    caseNumber: first.caseNumber,
    ownerId: first.owner,
    stance: newest.stance,
    evidence: newest.evidence,
    stolen: amount(parts.reduce((sum, part) => sum + part.amount, 0n)),
    ...foldChildren(parts, roots, children),
    holdUntil: newest.holdUntil,
    renewals: newest.renewals,
    attempts: attemptsOf(roots),
    undecided: await undecidedOf(ctx, roots),
    letGo: amount(sumOf(roots.flatMap((root) => root.letGo))),
    covered: amount(covered.reduce((sum, range) => sum + range.amount, 0n)),
    usable: newest.usableAt !== null,
    settled: roots.every((root) => root.settledAt !== null),
    legs: children.map(claimLegOf),
    waitingLots: await waitingLots(ctx, first, parts),
  }
}

/** What waits for the owner, in every unit that something was taken in. */
async function waitingLots(ctx: Ctx, root: Leg, parts: readonly Part[]): Promise<BalanceLot[]> {
  const origins = await originsOfSpans(ctx, { spans: parts.map(originSpan) })
  const units = new Set([root.unit, ...origins.map((one) => one.unit)])
  const lots: BalanceLot[] = []
  for (const unit of [...units].sort()) {
    lots.push(...(await readBalance(ctx, returnedAccount(root.caseId, unit))).lots)
  }
  return lots
}

async function undecidedOf(ctx: Ctx, roots: readonly Leg[]): Promise<Amount> {
  const open = roots.filter((root) => root.stance === 'provisional')
  if (open.length === 0) return amount(0n)
  const letGo = open.flatMap((root) => root.letGo)
  const parts = await currentParts(ctx, open)
  return amount(sumOf(parts.flatMap((part) => cutOut(part, letGo))))
}

/** What was added to a claim is no second attempt at it: that begins where an earlier one has been. */
function attemptsOf(roots: readonly Leg[]): number {
  let end = 0n
  let attempts = 1
  for (const { offsets } of roots) {
    const [first] = offsets
    const last = offsets.at(-1)
    if (!first || !last) continue
    if (first.lo < end) attempts += 1
    else end = last.lo + last.amount
  }
  return attempts
}

function sumOf(ranges: readonly { amount: bigint }[]): bigint {
  return ranges.reduce((sum, range) => sum + range.amount, 0n)
}

/**
 * The root's amounts with what companies further away hold counted as held: the neighbours, and by the
 * figures that they tell, whoever is behind them. Of a neighbour that was silent its own word counts.
 */
function foldChildren(
  parts: readonly Part[],
  roots: readonly Leg[],
  children: readonly Leg[],
): BucketAmounts {
  const own = sumBuckets(parts)
  const beyond = roots.reduce((sum, root) => sum + root.beyond.held, 0n)
  const onward = beyond < own.onward ? beyond : own.onward
  const late = heldBySilent(parts, children)
  return {
    ...own,
    held: amount(own.held + onward + late),
    onward: amount(own.onward - onward),
    gone: amount(own.gone - late),
  }
}

function heldBySilent(parts: readonly Part[], children: readonly Leg[]): bigint {
  const silent = parts.filter((part) => part.bucket === 'no_answer')
  if (silent.length === 0) return 0n
  let total = 0n
  for (const child of children) {
    const report = child.report as ReportMessage | null
    const held = [...(report?.offsets.held ?? []), ...(report?.offsets.awaited ?? [])]
    for (const range of rangesFromJson(held)) {
      total += sumOf(piecesOfChild(silent, child.legId, range))
    }
  }
  return total
}

function claimLegOf(child: Leg): ClaimLeg {
  const report = child.report as ReportMessage | null
  return {
    legId: child.legId,
    company: child.neighbour ?? '',
    asked: child.asked,
    attempt: child.attempt,
    ...child.amounts,
    answered: child.revision > 0,
    beyond: child.beyond,
    holdings: (report?.holdings ?? []).map((holding) => ({
      kind: holding.kind,
      bucket: holding.bucket === 'awaited' ? 'held' : holding.bucket,
      amount: amount(BigInt(holding.amount)),
      stoppableUntil: dateOf(holding.stoppableUntil),
      reason: holding.reason,
    })),
    answerDue: child.answerDue,
    decisionDue: dateOf(report?.decisionDue),
    nextUpdateDue: dateOf(report?.nextUpdateDue),
    appealed: report?.appeal ? report.appeal.decidedAt === null : false,
    refusedBy: child.refusedBy,
  }
}

function dateOf(instant: string | null | undefined): Date | null {
  return instant ? new Date(instant) : null
}
