import { assert, type Ctx, mustSucceed } from '@modosu/kernel'
import { extendRolling, monthEndExpiry } from '@modosu/ledger'
import type { ArrivedPayment } from '@modosu/recall'
import { startExpiryClock } from '../expire-points.ts'
import { openMemberPoints, POINTS_UNIT } from '../points-account.ts'
import { findAnnounced, writeCredited } from '../store/exchange.ts'

/** The points account that an arriving exchange credits; only what was announced is taken, once. */
export async function accountForExchange(
  ctx: Ctx,
  payment: ArrivedPayment,
): Promise<string | undefined> {
  const announced = await findAnnounced(ctx, payment.reference)
  const awaited =
    announced?.programme === payment.neighbour &&
    announced.amount === payment.amount &&
    announced.creditedAt === null &&
    payment.unit === POINTS_UNIT
  return awaited ? await openMemberPoints(ctx, announced.memberId) : undefined
}

/** Points from a partner count as regular ones: they move all regular points to the new date. */
export async function creditExchange(ctx: Ctx, payment: ArrivedPayment): Promise<void> {
  const announced = await findAnnounced(ctx, payment.reference)
  assert(announced, 'an exchange was credited to a member')
  const code = await openMemberPoints(ctx, announced.memberId)
  const extended = await extendRolling(ctx, { code, rollingExpiresAt: monthEndExpiry(ctx.now) })
  mustSucceed(extended, 'the date of regular points can be moved')
  await writeCredited(ctx, payment.reference)
  await startExpiryClock(ctx)
}
