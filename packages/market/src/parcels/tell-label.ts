import { assert, inContext, type JobData, type Runtime } from '@modosu/kernel'
import { z } from 'zod'
import type { MarketDeps } from '../deps.ts'
import { readLabelRow } from '../store/label.ts'
import { readDelivery } from '../store/order-record.ts'

const ANSWER_TIMEOUT_MS = 10_000

const answerSchema = z.object({ state: z.enum(['made', 'void', 'taken']) })

/**
 * Tells the carrier how a label stands: where it goes, or that its code is void. The carrier answers
 * how it stands with him; a parcel that he has taken already is `taken`, and his scan is on its way.
 * Without an answer the job comes again: saying it twice is saying it once.
 */
export async function tellLabel(runtime: Runtime, deps: MarketDeps, data: JobData): Promise<void> {
  const labelId = String(data.labelId)
  const found = await inContext(runtime, async (ctx) => {
    const label = await readLabelRow(ctx, labelId)
    assert(label, 'a label that was made is there')
    return { label, to: await readDelivery(ctx, label.orderId) }
  })
  const { label, to } = found
  const contract = deps.carriers?.[label.carrier]
  assert(contract, 'labels are made for carriers with a contract')
  const path = `/v1/labels/${label.trackingNumber}${label.voidedAt ? '/void' : ''}`
  const response = await fetch(new URL(path, contract.baseUrl), {
    method: 'PUT',
    headers: { authorization: `Bearer ${contract.token}`, 'content-type': 'application/json' },
    body: JSON.stringify(label.voidedAt ? {} : { code: label.code, to }),
    signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
  })
  if (!response.ok) throw new Error(`${label.carrier} answers ${response.status} about a label`)
  const { state } = answerSchema.parse(await response.json())
  if (state === 'taken') runtime.log.info({ labelId }, 'the carrier has the parcel already')
}
