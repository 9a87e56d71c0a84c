import { type Amount, type Ctx, ok, type Result, refuse } from '@modosu/kernel'
import type { PointsError } from '../errors.ts'
import { findAnnounced, findMemberByNumber, insertAnnounced } from '../store/exchange.ts'

/**
 * A partner programme announces points for one of our members, whom it knows by a number only. The
 * same announcement again gets the same answer.
 *
 * Refusals in order: points/unknown_member_number, points/contradiction (known under this id with
 * other content, or from somebody else).
 */
export async function receiveAnnouncement(
  ctx: Ctx,
  input: {
    readonly exchangeId: string
    readonly programme: string
    readonly memberNumber: string
    readonly amount: Amount
  },
): Promise<Result<{ state: 'expected' }, PointsError>> {
  const { exchangeId, programme, amount } = input
  const memberId = await findMemberByNumber(ctx, input.memberNumber)
  if (memberId === undefined) return refuse({ code: 'points/unknown_member_number' })
  await insertAnnounced(ctx, { exchangeId, programme, memberId, amount })
  const known = await findAnnounced(ctx, exchangeId)
  const same =
    known?.programme === programme && known.memberId === memberId && known.amount === amount
  return same ? ok({ state: 'expected' }) : refuse({ code: 'points/contradiction' })
}
