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
import { postTransfers, type Verdict } from '@modosu/ledger'
import type { PayError } from '../errors.ts'
import { payMail } from '../mails.ts'
import { openWallet, whoOf } from '../pay-account.ts'
import type { PayDeps } from '../pay-api.ts'
import { refuseFinal, refuseSpending } from '../pay-policy.ts'
import { readBalanceOf } from '../read-wallet.ts'
import { findReceiver, insertSend, sumSent } from '../store/send.ts'
import { lockWallet } from '../store/wallet.ts'

/** What one member may send within 24 hours; a parameter of this house. */
const SEND_PER_DAY_MAX = 100_000n
const DAY_HOURS = 24

export interface SentMoney {
  readonly sendId: string
  readonly amount: Amount
  /** Yen in the sender's wallet now. */
  readonly balance: Amount
}

/**
 * Sends yen of a wallet to the wallet of another member, known by his code. Each lot keeps its
 * expiry. Both are told by mail, the sender with the way to the emergency stop. What was sent can be
 * held where it lies, and no further; so it waits after a guarded change.
 *
 * Refusals in order: pay/unknown_receiver, pay/own_wallet, pay/spending_shut, pay/leaving_delayed,
 * pay/insufficient, pay/send_limit (the caller has to roll back). Not idempotent by itself: the
 * edge's key is.
 */
export async function sendMoney(
  ctx: Ctx,
  deps: PayDeps,
  input: { readonly to: string; readonly amount: Amount; readonly actor: MemberActor },
): Promise<Result<SentMoney, PayError>> {
  const { actor } = input
  const receiverId = await findReceiver(ctx, input.to)
  if (receiverId === undefined) return refuse({ code: 'pay/unknown_receiver' })
  if (receiverId === actor.memberId) return refuse({ code: 'pay/own_wallet' })
  const shut = refuseSpending(actor, ctx.now) ?? refuseFinal(deps.policy, { actor, now: ctx.now })
  if (shut) return refuse(shut)
  await lockWallet(ctx, actor.memberId)
  const from = await openWallet(ctx, actor.memberId)
  const sendId = ctx.newId('snd')
  const [verdict] = await postTransfers(ctx, [
    {
      key: `pay.send:${sendId}`,
      from,
      to: await openWallet(ctx, receiverId),
      amount: input.amount,
      kind: 'pay.sent',
      who: whoOf(actor),
    },
  ])
  if (verdict !== 'posted') return refuse(await refusalOf(ctx, verdict, from))
  // Counted after the posting: its lock on the wallet lines two sends of one member up.
  const since = addHours(ctx.now, -DAY_HOURS)
  const sentBefore = await sumSent(ctx, { senderId: actor.memberId, since })
  if (sentBefore + input.amount > SEND_PER_DAY_MAX) {
    const left = sentBefore > SEND_PER_DAY_MAX ? 0n : SEND_PER_DAY_MAX - sentBefore
    return refuse({ code: 'pay/send_limit', usable: String(left) })
  }
  await insertSend(ctx, {
    sendId,
    senderId: actor.memberId,
    receiverId,
    amount: input.amount,
    sessionId: actor.sessionId,
    deviceId: actor.deviceId,
  })
  const { amount } = input
  const sent = payMail('sent', { to: actor.memberId, path: '/stop', amount })
  await mailMember(ctx, deps, sent)
  await mailMember(ctx, deps, payMail('received', { to: receiverId, path: '/', amount }))
  return ok({ sendId, amount: input.amount, balance: await readBalanceOf(ctx, from) })
}

async function refusalOf(
  ctx: Ctx,
  verdict: Verdict | undefined,
  wallet: string,
): Promise<PayError> {
  if (verdict === 'insufficient') {
    return { code: 'pay/insufficient', usable: String(await readBalanceOf(ctx, wallet)) }
  }
  if (verdict === 'frozen') return { code: 'pay/spending_shut', until: null }
  throw new Error(`the money was not sent: ${verdict}`)
}
