import { isDeepStrictEqual } from 'node:util'
import { type Ctx, ok, refuse } from '@modosu/kernel'
import type { Outcome } from '../outcome.ts'
import type { AccountDeps } from '../policy.ts'
import { openValue, sealValue } from '../secrets/seal.ts'
import {
  choosePayoutAccount,
  findPresentPayoutAccount,
  insertPayoutAccount,
} from '../store/payout-accounts.ts'
import { checkCurrentPassword, type Guarded } from './check-current-password.ts'
import { recordChange } from './record-change.ts'

/** A bank account, as Japan's banks are told: numbers of bank and branch, and the holder in kana. */
export interface BankAccount {
  readonly bankCode: string
  readonly branchCode: string
  readonly kind: 'ordinary' | 'current' | 'savings'
  readonly number: string
  readonly holderKana: string
}

/** The account that payouts go to, and since when; `undefined` when there is none. */
export async function readPayoutAccount(
  ctx: Ctx,
  deps: AccountDeps,
  memberId: string,
): Promise<{ payoutAccountId: string; account: BankAccount; since: Date } | undefined> {
  const row = await findPresentPayoutAccount(ctx, memberId)
  if (!row) return undefined
  const { payoutAccountId, madeAt } = row
  const account = openValue(deps.sealing, { ...row, boundTo: payoutAccountId }) as BankAccount
  return { payoutAccountId, account, since: madeAt }
}

/**
 * Sets the bank account for payouts, or removes it (`null`). The earlier one is kept: giving back
 * may put it back.
 *
 * Refuses, in order: `account/too_many_tries`, `account/password_wrong`,
 * `account/nothing_changes`. A wrong password counts.
 */
export async function changePayoutAccount(
  ctx: Ctx,
  deps: AccountDeps,
  input: Guarded & { account: BankAccount | null },
): Promise<Outcome<{ changeId: string }>> {
  const checked = await checkCurrentPassword(ctx, input)
  if (!checked.ok) return checked
  const { memberId, displayName } = checked.value
  const { account, actor } = input
  const before = await readPayoutAccount(ctx, deps, memberId)
  if (isDeepStrictEqual(before?.account ?? null, account)) {
    return refuse({ code: 'account/nothing_changes' })
  }
  await choosePayoutAccount(ctx, { memberId, payoutAccountId: null })
  const payoutAccountId = account === null ? null : ctx.newId('pya')
  if (payoutAccountId !== null) {
    const sealed = sealValue(ctx, deps.sealing, { value: account, boundTo: payoutAccountId })
    await insertPayoutAccount(ctx, { payoutAccountId, memberId, ...sealed })
  }
  const changeId = ctx.newId('chg')
  await recordChange(ctx, deps, {
    changeId,
    memberId,
    displayName,
    field: 'payout_account',
    before: { payoutAccountId: before?.payoutAccountId ?? null },
    after: { payoutAccountId },
    by: { madeBy: 'member', sessionId: actor.sessionId, deviceId: actor.deviceId },
  })
  return ok({ changeId })
}
