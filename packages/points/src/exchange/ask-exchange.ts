import {
  type Amount,
  addHours,
  type Ctx,
  type MemberActor,
  mailMember,
  ok,
  type Result,
  refuse,
} from '@modosu/kernel'
import { moveSpans } from '@modosu/ledger'
import type { PointsError } from '../errors.ts'
import { pointsMail } from '../mails.ts'
import { openMemberPoints } from '../points-account.ts'
import type { PointsDeps } from '../points-api.ts'
import { refuseExchange } from '../points-policy.ts'
import { insertExchange } from '../store/exchange.ts'
import { openExchangeAccount, regularSpans, whoOf } from './exchange-account.ts'

/** The kind of the job that sends an exchange when its time has come. */
export const SEND_EXCHANGE_JOB = 'points.send_exchange'

export interface AskedExchange {
  readonly exchangeId: string
  readonly amount: Amount
  /** Until then it can be stopped. */
  readonly sendsAt: Date
}

/**
 * Asks for regular points to be exchanged into a partner programme. They leave the balance now and
 * wait; when the time of processing is over they are sent. Until then they can be stopped: by the
 * member, and by a claim. The member is told by mail, with the way to the emergency stop.
 *
 * Refusals in order: points/unknown_programme, points/spending_shut, points/leaving_delayed,
 * points/insufficient (limited points cannot be exchanged). Not idempotent by itself: the edge's key
 * is.
 */
export async function askExchange(
  ctx: Ctx,
  deps: PointsDeps,
  input: {
    readonly programme: string
    readonly memberNumber: string
    readonly amount: Amount
    readonly actor: MemberActor
  },
): Promise<Result<AskedExchange, PointsError>> {
  const { actor, programme, memberNumber, amount } = input
  if (!(programme in deps.neighbours.neighbours)) {
    return refuse({ code: 'points/unknown_programme' })
  }
  const shut = refuseExchange(deps.policy, actor, ctx.now)
  if (shut) return refuse(shut)
  await openMemberPoints(ctx, actor.memberId)
  const found = await regularSpans(ctx, actor.memberId, amount)
  if ('usable' in found) {
    return refuse({ code: 'points/insufficient', usable: String(found.usable) })
  }
  const exchangeId = ctx.newId('exc')
  const sendsAt = addHours(ctx.now, deps.policy.exchangeHours)
  const moved = await moveSpans(ctx, {
    key: `points.exchange:${exchangeId}`,
    spans: found.spans,
    to: await openExchangeAccount(ctx, exchangeId),
    kind: 'points.exchange_asked',
    who: whoOf(actor),
  })
  if (!moved.ok) return refuse(refusalOf(moved.error.code))
  await insertExchange(ctx, {
    ...whoIs(actor),
    exchangeId,
    programme,
    memberNumber,
    amount,
    sendsAt,
  })
  await ctx.enqueue({ kind: SEND_EXCHANGE_JOB, data: { exchangeId }, dueAt: sendsAt })
  const about = { to: actor.memberId, amount, at: sendsAt, path: '/stop' }
  await mailMember(ctx, deps, pointsMail('exchange_asked', about))
  return ok({ exchangeId, amount, sendsAt })
}

function whoIs({ memberId, sessionId, deviceId }: MemberActor) {
  return { memberId, sessionId, deviceId }
}

function refusalOf(code: string): PointsError {
  // Somebody else took them between the look and the move.
  if (code === 'ledger/span_not_live') return { code: 'points/insufficient', usable: '0' }
  if (code === 'ledger/frozen') return { code: 'points/spending_shut', until: null }
  throw new Error(`the points were not moved: ${code}`)
}
