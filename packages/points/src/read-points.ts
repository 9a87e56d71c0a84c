import { type Amount, type Ctx, sumAmounts } from '@modosu/kernel'
import { type BalanceLot, readBalance } from '@modosu/ledger'
import { readClaim } from '@modosu/recall'
import type { PointsKind } from './grant-points.ts'
import { pointsAccountOf } from './points-account.ts'
import { type Earning, readPending } from './store/earning.ts'
import { type CaseRow, readCases } from './store/points.ts'

/** Points of one kind with one expiry. */
export interface PointsLot {
  readonly kind: PointsKind
  readonly amount: Amount
  /** The first instant at which they no longer count; null while their clock is stopped for good. */
  readonly expiresAt: Date | null
}

/** Points that are kept safe for a case of the member. */
export interface HeldPoints {
  readonly caseNumber: string
  /** Stopped where they went, here or at another company. */
  readonly held: Amount
  /** Back already, waiting for the owner to be verified. */
  readonly returned: Amount
  /** The lots that the returned points came back to; their clocks are stopped. */
  readonly lots: readonly PointsLot[]
}

export interface PointsBalance {
  /** What can be used now. */
  readonly usable: Amount
  /** In the order in which they are used: the soonest expiry first, regular points last. */
  readonly lots: readonly PointsLot[]
  /** Earned and not usable yet, the soonest first. */
  readonly pending: readonly Earning[]
  readonly held: readonly HeldPoints[]
}

/** More open cases of one member than this are for the desk, not for a balance. */
const CASES_MAX = 10
/** What earned more purchases in 20 days is a business. */
const PENDING_MAX = 200

/** Reads what a member has: what can be used, lot by lot, and beside it what is kept safe. */
export async function readPoints(
  ctx: Ctx,
  input: { readonly memberId: string },
): Promise<PointsBalance> {
  const balance = await readBalance(ctx, pointsAccountOf(input.memberId))
  const lots = balance.lots.filter((lot) => lot.spendable)
  const held: HeldPoints[] = []
  for (const noted of await readCases(ctx, { memberId: input.memberId, limit: CASES_MAX })) {
    const kept = await readHeld(ctx, noted)
    if (kept) held.push(kept)
  }
  const pending = await readPending(ctx, { memberId: input.memberId, limit: PENDING_MAX })
  return { usable: balance.total, lots: lots.map(lotOf), pending, held }
}

async function readHeld(ctx: Ctx, noted: CaseRow): Promise<HeldPoints | undefined> {
  const claim = await readClaim(ctx, { caseId: noted.caseId })
  if (!claim) return undefined
  const returned = sumAmounts(claim.waitingLots.map((lot) => lot.amount))
  if (claim.held + returned === 0n) return undefined
  return {
    caseNumber: noted.caseNumber,
    held: claim.held,
    returned,
    lots: claim.waitingLots.map(lotOf),
  }
}

function lotOf(lot: Pick<BalanceLot, 'amount' | 'expiresAt' | 'rollingExpiresAt'>): PointsLot {
  return {
    kind: lot.expiresAt instanceof Date ? 'limited' : 'regular',
    amount: lot.amount,
    expiresAt: lot.expiresAt instanceof Date ? lot.expiresAt : (lot.rollingExpiresAt ?? null),
  }
}
