import {
  type Amount,
  type Ctx,
  type MemberActor,
  mailMember,
  ok,
  type Result,
  refuse,
  startOfJstDay,
} from '@modosu/kernel'
import type { PayError } from '../errors.ts'
import { payMail } from '../mails.ts'
import type { PayDeps } from '../pay-api.ts'
import { refuseSpending } from '../pay-policy.ts'
import { insertCharge, sumCharged } from '../store/charge.ts'
import { lockWallet } from '../store/wallet.ts'
import { chargeLimitsAt, countedWhileNew } from './charge-limits.ts'

/** The kind of the job that takes a charge out of the bank account. */
export const CHARGE_JOB = 'pay.charge'
const MONTH_DAYS = 30

/**
 * Takes money out of the member's own bank account into his wallet. It comes as soon as the bank has
 * said yes; a finished charge cannot be cancelled. He is told by mail, with the way to the stop.
 *
 * Refusals in order: pay/charging_unknown (this company has no bank), pay/spending_shut,
 * pay/no_bank_account, pay/charge_size (below or above what one charge may be), pay/charge_limit. Not
 * idempotent by itself: the edge's key is. The unit is yen.
 */
export async function askCharge(
  ctx: Ctx,
  deps: PayDeps,
  input: { readonly amount: Amount; readonly actor: MemberActor },
): Promise<Result<{ chargeId: string }, PayError>> {
  const { amount, actor } = input
  const { memberId, sessionId, deviceId } = actor
  if (!deps.charging) return refuse({ code: 'pay/charging_unknown' })
  const shut = refuseSpending(actor, ctx.now)
  if (shut) return refuse(shut)
  const bank = await deps.charging.readBankAccount(ctx, memberId)
  if (!bank) return refuse({ code: 'pay/no_bank_account' })
  const { atLeast, atMost } = chargeLimitsAt(ctx.now)
  if (amount < atLeast) return refuse({ code: 'pay/charge_size', usable: String(atLeast) })
  if (amount > atMost) return refuse({ code: 'pay/charge_size', usable: String(atMost) })
  await lockWallet(ctx, memberId)
  const left = await leftToCharge(ctx, memberId, bank.since)
  if (amount > left) return refuse({ code: 'pay/charge_limit', usable: String(left) })
  const chargeId = ctx.newId('chr')
  const bankAccountId = bank.payoutAccountId
  await insertCharge(ctx, { chargeId, memberId, amount, bankAccountId, sessionId, deviceId })
  await ctx.enqueue({ kind: CHARGE_JOB, data: { chargeId } })
  await mailMember(ctx, deps, payMail('charging', { to: memberId, amount, path: '/stop' }))
  return ok({ chargeId })
}

async function leftToCharge(ctx: Ctx, memberId: string, registeredAt: Date): Promise<bigint> {
  const { perMonth, perDayWhileNew } = chargeLimitsAt(ctx.now)
  const since = startOfJstDay(ctx.now, -MONTH_DAYS)
  const ofMonth = perMonth - (await sumCharged(ctx, { memberId, since }))
  const today = countedWhileNew(ctx.now, registeredAt)
  if (!today) return ofMonth > 0n ? ofMonth : 0n
  const ofDay = perDayWhileNew - (await sumCharged(ctx, { memberId, since: today }))
  const least = ofDay < ofMonth ? ofDay : ofMonth
  return least > 0n ? least : 0n
}
