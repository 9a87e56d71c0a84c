import {
  type Amount,
  type Ctx,
  type MemberActor,
  ok,
  type Result,
  refuse,
  type Words,
} from '@modosu/kernel'
import { postTransfers, readBalance } from '@modosu/ledger'
import type { PointsError } from '../errors.ts'
import { whoOf } from '../exchange/exchange-account.ts'
import { openMemberPoints } from '../points-account.ts'
import { refuseSpending } from '../points-policy.ts'
import type { Channel } from '../rules.ts'
import { noteUse } from './note-use.ts'

/** The ledger's key of a use. */
export function useKey(orderId: string): string {
  return `points.use:${orderId}`
}

/**
 * Uses points of a member for an order: the soonest expiry first, regular points last, into the
 * escrow of whoever sells. They keep their expiry there and can go back to their very lots.
 *
 * Refusals in order: points/spending_shut, points/insufficient, points/use_too_small,
 * points/use_limit, points/contradiction (the last three: the caller has to roll back).
 */
export async function spendPoints(
  ctx: Ctx,
  input: {
    readonly actor: MemberActor
    readonly orderId: string
    readonly amount: Amount
    /** The escrow account of the order, open, in points. */
    readonly to: string
    readonly channel?: Channel
    readonly place?: Words
  },
): Promise<Result<{ spent: Amount }, PointsError>> {
  const { actor, orderId, amount } = input
  const shut = refuseSpending(actor, ctx.now)
  if (shut) return refuse(shut)
  const from = await openMemberPoints(ctx, actor.memberId)
  const [verdict] = await postTransfers(ctx, [
    { key: useKey(orderId), from, to: input.to, amount, kind: 'points.used', who: whoOf(actor) },
  ])
  if (verdict === 'insufficient') {
    const { total } = await readBalance(ctx, from)
    return refuse({ code: 'points/insufficient', usable: String(total) })
  }
  if (verdict === 'frozen') return refuse({ code: 'points/spending_shut', until: null })
  if (verdict !== 'posted') return refuse({ code: 'points/contradiction' })
  const noted = await noteUse(ctx, {
    orderId,
    amount,
    memberId: actor.memberId,
    channel: input.channel ?? 'mall',
    ...(input.place ? { place: input.place } : {}),
  })
  return noted.ok ? ok({ spent: amount }) : noted
}
