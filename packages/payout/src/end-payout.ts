import { type Ctx, mailMember } from '@modosu/kernel'
import { giveUpHolding, resumeReturn } from '@modosu/recall'
import type { PayoutDeps } from './deps.ts'
import { payoutMail } from './mails.ts'
import { nextState, type Payout } from './payout.ts'
import { bookOut, payoutAccountOf, putBack } from './payout-account.ts'
import { writeState } from './store/payout.ts'

/**
 * Ends a locked payout as the bank says. Settled: what lies in its account is out of the company, and
 * a claim that had held it hears that it is gone. Recalled or returned: what no claim holds is the
 * member's again, and a claim that waited may go on. The end that was told before changes nothing.
 */
export async function endPayout(
  ctx: Ctx,
  deps: PayoutDeps,
  payout: Payout,
  end: { readonly event: 'settle' | 'recall' | 'return' | 'stop'; readonly reason?: string },
): Promise<void> {
  const state = nextState(payout.state, end.event)
  if (state === undefined) return
  const { payoutId, memberId } = payout
  await writeState(ctx, payoutId, {
    state,
    ended: true,
    ...(end.reason === undefined ? {} : { reason: end.reason }),
  })
  const account = payoutAccountOf(payoutId)
  const about = { to: memberId, amount: payout.amount, at: ctx.now, path: '/' }
  if (state === 'settled') {
    await bookOut(ctx, payout)
    await giveUpHolding(ctx, { account })
    await mailMember(ctx, deps, payoutMail('payout_settled', about))
    return
  }
  await putBack(ctx, payout)
  await resumeReturn(ctx, { account })
  const mail = state === 'returned' ? 'payout_returned' : 'payout_stopped'
  await mailMember(ctx, deps, payoutMail(mail, about))
}
