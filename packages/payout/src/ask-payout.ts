import {
  type Amount,
  amount,
  type Ctx,
  jstHour,
  type MemberActor,
  mailMember,
  ok,
  type Result,
  refuse,
  type Words,
} from '@modosu/kernel'
import { postTransfers, readBalance } from '@modosu/ledger'
import type { PayoutDelay, PayoutDeps } from './deps.ts'
import type { PayoutError } from './errors.ts'
import { payoutMail } from './mails.ts'
import { isSameName } from './names/bank-name.ts'
import { openPayoutAccount, whoOf } from './payout-account.ts'
import { insertPayout } from './store/payout.ts'
import { findProvedName } from './store/proved-name.ts'

/** The kind of the job that hands a payout to the bank when its time has come. */
export const SEND_PAYOUT_JOB = 'payout.send'

/** One slip of the finger, or one intruder, must not empty a fortune. */
const PAYOUT_MAX = 1_000_000n

export interface AskedPayout {
  readonly payoutId: string
  readonly amount: Amount
  readonly fee: Amount
  /** Until then it lies with us and is stopped by one word. */
  readonly sendsAt: Date
  /** Why it waits longer than others. */
  readonly delayedBy: readonly Words[]
}

/**
 * Takes money out of a member's balance for his bank account. It waits until the next morning, and
 * after a change of the account until the morning after its delay; then the bank has it until its
 * own hour. Until then the member and a claim can stop it. He is told by mail how.
 *
 * Refusals in order: payout/too_large, payout/shut, payout/limited, payout/no_bank_account,
 * payout/name_unproved, payout/other_name, payout/too_small, payout/insufficient. Not idempotent by
 * itself: the edge's key is. The unit is yen.
 */
export async function askPayout(
  ctx: Ctx,
  deps: PayoutDeps,
  input: { readonly amount: Amount; readonly actor: MemberActor },
): Promise<Result<AskedPayout, PayoutError>> {
  const { actor } = input
  if (input.amount > PAYOUT_MAX) return refuse({ code: 'payout/too_large', limit: `${PAYOUT_MAX}` })
  const delay = await deps.readDelay(ctx, actor.memberId)
  const checked = await checkPayee(ctx, deps, { memberId: actor.memberId, delay })
  if (!checked.ok) return checked
  const fee = feeOf(deps, input.amount)
  if (input.amount <= fee) return refuse({ code: 'payout/too_small', limit: `${fee + 1n}` })
  const payoutId = ctx.newId('pyo')
  const sourceAccount = deps.accountOf(actor.memberId)
  const [verdict] = await postTransfers(ctx, [
    {
      key: `payout.asked:${payoutId}`,
      from: sourceAccount,
      to: await openPayoutAccount(ctx, payoutId),
      amount: input.amount,
      kind: 'payout.asked',
      who: whoOf(actor),
    },
  ])
  if (verdict !== 'posted') return refuse(await refusalOf(ctx, verdict ?? '', sourceAccount))
  const sendsAt = nextSending(deps, delay.until ?? ctx.now)
  const { memberId, sessionId, deviceId } = actor
  const { payoutAccountId } = checked.value
  const who = { memberId, sessionId, deviceId, payoutAccountId, sourceAccount }
  await insertPayout(ctx, { ...who, payoutId, amount: input.amount, fee, sendsAt })
  await ctx.enqueue({ kind: SEND_PAYOUT_JOB, data: { payoutId }, dueAt: sendsAt })
  const about = { to: memberId, amount: input.amount, at: sendsAt, path: '/stop' }
  await mailMember(ctx, deps, payoutMail('payout_asked', about))
  const delayedBy = delay.why.map(({ words }) => words)
  return ok({ payoutId, amount: input.amount, fee, sendsAt, delayedBy })
}

/** Who may be paid: nobody while the account is stopped, and only the proved name. */
async function checkPayee(
  ctx: Ctx,
  deps: PayoutDeps,
  asked: { readonly memberId: string; readonly delay: PayoutDelay },
): Promise<Result<{ payoutAccountId: string }, PayoutError>> {
  const { memberId, delay } = asked
  if (!delay.open && delay.until === null) return refuse({ code: 'payout/shut' })
  if (await deps.isLimited?.(ctx, memberId)) return refuse({ code: 'payout/limited' })
  const bank = await deps.readBankAccount(ctx, memberId)
  if (!bank) return refuse({ code: 'payout/no_bank_account' })
  if (!deps.policy.sameName) return ok(bank)
  const name = await findProvedName(ctx, memberId)
  if (name === undefined) return refuse({ code: 'payout/name_unproved' })
  return isSameName(name, bank.account.holderKana)
    ? ok(bank)
    : refuse({ code: 'payout/other_name' })
}

function feeOf({ policy }: PayoutDeps, size: Amount): Amount {
  return amount(size >= policy.freeFrom ? 0n : policy.fee)
}

/** The first sending of a day after `from`, in Japan. */
export function nextSending({ policy }: PayoutDeps, from: Date): Date {
  const today = jstHour(from, 0, policy.sendHour)
  return today > from ? today : jstHour(from, 1, policy.sendHour)
}

async function refusalOf(ctx: Ctx, verdict: string, account: string): Promise<PayoutError> {
  switch (verdict) {
    case 'insufficient': {
      const { total } = await readBalance(ctx, account)
      return { code: 'payout/insufficient', usable: String(total) }
    }
    // Nobody has ever paid this member, so the account was never opened.
    case 'unknown_account':
      return { code: 'payout/insufficient', usable: '0' }
    case 'frozen':
      return { code: 'payout/shut' }
    default:
      throw new Error(`the payout was not taken out: ${verdict}`)
  }
}
