import { type Amount, type Ctx, ok, type Result, refuse, unreachable } from '@modosu/kernel'
import { issuePoints, monthEndExpiry } from '@modosu/ledger'
import type { PointsError } from './errors.ts'
import { startExpiryClock } from './expire-points.ts'
import { openMemberPoints } from './points-account.ts'
import { insertGrant } from './store/points.ts'

export type PointsKind = 'regular' | 'limited'

export interface GrantPointsInput {
  readonly memberId: string
  readonly amount: Amount
  readonly kind: PointsKind
  /** The first instant at which limited points no longer count. Regular points take the rolling date. */
  readonly expiresAt?: Date
  /** What the member reads in the history. */
  readonly remark: string
  readonly staffId: string
}

export interface GrantedPoints {
  readonly grantId: string
  readonly expiresAt: Date
}

/** One slip of the finger must not give away a fortune: more takes several grants. */
const GRANT_POINTS_MAX = 1_000_000n
/** Limited points live for days to months. */
const LIMITED_DAYS_MAX = 366
const DAY_MS = 24 * 60 * 60 * 1000

/**
 * Gives points to a member, usable at once. Limited points (期間限定) keep their own expiry for
 * ever; regular points (通常) move all regular points of the member to the end of the month before
 * the same month next year, in JST. The account is opened when the member has none.
 *
 * Refusals in order: points/expiry_wrong, points/grant_too_large.
 * Not idempotent by itself: the edge's key is.
 */
export async function grantPoints(
  ctx: Ctx,
  input: GrantPointsInput,
): Promise<Result<GrantedPoints, PointsError>> {
  const wrong = checkExpiry(ctx.now, input)
  if (wrong) {
    const errors = [{ pointer: '/body/expiresAt', reason: wrong }]
    return refuse({ code: 'points/expiry_wrong', errors })
  }
  if (input.amount > GRANT_POINTS_MAX) {
    return refuse({ code: 'points/grant_too_large', limit: String(GRANT_POINTS_MAX) })
  }
  const rolling = monthEndExpiry(ctx.now)
  const expiresAt = input.expiresAt ?? rolling
  const grantId = ctx.newId('grant')
  const issued = await issuePoints(ctx, {
    key: `points.grant:${grantId}`,
    to: await openMemberPoints(ctx, input.memberId),
    amount: input.amount,
    kind: 'points.granted',
    who: { subject: input.staffId },
    ...(input.kind === 'limited'
      ? { expiresAt }
      : { expiresAt: 'rolling', rollingExpiresAt: rolling }),
  })
  if (!issued.ok) throw new Error(`points were not issued: ${issued.error.code}`)
  await insertGrant(ctx, { ...input, grantId, expiresAt })
  await startExpiryClock(ctx)
  return ok({ grantId, expiresAt })
}

function checkExpiry(now: Date, input: GrantPointsInput): string | undefined {
  const { kind, expiresAt } = input
  switch (kind) {
    case 'regular':
      return expiresAt && 'regular points take the rolling date; leave it out'
    case 'limited': {
      if (!expiresAt) return 'limited points need an expiry'
      const ms = expiresAt.getTime() - now.getTime()
      if (ms <= 0) return 'must be in the future'
      return ms > LIMITED_DAYS_MAX * DAY_MS ? `must be within ${LIMITED_DAYS_MAX} days` : undefined
    }
    default:
      return unreachable(kind)
  }
}
