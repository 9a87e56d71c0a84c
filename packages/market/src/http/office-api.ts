import { z } from '@hono/zod-openapi'
import {
  type Api,
  amount,
  amountSchema,
  endpoint,
  idSchema,
  instantSchema,
  ok,
  textSchema,
} from '@modosu/kernel'
import { cancelByOffice } from '../cancels/cancel-by-office.ts'
import type { MarketDeps } from '../deps.ts'
import { findOrders } from '../orders/find-orders.ts'
import { recordCarrierScan, scanStatuses } from '../parcels/record-carrier-scan.ts'
import {
  carrierSchema,
  officeOrderOut,
  orderPath,
  stateOut,
  trackingNumberSchema,
} from './schemas.ts'
import { officeOrderJson } from './views.ts'

const REASON_MAX = 500
const TITLE_MAX = 100
const tag = 'market office'
const staffRoles = ['agent', 'supervisor'] as const

/** What the market's office does. Every look has a reason and is recorded. */
export function officeApi(api: Api, deps: MarketDeps): void {
  endpoint(
    api,
    {
      method: 'get',
      path: '/market/v1/staff/orders',
      summary: 'Finds orders by exact marks',
      tag,
      auth: 'staff',
      query: z.object({
        orderId: idSchema('ord').optional(),
        paymentRequestId: idSchema('prq').optional(),
        amount: amountSchema.optional(),
        title: textSchema(TITLE_MAX).optional(),
      }),
      response: z.object({ orders: z.array(officeOrderOut) }),
      refusals: ['market/search_too_wide'],
      discloses: ({ query }) => `orders ${JSON.stringify(query)}`,
    },
    async (ctx, { query }) => {
      const found = await findOrders(ctx, deps, {
        ...query,
        amount: query.amount === undefined ? undefined : amount(BigInt(query.amount)),
      })
      return found.ok ? ok({ orders: found.value.map(officeOrderJson) }) : found
    },
  )
  endpoint(
    api,
    {
      method: 'post',
      path: '/market/v1/staff/orders/{orderId}/cancel',
      summary: 'Cancels an order that is not shipped',
      tag,
      auth: 'staff',
      params: orderPath,
      body: z.object({ reason: textSchema(REASON_MAX) }),
      response: stateOut,
      refusals: [
        'market/unknown_order',
        'market/already_cancelled',
        'market/already_completed',
        'market/on_hold',
        'market/wrong_state',
      ],
      staffRoles,
    },
    (ctx, { actor, params, body }) =>
      cancelByOffice(ctx, deps, { ...params, ...body, staff: actor }),
  )
  scansApi(api, deps)
}

function scansApi(api: Api, deps: MarketDeps): void {
  endpoint(
    api,
    {
      method: 'post',
      path: '/market/v1/staff/carrier-scans',
      summary: "Enters what the carrier's record says of a parcel",
      tag,
      auth: 'staff',
      body: z.object({
        carrier: carrierSchema,
        trackingNumber: trackingNumberSchema,
        status: z.enum(scanStatuses),
        scannedAt: instantSchema,
      }),
      response: stateOut.extend({ orderId: z.string() }),
      refusals: ['market/bad_tracking_number', 'market/scan_in_future', 'market/unknown_parcel'],
      staffRoles,
    },
    (ctx, { actor, body }) =>
      recordCarrierScan(ctx, deps, {
        ...body,
        scannedAt: new Date(body.scannedAt),
        recordedBy: `staff:${actor.staffId}`,
      }),
  )
}
