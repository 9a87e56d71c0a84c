import { isDeepStrictEqual } from 'node:util'
import { type Ctx, ok, refuse } from '@modosu/kernel'
import { DELIVERY_ADDRESSES_MAX } from '../limits.ts'
import type { Outcome } from '../outcome.ts'
import type { AccountDeps } from '../policy.ts'
import { sealValue } from '../secrets/seal.ts'
import { findLastChangeOfItem } from '../store/changes.ts'
import { insertDeliveryAddress } from '../store/delivery-addresses.ts'
import { checkCurrentPassword, type Guarded } from './check-current-password.ts'
import { type DeliveryAddress, readDeliveryAddresses } from './read-delivery-addresses.ts'
import { recordChange } from './record-change.ts'

/**
 * Adds a delivery address. One that is there already is answered with its id; the wish of another
 * device is kept as a change all the same, so that giving back does not take away what the owner
 * wants too.
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
  const { sessionId, deviceId } = input.actor
  if (same) {
    const itemId = same.deliveryAddressId
    const last = await findLastChangeOfItem(ctx, { memberId, field: 'delivery_address', itemId })
    if (last?.deviceId === deviceId) return ok({ deliveryAddressId: itemId })
  } else if (there.length >= DELIVERY_ADDRESSES_MAX) {
    return refuse({ code: 'account/delivery_addresses_full' })
  }
  const deliveryAddressId = same?.deliveryAddressId ?? ctx.newId('dad')
  if (!same) {
    const value = input.address
    const sealed = sealValue(ctx, deps.sealing, { value, boundTo: deliveryAddressId })
    await insertDeliveryAddress(ctx, { deliveryAddressId, memberId, ...sealed })
  }
  await recordChange(ctx, deps, {
    changeId: ctx.newId('chg'),
    memberId,
    displayName,
    field: 'delivery_address',
    itemId: deliveryAddressId,
    before: { there: same !== undefined },
    after: { there: true },
    by: { madeBy: 'member', sessionId, deviceId },
  })
  return ok({ deliveryAddressId })
}
