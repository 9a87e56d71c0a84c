import { z } from '@hono/zod-openapi'
import { type Api, instantSchema, webhookEndpoint } from '@modosu/kernel'
import type { MarketDeps } from '../deps.ts'
import { recordCarrierScan, scanStatuses } from '../parcels/record-carrier-scan.ts'
import { carriers } from '../parcels/tracking-number.ts'
import { trackingNumberSchema } from './schemas.ts'

/** What the carriers tell of parcels, each with secrets of its own: one cannot speak for another. */
export function carrierWebhooks(api: Api, deps: MarketDeps): void {
  for (const carrier of carriers) {
    const contract = deps.carriers?.[carrier]
    if (!contract) continue
    webhookEndpoint(
      api,
      {
        path: `/market/v1/carriers/${carrier}/scans`,
        summary: `What ${carrier} saw of a parcel`,
        secrets: contract.webhookSecrets,
        message: z.object({
          trackingNumber: trackingNumberSchema,
          status: z.enum(scanStatuses),
          scannedAt: instantSchema,
        }),
      },
      (ctx, { message }) =>
        recordCarrierScan(ctx, deps, {
          ...message,
          carrier,
          scannedAt: new Date(message.scannedAt),
          recordedBy: `carrier:${carrier}`,
        }),
    )
  }
}
