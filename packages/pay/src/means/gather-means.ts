import {
  type Amount,
  amount,
  type Ctx,
  type MemberActor,
  ok,
  type Result,
  refuse,
} from '@modosu/kernel'
import { convert, readBalance, type Span, spansOfTransaction } from '@modosu/ledger'
import type { PayError } from '../errors.ts'
import { openWallet, pointsAccountOf, whoOf } from '../pay-account.ts'
import type { PayDeps } from '../pay-api.ts'
import { walletAccountOf } from '../wallet-kinds.ts'
import { readUseOrder } from './use-order.ts'

/** The money of a payment, in the order in which it is captured: points first. */
export interface Means {
  readonly points: readonly Span[]
  readonly wallet: readonly Span[]
}

/**
 * Gathers what a payment is made of: points directly, as many as the payer says, and the rest from
 * the wallet, kind after kind in his order, in each kind the soonest expiry first. Points become Pay
 * in this transaction. A refund gives back from the end: other means first, points last.
 *
 * Refusals in order: pay/points_exceed_amount, pay/insufficient, pay/points_limit (the caller has to
 * roll back).
 */
export async function gatherMeans(
  ctx: Ctx,
  deps: Pick<PayDeps, 'notePointsUse'>,
  payment: {
    readonly actor: MemberActor
    readonly paymentRequestId: string
    readonly amount: Amount
    readonly points: Amount
  },
): Promise<Result<Means, PayError>> {
  const { actor, points } = payment
  if (points > payment.amount) return refuse({ code: 'pay/points_exceed_amount' })
  const wallet = await takeFromWallet(ctx, actor.memberId, amount(payment.amount - points))
  if (!wallet.ok) return wallet
  if (points === 0n) return ok({ points: [], wallet: wallet.value })
  const converted = await convertDirectly(ctx, deps, payment)
  return converted.ok ? ok({ points: converted.value, wallet: wallet.value }) : converted
}

async function takeFromWallet(
  ctx: Ctx,
  memberId: string,
  wanted: Amount,
): Promise<Result<readonly Span[], PayError>> {
  const spans: Span[] = []
  let missing: bigint = wanted
  for (const kind of await readUseOrder(ctx, memberId)) {
    if (missing === 0n) break
    const { lots, accounts } = await readBalance(ctx, walletAccountOf(memberId, kind))
    if (accounts.some(({ frozen }) => frozen))
      return refuse({ code: 'pay/spending_shut', until: null })
    for (const lot of lots) {
      if (!lot.spendable || missing === 0n) continue
      const size = lot.amount < missing ? lot.amount : missing
      spans.push({ ...lot.span, amount: amount(size) })
      missing -= size
    }
  }
  if (missing === 0n) return ok(spans)
  return refuse({ code: 'pay/insufficient', usable: String(wanted - missing) })
}

async function convertDirectly(
  ctx: Ctx,
  deps: Pick<PayDeps, 'notePointsUse'>,
  payment: {
    readonly actor: MemberActor
    readonly paymentRequestId: string
    readonly points: Amount
  },
): Promise<Result<readonly Span[], PayError>> {
  const { actor, paymentRequestId, points } = payment
  const { memberId } = actor
  const key = `pay.points:${paymentRequestId}`
  const to = await openWallet(ctx, memberId)
  const from = pointsAccountOf(memberId)
  const who = whoOf(actor)
  const done = await convert(ctx, { key, from, to, amount: points, kind: 'pay.converted', who })
  if (!done.ok) return refuse({ code: 'pay/insufficient', usable: await usable(ctx, from) })
  const noted = await deps.notePointsUse?.(ctx, {
    orderId: paymentRequestId,
    memberId,
    amount: points,
  })
  if (noted && !noted.ok) return refuse({ code: 'pay/points_limit', ...limitOf(noted.error) })
  const moved = await spansOfTransaction(ctx, { key })
  return ok(moved.filter((piece) => piece.toCode === to).map((piece) => piece.to))
}

export function limitOf({ limit }: { readonly limit?: string }): { usable?: string } {
  return limit === undefined ? {} : { usable: limit }
}

async function usable(ctx: Ctx, account: string): Promise<string> {
  return String((await readBalance(ctx, account)).total)
}
