import type { Ctx } from '@modosu/kernel'
import { DELIVERY_ADDRESSES_MAX } from '../limits.ts'

export interface DeliveryAddressRow {
  deliveryAddressId: string
  keyId: string
  sealed: Buffer
  madeAt: Date
  [column: string]: unknown
}

export async function listDeliveryAddresses(
  ctx: Ctx,
  memberId: string,
): Promise<DeliveryAddressRow[]> {
  const found = await ctx.tx.query<DeliveryAddressRow>(
    `select delivery_address_id as "deliveryAddressId", key_id as "keyId", sealed,
            made_at as "madeAt"
     from account.delivery_address where member_id = $1 and removed_at is null
     order by made_at, delivery_address_id limit $2`,
    [memberId, DELIVERY_ADDRESSES_MAX],
  )
  return found.rows
}

export async function insertDeliveryAddress(
  ctx: Ctx,
  address: { deliveryAddressId: string; memberId: string; keyId: string; sealed: Buffer },
): Promise<void> {
  await ctx.tx.query(
    `insert into account.delivery_address
       (delivery_address_id, member_id, key_id, sealed, made_at)
     values ($1, $2, $3, $4, $5)`,
    [address.deliveryAddressId, address.memberId, address.keyId, address.sealed, ctx.now],
  )
}

/** Takes an address away, or puts one back that was taken away. */
export async function setDeliveryAddressThere(
  ctx: Ctx,
  address: { deliveryAddressId: string; memberId: string; there: boolean },
): Promise<void> {
  await ctx.tx.query(
    `update account.delivery_address set removed_at = $3
     where delivery_address_id = $1 and member_id = $2`,
    [address.deliveryAddressId, address.memberId, address.there ? null : ctx.now],
  )
}
