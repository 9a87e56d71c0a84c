import { isDeepStrictEqual } from 'node:util'
import { type Ctx, ok, refuse } from '@modosu/kernel'
import { checkCurrentPassword, type Guarded } from './check-current-password.ts'
import { DELIVERY_ADDRESSES_MAX } from './limits.ts'
import type { Outcome } from './outcome.ts'
import type { AccountDeps } from './policy.ts'
import { type DeliveryAddress, readDeliveryAddresses } from './read-delivery-addresses.ts'
import { recordChange } from './record-change.ts'
import { sealValue } from './seal.ts'
import { insertDeliveryAddress } from './store/members.ts'

/**
 * Adds a delivery address. One that is there already is answered with its id, unchanged.
 *
 * Refuses, in order: `account/too_many_tries`, `account/password_wrong`,
 * `account/delivery_addresses_full`. A wrong password counts.
 */
export async function addDeliveryAddress(
  ctx: Ctx,
  deps: AccountDeps,
  input: Guarded & { address: DeliveryAddress },
): Promise<Outcome<{ deliveryAddressId: string }>> {
  const checked = await checkCurrentPassword(ctx, input)
  if (!checked.ok) return checked
  const { memberId, displayName } = checked.value
  const there = await readDeliveryAddresses(ctx, deps, memberId)
  const same = there.find((one) => isDeepStrictEqual(one.address, input.address))
  if (same) return ok({ deliveryAddressId: same.deliveryAddressId })
  if (there.length >= DELIVERY_ADDRESSES_MAX) {
    return refuse({ code: 'account/delivery_addresses_full' })
  }
  const deliveryAddressId = ctx.newId('dad')
  const sealed = sealValue(ctx, deps.sealing, { value: input.address, boundTo: deliveryAddressId })
  await insertDeliveryAddress(ctx, { deliveryAddressId, memberId, ...sealed })
  const { sessionId, deviceId } = input.actor
  await recordChange(ctx, deps, {
    changeId: ctx.newId('chg'),
    memberId,
    displayName,
    field: 'delivery_address',
    itemId: deliveryAddressId,
    before: { there: false },
    after: { there: true },
    by: { madeBy: 'member', sessionId, deviceId },
  })
  return ok({ deliveryAddressId })
}
