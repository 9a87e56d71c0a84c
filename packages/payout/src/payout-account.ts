import { type Ctx, mustSucceed } from '@modosu/kernel'
import { moveSpans, openAccount, readBalance, type Who } from '@modosu/ledger'
import type { Payout } from './payout.ts'

/** Payouts are made in yen and in nothing else. */
const UNIT = 'yen'
const PAYOUT = /^payout:(pyo_[0-9a-z]+)$/

/** Where money ends that a bank has carried out: out of the company. */
export const PAID_OUT = `paid_out:${UNIT}`

/** The ledger account in which money waits until the bank has carried it out. */
export function payoutAccountOf(payoutId: string): string {
  return `payout:${payoutId}`
}

/** Which payout an account belongs to, or `undefined` when it belongs to none. */
export function payoutOfAccount(account: string): string | undefined {
  return PAYOUT.exec(account)?.[1]
}

export async function openPayoutAccount(ctx: Ctx, payoutId: string): Promise<string> {
  const code = payoutAccountOf(payoutId)
  const opened = await openAccount(ctx, { code, unit: UNIT, kind: 'escrow' })
  mustSucceed(opened, 'an account for a payout can be opened')
  return code
}

/** Puts whatever still waits in a payout's account back where it was. */
export async function putBack(ctx: Ctx, payout: Payout): Promise<void> {
  await moveRest(ctx, payout, { to: payout.sourceAccount, kind: 'payout.back' })
}

/** The bank has paid: what is left in the payout's account is out of the company. */
export async function bookOut(ctx: Ctx, payout: Payout): Promise<void> {
  const opened = await openAccount(ctx, { code: PAID_OUT, unit: UNIT, kind: 'redeemed' })
  mustSucceed(opened, 'an account for what was paid out can be opened')
  await moveRest(ctx, payout, { to: PAID_OUT, kind: 'payout.settled' })
}

async function moveRest(
  ctx: Ctx,
  payout: Payout,
  move: { readonly to: string; readonly kind: string },
): Promise<void> {
  const { lots } = await readBalance(ctx, payoutAccountOf(payout.payoutId))
  if (lots.length === 0) return
  const moved = await moveSpans(ctx, {
    key: `payout.rest:${ctx.newId('mv')}`,
    spans: lots.map((lot) => lot.span),
    to: move.to,
    kind: move.kind,
    who: { subject: payout.memberId },
  })
  mustSucceed(moved, 'money that waits for a payout can be moved')
}

/** Who moves the value: the account of every posting, so that it can be given back by session. */
export function whoOf(actor: {
  readonly memberId: string
  readonly sessionId: string
  readonly deviceId: string
}): Who {
  return { sessionId: actor.sessionId, deviceId: actor.deviceId, subject: actor.memberId }
}
