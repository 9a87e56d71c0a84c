import { type Amount, type Ctx, type MemberActor, ok, type Result, refuse } from '@modosu/kernel'
import { convert } from '@modosu/ledger'
import type { PayError } from './errors.ts'
import { limitOf } from './means/gather-means.ts'
import { openWallet, pointsAccountOf, whoOf } from './pay-account.ts'
import type { PayDeps } from './pay-api.ts'
import { refuseSpending } from './pay-policy.ts'
import { readBalanceOf } from './read-wallet.ts'

export interface ConvertedPoints {
  readonly conversionId: string
  readonly amount: Amount
  /** Points that are left to use. */
  readonly pointsLeft: Amount
  /** Yen in the wallet now. */
  readonly balance: Amount
}

/**
 * Turns points of a member into yen of the wallet, one to one, soonest expiry first. Each lot keeps
 * its expiry in the wallet, so that it can go back as what it was. The value stays in the account
 * and can be stopped there, so a delay of leaving does not apply.
 *
 * Refusals in order: pay/spending_shut, pay/insufficient, pay/points_limit (the caller has to roll
 * back). Not idempotent by itself: the edge's key
 * is.
 */
export async function convertPoints(
  ctx: Ctx,
  deps: Pick<PayDeps, 'notePointsUse'>,
  input: { readonly amount: Amount; readonly actor: MemberActor },
): Promise<Result<ConvertedPoints, PayError>> {
  const { actor, amount } = input
  const shut = refuseSpending(actor, ctx.now)
  if (shut) return refuse(shut)
  const points = pointsAccountOf(actor.memberId)
  const wallet = await openWallet(ctx, actor.memberId)
  const conversionId = ctx.newId('cnv')
  const converted = await convert(ctx, {
    key: `pay.conversion:${conversionId}`,
    from: points,
    to: wallet,
    amount,
    kind: 'pay.converted',
    who: whoOf(actor),
  })
  if (!converted.ok) return refuse(await refusalOfConverting(ctx, converted.error.code, points))
  const { memberId } = actor
  const noted = await deps.notePointsUse?.(ctx, { orderId: conversionId, memberId, amount })
  if (noted && !noted.ok) return refuse({ code: 'pay/points_limit', ...limitOf(noted.error) })
  return ok({
    conversionId,
    amount,
    pointsLeft: await readBalanceOf(ctx, points),
    balance: await readBalanceOf(ctx, wallet),
  })
}

async function refusalOfConverting(ctx: Ctx, code: string, points: string): Promise<PayError> {
  switch (code) {
    case 'ledger/insufficient':
      return { code: 'pay/insufficient', usable: String(await readBalanceOf(ctx, points)) }
    // Nobody ever gave this member points, so the points service has opened no account.
    case 'ledger/unknown_account':
      return { code: 'pay/insufficient', usable: '0' }
    case 'ledger/frozen':
      return { code: 'pay/spending_shut', until: null }
    default:
      throw new Error(`the points were not converted: ${code}`)
  }
}
