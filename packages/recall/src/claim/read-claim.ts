import { type Amount, amount, type Ctx } from '@modosu/kernel'
import { type BalanceLot, readBalance } from '@modosu/ledger'
import type { Evidence, Leg, Stance } from '../leg/leg.ts'
import { type BucketAmounts, type Part, sumBuckets } from '../leg/parts.ts'
import { returnedAccount } from '../leg/pass-up.ts'
import { piecesOfChild } from '../leg/receive-report.ts'
import { findRootLeg, listChildLegs, listLegsOfCase, rangesFromJson } from '../store/leg.ts'
import { readParts } from '../store/part.ts'
import type { ReportMessage } from '../wire/messages.ts'

/** What one neighbour was asked for, and what it says. */
export interface ClaimLeg extends BucketAmounts {
  readonly legId: string
  readonly company: string
  readonly asked: Amount
  /** False until the first report: nobody there has said anything yet. */
  readonly answered: boolean
  readonly holdings: readonly {
    readonly kind: string
    readonly bucket: string
    readonly amount: Amount
    readonly stoppableUntil: Date | null
  }[]
  readonly answerDue: Date
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
  const root = await findRootLeg(ctx, input.caseId)
  if (!root) return undefined
  const parts = await readParts(ctx, root.legId)
  const children = await listChildLegs(ctx, root.legId)
  const waiting = await readBalance(ctx, returnedAccount(root.caseId, root.unit))
  return {
    caseId: root.caseId,
    caseNumber: root.caseNumber,
    ownerId: root.owner,
    stance: root.stance,
    evidence: root.evidence,
    stolen: root.asked,
    ...foldChildren(parts, children),
    holdUntil: root.holdUntil,
    usable: root.usableAt !== null,
    settled: root.settledAt !== null,
    legs: children.map(claimLegOf),
    waitingLots: waiting.lots,
  }
}

/**
 * The root's amounts with what the neighbours hold counted as held. Only offsets that are still
 * onward here are looked up there: a report that is behind its own return counts nothing twice.
 */
function foldChildren(parts: readonly Part[], children: readonly Leg[]): BucketAmounts {
  const own = sumBuckets(parts)
  const onward = parts.filter((part) => part.bucket === 'onward')
  let heldThere = 0n
  for (const child of children) {
    const report = child.report as ReportMessage | null
    for (const range of rangesFromJson(report?.offsets.held ?? [])) {
      for (const piece of piecesOfChild(onward, child.legId, range)) heldThere += piece.amount
    }
  }
  return {
    ...own,
    held: amount(own.held + heldThere),
    onward: amount(own.onward - heldThere),
  }
}

function claimLegOf(child: Leg): ClaimLeg {
  const report = child.report as ReportMessage | null
  return {
    legId: child.legId,
    company: child.neighbour ?? '',
    asked: child.asked,
    ...child.amounts,
    answered: child.revision > 0,
    holdings: (report?.holdings ?? []).map((holding) => ({
      kind: holding.kind,
      bucket: holding.bucket,
      amount: amount(BigInt(holding.amount)),
      stoppableUntil: holding.stoppableUntil ? new Date(holding.stoppableUntil) : null,
    })),
    answerDue: child.answerDue,
  }
}

/** What a company that was asked holds for a case: its own part and nothing of the others'. */
export interface AskedPart extends BucketAmounts {
  readonly legId: string
  readonly assigner: string
  readonly asked: Amount
  readonly stance: Stance
  readonly evidence: Evidence
  readonly holdUntil: Date
  readonly settled: boolean
  readonly accounts: readonly { account: string; bucket: string; amount: Amount }[]
}

/** The legs by which others ask this company in a case. */
export async function readAskedParts(
  ctx: Ctx,
  input: { readonly caseId: string },
): Promise<readonly AskedPart[]> {
  const legs = await listLegsOfCase(ctx, input.caseId, 'assignee')
  const asked: AskedPart[] = []
  for (const leg of legs) {
    const parts = await readParts(ctx, leg.legId)
    asked.push({
      legId: leg.legId,
      assigner: leg.neighbour ?? '',
      asked: leg.asked,
      stance: leg.stance,
      evidence: leg.evidence,
      holdUntil: leg.holdUntil,
      settled: leg.settledAt !== null,
      ...leg.amounts,
      accounts: parts.flatMap((part) =>
        part.account === null
          ? []
          : [{ account: part.account, bucket: part.bucket, amount: part.amount }],
      ),
    })
  }
  return asked
}
