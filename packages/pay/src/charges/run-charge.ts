import { type Ctx, inContext, type JobData, mustSucceed, type Runtime } from '@modosu/kernel'
import { issuePoints } from '@modosu/ledger'
import { whoOf } from '../pay-account.ts'
import type { Debit, PayDeps } from '../pay-api.ts'
import { type Charge, endCharge, lockCharge } from '../store/charge.ts'
import { openWalletOf } from '../wallet-kinds.ts'

/**
 * Asks the bank for a charge, under the charge's id, until it has answered; then the money stands in
 * the wallet. A bank account that is not the one it was asked for any more is not debited: what the
 * bank did before that is found by the id.
 */
export async function runCharge(runtime: Runtime, deps: PayDeps, data: JobData): Promise<void> {
  const chargeId = String(data.chargeId)
  const { charging } = deps
  const found = await inContext(runtime, async (ctx) => {
    const charge = await lockCharge(ctx, chargeId)
    if (charge?.state !== 'asked' || !charging) return undefined
    const bank = await charging.readBankAccount(ctx, charge.memberId)
    return {
      charge,
      account: bank?.payoutAccountId === charge.bankAccountId ? bank.account : undefined,
    }
  })
  if (!found || !charging) return
  const { charge, account } = found
  const debit = account
    ? await charging.debit({ key: chargeId, from: account, amount: charge.amount })
    : await charging.findDebit(chargeId)
  await inContext(runtime, (ctx) => finish(ctx, chargeId, debit))
}

async function finish(ctx: Ctx, chargeId: string, debit: Debit): Promise<void> {
  const charge = await lockCharge(ctx, chargeId)
  if (charge?.state !== 'asked') return
  if (debit.state === 'refused') {
    await endCharge(ctx, chargeId, { state: 'refused', reason: debit.reason })
    return
  }
  await credit(ctx, charge)
  await endCharge(ctx, chargeId, { state: 'charged' })
}

async function credit(ctx: Ctx, charge: Charge): Promise<void> {
  const issued = await issuePoints(ctx, {
    key: `pay.charge:${charge.chargeId}`,
    to: await openWalletOf(ctx, charge.memberId, 'charged'),
    amount: charge.amount,
    expiresAt: 'never',
    kind: 'pay.charged',
    who: whoOf(charge),
  })
  mustSucceed(issued, 'what the bank has paid can be credited')
}
