import { type Ctx, ok, refuse } from '@modosu/kernel'
import type { Outcome } from '../outcome.ts'
import type { AccountDeps } from '../policy.ts'
import { listDeliveryAddresses, setDeliveryAddressThere } from '../store/delivery-addresses.ts'
import { checkCurrentPassword, type Guarded } from './check-current-password.ts'
import { recordChange } from './record-change.ts'

/**
 * Removes one of the member's own delivery addresses.
 *
 * Refuses, in order: `account/too_many_tries`, `account/password_wrong`,
 * `account/unknown_delivery_address` (also somebody else's). A wrong password counts.
 */
export async function removeDeliveryAddress(
  ctx: Ctx,
  deps: AccountDeps,
  input: Guarded & { deliveryAddressId: string },
): Promise<Outcome<{ deliveryAddressId: string }>> {
  const checked = await checkCurrentPassword(ctx, input)
  if (!checked.ok) return checked
  const { memberId, displayName } = checked.value
  const { deliveryAddressId } = input
  const there = await listDeliveryAddresses(ctx, memberId)
  if (!there.some((one) => one.deliveryAddressId === deliveryAddressId)) {
    return refuse({ code: 'account/unknown_delivery_address' })
  }
  await setDeliveryAddressThere(ctx, { deliveryAddressId, memberId, there: false })
  const { sessionId, deviceId } = input.actor
  await recordChange(ctx, deps, {
    changeId: ctx.newId('chg'),
    memberId,
    displayName,
    field: 'delivery_address',
    itemId: deliveryAddressId,
    before: { there: true },
    after: { there: false },
    by: { madeBy: 'member', sessionId, deviceId },
  })
  return ok({ deliveryAddressId })
}
