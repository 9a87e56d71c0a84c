import { randomUUID } from 'node:crypto'
import { percentile, round } from './figures.ts'
import type { PurchaseWorld } from './purchase-world.ts'
import { readCores } from './read-cores.ts'

const CLIENTS = 64
/** How soon a buyer's page looks again. */
const ASK_AGAIN_MS = 200
const ASKS_MAX = 300

export interface PurchaseFigures {
  readonly perSecond: number
  readonly seconds: number
  readonly p50Ms: number
  readonly p99Ms: number
  /** What the buyer waits for, the median of each. */
  readonly waits: { readonly orderMs: number; readonly pageMs: number; readonly approvalMs: number }
  /** What the two ledgers find wrong with themselves: nothing. */
  readonly findings: number
  /** Of one core each, while it was measured: what there is no more of is the limit. */
  readonly limits: readonly { readonly what: string; readonly share: number }[]
}

/**
 * Purchases as people make them: order at the market, wait for the pay company's page, approve there.
 * Each is counted when its money rests in the market's escrow: by then the points left the wallet,
 * crossed the border between the companies, and both ledgers and all clocks and mails are written.
 */
export async function measurePurchases(
  world: PurchaseWorld,
  plan: { listings: number; warmSeconds: number; seconds: number },
): Promise<PurchaseFigures> {
  const from = new Date(Date.now() + plan.warmSeconds * 1_000)
  const until = new Date(from.getTime() + plan.seconds * 1_000)
  const used = watchCores(world, { from, until })
  const waits = { orderMs: [] as number[], pageMs: [] as number[], approvalMs: [] as number[] }
  let next = 0
  const buy = async (client: number) => {
    while (Date.now() < until.getTime()) {
      next += 1
      if (next > plan.listings) throw new Error('everything is sold: list more')
      await buyOne(world, next, { client, waits })
    }
  }
  await Promise.all(Array.from({ length: CLIENTS }, (_, client) => buy(client)))
  const { paid, paidMs, findings } = await world.figures('furimaru', { from, until })
  const other = await world.figures('hinata', { from, until })
  return {
    perSecond: round(paid / plan.seconds),
    seconds: plan.seconds,
    p50Ms: round(percentile(paidMs, 0.5)),
    p99Ms: round(percentile(paidMs, 0.99)),
    waits: {
      orderMs: round(percentile(waits.orderMs, 0.5)),
      pageMs: round(percentile(waits.pageMs, 0.5)),
      approvalMs: round(percentile(waits.approvalMs, 0.5)),
    },
    findings: findings + other.findings,
    limits: await used,
  }
}

/** What each kind of process used between the two moments, in percent of a core. */
async function watchCores(
  world: PurchaseWorld,
  window: { from: Date; until: Date },
): Promise<PurchaseFigures['limits']> {
  const at = async (moment: Date) => {
    await new Promise((resolve) => setTimeout(resolve, moment.getTime() - Date.now()))
    return await readCores(world.pids)
  }
  const before = await at(window.from)
  const after = await at(window.until)
  const seconds = (window.until.getTime() - window.from.getTime()) / 1_000
  return [...after].map(([what, spent]) => ({
    what,
    share: Math.round(((spent - (before.get(what) ?? 0)) / seconds) * 100),
  }))
}

const deliverTo = {
  name: '受け取る人',
  postalCode: '150-0001',
  prefecture: '東京都',
  city: '渋谷区神宮前',
  line: '1-2-3',
}

async function buyOne(
  world: PurchaseWorld,
  listing: number,
  { client, waits }: { client: number; waits: Record<keyof PurchaseFigures['waits'], number[]> },
): Promise<void> {
  const begun = performance.now()
  const buyer = world.tokens.hinata.length / 2 + (listing % (world.tokens.hinata.length / 2))
  const listingId = `lst_${String(listing).padStart(24, '0')}`
  const { orderId } = await ask(world, 'furimaru', {
    buyer,
    method: 'POST',
    path: '/market/v1/orders',
    body: { listingId, deliverTo },
    client,
  })
  const ordered = performance.now()
  const request = await untilAsked(world, buyer, orderId as string)
  const shown = performance.now()
  await ask(world, 'hinata', {
    buyer,
    method: 'POST',
    path: `/pay/v1/payment-requests/${request}/approval`,
    client,
  })
  waits.orderMs.push(ordered - begun)
  waits.pageMs.push(shown - ordered)
  waits.approvalMs.push(performance.now() - shown)
}

/** The buyer's page waits until the pay company has answered the market. */
async function untilAsked(world: PurchaseWorld, buyer: number, orderId: string): Promise<string> {
  for (let i = 0; i < ASKS_MAX; i++) {
    await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MS))
    const path = `/market/v1/orders/${orderId}`
    const order = await ask(world, 'furimaru', { buyer, method: 'GET', path })
    if (order.approvalUrl) return order.paymentRequestId as string
  }
  throw new Error('the pay company was not asked')
}

async function ask(
  world: PurchaseWorld,
  name: 'hinata' | 'furimaru',
  call: { buyer: number; method: string; path: string; body?: unknown; client?: number },
): Promise<Record<string, unknown>> {
  const answer = await fetch(world.origins[name] + call.path, {
    method: call.method,
    headers: {
      cookie: `modosu_session_${name}=${world.tokens[name][call.buyer]}`,
      ...(call.client === undefined ? {} : { 'idempotency-key': randomUUID() }),
      ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
  })
  const body = (await answer.json()) as Record<string, unknown>
  if (!answer.ok) throw new Error(`${call.method} ${call.path}: ${JSON.stringify(body)}`)
  return body
}
