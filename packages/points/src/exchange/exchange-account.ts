import { amount, type Ctx, mustSucceed } from '@modosu/kernel'
import { moveSpans, openAccount, readBalance, type Span, type Who } from '@modosu/ledger'
import { POINTS_UNIT, pointsAccountOf } from '../points-account.ts'
import type { Exchange } from '../store/exchange.ts'

const EXCHANGE = /^exchange:(exc_[0-9a-z]+)$/

/** The ledger account in which points wait until they are sent. */
export function exchangeAccountOf(exchangeId: string): string {
  return `exchange:${exchangeId}`
}

/** Which exchange an account belongs to, or `undefined` when it belongs to none. */
export function exchangeOfAccount(account: string): string | undefined {
  return EXCHANGE.exec(account)?.[1]
}

export async function openExchangeAccount(ctx: Ctx, exchangeId: string): Promise<string> {
  const code = exchangeAccountOf(exchangeId)
  const opened = await openAccount(ctx, { code, unit: POINTS_UNIT, kind: 'escrow' })
  mustSucceed(opened, 'an account for an exchange can be opened')
  return code
}

/**
 * The member's regular points, up to `wanted`: limited ones end at a date of their own and stay where
 * they are. `undefined` when there are fewer.
 */
export async function regularSpans(
  ctx: Ctx,
  memberId: string,
  wanted: bigint,
): Promise<{ spans: Span[] } | { usable: bigint }> {
  const { lots } = await readBalance(ctx, pointsAccountOf(memberId))
  const spans: Span[] = []
  let left = wanted
  for (const lot of lots) {
    if (lot.expiresAt !== 'rolling' || !lot.spendable || left === 0n) continue
    const size = lot.amount < left ? lot.amount : amount(left)
    spans.push({ ...lot.span, amount: size })
    left -= size
  }
  return left === 0n ? { spans } : { usable: wanted - left }
}

/** Puts whatever still waits in an exchange's account back where it was. */
export async function putBack(ctx: Ctx, exchange: Exchange, why: string): Promise<void> {
  const { lots } = await readBalance(ctx, exchangeAccountOf(exchange.exchangeId))
  if (lots.length === 0) return
  const moved = await moveSpans(ctx, {
    key: `points.exchange_${why}:${ctx.newId('mv')}`,
    spans: lots.map((lot) => lot.span),
    to: pointsAccountOf(exchange.memberId),
    kind: 'points.exchange_back',
    who: { subject: exchange.memberId },
  })
  mustSucceed(moved, 'points that wait for an exchange can go back')
}

/** Who moves the value: the account of every posting, so that it can be given back by session. */
export function whoOf(actor: {
  readonly memberId: string
  readonly sessionId: string
  readonly deviceId: string
}): Who {
  return { sessionId: actor.sessionId, deviceId: actor.deviceId, subject: actor.memberId }
}
