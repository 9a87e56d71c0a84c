import type { Ctx } from '@modosu/kernel'
import type { AccountDeps } from '../policy.ts'
import { openValue } from '../secrets/seal.ts'
import { listDeliveryAddresses } from '../store/delivery-addresses.ts'

export interface DeliveryAddress {
  readonly name: string
  readonly postalCode: string
  readonly prefecture: string
  readonly city: string
  readonly line: string
}

/** The member's own delivery addresses, oldest first. */
export async function readDeliveryAddresses(
  ctx: Ctx,
  deps: AccountDeps,
  memberId: string,
): Promise<{ deliveryAddressId: string; address: DeliveryAddress }[]> {
  const rows = await listDeliveryAddresses(ctx, memberId)
  return rows.map(({ deliveryAddressId, keyId, sealed }) => ({
    deliveryAddressId,
    address: openValue(deps.sealing, {
      keyId,
      sealed,
      boundTo: deliveryAddressId,
    }) as DeliveryAddress,
  }))
}
