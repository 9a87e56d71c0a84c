import { type Amount, assert, type Ctx, ok, type Result, refuse } from '@modosu/kernel'
import { postTransfers } from '@modosu/ledger'
import type { RecallError } from '../errors.ts'
import { insertLossPayment } from '../store/loss.ts'
import { lossAccount } from './keep-for-loss-account.ts'

/**
 * Pays somebody from the loss account who did nothing wrong and would bear a claim otherwise, such as
 * a seller whose parcel had left before anybody told him. Once for each key, such as the order's id:
 * asking again changes nothing.
 *
 * Refusals in order: recall/loss_account_short.
 */
export async function makeWhole(
  ctx: Ctx,
  input: {
    readonly key: string
    readonly account: string
    readonly amount: Amount
    readonly unit: string
    readonly caseId?: string
  },
): Promise<Result<{ paid: boolean }, RecallError>> {
  const { key, account, unit } = input
  const [verdict] = await postTransfers(ctx, [
    {
      key: `made-whole:${key}`,
      from: lossAccount(unit),
      to: account,
      amount: input.amount,
      kind: 'made_whole',
      who: input.caseId === undefined ? {} : { caseId: input.caseId },
    },
  ])
  if (verdict === 'insufficient' || verdict === 'unknown_account') {
    return refuse({ code: 'recall/loss_account_short' })
  }
  if (verdict === 'replayed') return ok({ paid: false })
  assert(verdict === 'posted', `made whole: ${verdict}`)
  await insertLossPayment(ctx, { ...input, kind: 'made_whole' })
  return ok({ paid: true })
}
