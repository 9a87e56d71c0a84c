import type { Amount, Ctx } from '@modosu/kernel'
import type { Evidence, Stance } from '../leg/leg.ts'
import type { BucketAmounts } from '../leg/parts.ts'
import { listAppeals } from '../store/appeal.ts'
import { listLegsOfCase } from '../store/leg.ts'
import { readPartsOf } from '../store/part.ts'

/** A holder's objection to what is held in front of him. */
export interface AskedAppeal {
  readonly appealId: string
  readonly account: string
  readonly openedAt: Date
  readonly decidedAt: Date | null
  readonly outcome: 'kept' | 'dismissed' | null
}

/** What a company that was asked holds for a case: its own part and nothing of the others'. */
export interface AskedPart extends BucketAmounts {
  readonly legId: string
  readonly assigner: string
  readonly asked: Amount
  readonly attempt: number
  readonly stance: Stance
  readonly evidence: Evidence
  readonly holdUntil: Date
  readonly renewals: number
  readonly decisionDue: Date | null
  readonly settled: boolean
  readonly accounts: readonly { account: string; bucket: string; amount: Amount }[]
  readonly appeals: readonly AskedAppeal[]
}

/** The legs by which others ask this company in a case. */
export async function readAskedParts(
  ctx: Ctx,
  input: { readonly caseId: string },
): Promise<readonly AskedPart[]> {
  const legs = await listLegsOfCase(ctx, input.caseId, 'assignee')
  const ids = legs.map((leg) => leg.legId)
  const parts = await readPartsOf(ctx, ids)
  const appeals = await listAppeals(ctx, ids)
  return legs.map((leg) => ({
    legId: leg.legId,
    assigner: leg.neighbour ?? '',
    asked: leg.asked,
    attempt: leg.attempt,
    stance: leg.stance,
    evidence: leg.evidence,
    holdUntil: leg.holdUntil,
    renewals: leg.renewals,
    decisionDue: leg.settledAt ? null : leg.decisionDue,
    settled: leg.settledAt !== null,
    ...leg.amounts,
    accounts: (parts.get(leg.legId) ?? []).flatMap((part) =>
      part.account === null
        ? []
        : [{ account: part.account, bucket: part.bucket, amount: part.amount }],
    ),
    appeals: appeals.filter((appeal) => appeal.legId === leg.legId),
  }))
}
