import { type Ctx, ok, refuse, takeTry } from '@modosu/kernel'
import { readPhone } from '../changes/contacts.ts'
import { SAME_PRESS_MS, stopNetworkTries } from '../limits.ts'
import { foldName } from '../names.ts'
import type { Outcome } from '../outcome.ts'
import type { AccountDeps } from '../policy.ts'
import { digestGuessable, sealValue } from '../secrets/seal.ts'
import { networkOf } from '../sessions/recognise-device.ts'
import { insertPress, lockPressNumber } from '../store/case-access.ts'
import { takeNumber } from './take-number.ts'

/**
 * Takes an emergency stop for whatever contact somebody types, and gives a number. Nothing is
 * looked up here: the answer and the time it takes are the same for known and unknown contacts,
 * and the same contact gets the same number for a day. The stop itself is a job of this
 * transaction.
 *
 * Refuses, in order: `account/unavailable` (by policy), `account/too_many_tries` (per network).
 */
export async function requestStop(
  ctx: Ctx,
  deps: AccountDeps,
  input: { contact: string; ip: string },
): Promise<Outcome<{ caseNumber: string }>> {
  if (!deps.policy.emergencyStop) return refuse({ code: 'account/unavailable' })
  const network = networkOf(input.ip)
  if (!(await takeTry(ctx, { key: `account.stop ${network}`, ...stopNetworkTries }))) {
    return refuse({ code: 'account/too_many_tries' })
  }
  const keyId = deps.sealing.currentId
  const text = readPhone(input.contact) ?? foldName(input.contact)
  const boundTo = 'account.stop_press contact'
  const contactDigest = digestGuessable(deps.sealing, { keyId, text, boundTo })
  const since = new Date(ctx.now.getTime() - SAME_PRESS_MS)
  const told = await lockPressNumber(ctx, { contactDigest, since })
  const caseNumber = told ?? (await takeNumber(ctx))
  const pressId = ctx.newId('prs')
  const sealed = sealValue(ctx, deps.sealing, { value: text, boundTo: pressId })
  await insertPress(ctx, {
    pressId,
    caseNumber,
    contactDigest,
    keyId: sealed.keyId,
    contactSealed: sealed.sealed,
  })
  await ctx.enqueue({ kind: 'account.press_stop', data: { pressId } })
  return ok({ caseNumber })
}
