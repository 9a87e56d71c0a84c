import { addHours, assert, type Ctx, mailMember } from '@modosu/kernel'
import { readBalance } from '@modosu/ledger'
import { pointsMail } from '../mails.ts'
import { pointsAccountOf } from '../points-account.ts'
import type { PointsDeps } from '../points-api.ts'
import { rulesAt } from '../rules.ts'
import { findEndingSoon, insertNotice } from '../store/notice.ts'

const AT_ONCE = 500
const ROUNDS_MAX = 2_000
const HOURS_OF_DAY = 24

/**
 * Tells members of points that end within a week, once for each day on which some end. Whoever has
 * used them meanwhile hears nothing. Run by the nightly job, also after nights that were missed.
 */
export async function tellOfExpiry(
  ctx: Ctx,
  deps: Pick<PointsDeps, 'readMembers' | 'origin' | 'displayName'>,
): Promise<void> {
  const until = addHours(ctx.now, rulesAt(ctx.now).noticeDays * HOURS_OF_DAY)
  for (let round = 1; ; round++) {
    assert(round < ROUNDS_MAX, 'more members have to be told than one night can write to')
    const ending = await findEndingSoon(ctx, { from: ctx.now, until, limit: AT_ONCE })
    for (const { memberId, expiresAt } of ending) {
      await insertNotice(ctx, { memberId, expiresAt })
      const left = await endingAt(ctx, memberId, expiresAt)
      if (left === 0n) continue
      const about = { to: memberId, amount: left, at: expiresAt, path: '/' }
      await mailMember(ctx, deps, pointsMail('points_end_soon', about))
    }
    if (ending.length < AT_ONCE) return
  }
}

async function endingAt(ctx: Ctx, memberId: string, expiresAt: Date): Promise<bigint> {
  const { lots } = await readBalance(ctx, pointsAccountOf(memberId))
  const at = expiresAt.getTime()
  return lots
    .filter((lot) => {
      const ends = lot.expiresAt instanceof Date ? lot.expiresAt : lot.rollingExpiresAt
      return lot.spendable && ends?.getTime() === at
    })
    .reduce((sum, lot) => sum + lot.amount, 0n)
}
