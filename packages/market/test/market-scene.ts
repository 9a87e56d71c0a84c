import type { TestAnswer } from '@modosu/kernel/testing'
import type { PaymentRequest, TwoCompanies } from './two-companies.ts'

export const SELLER = 'member:mem_mikan:ses_seller:dev_seller'
export const BUYER = 'member:mem_buyer:ses_buyer:dev_buyer'
export const OTHER = 'member:mem_other:ses_other:dev_other'
export const AGENT = 'staff:staff_agent:agent'

const deliverTo = {
  name: '受け取る人',
  postalCode: '150-0001',
  prefecture: '東京都',
  city: '渋谷区神宮前',
  line: '1-2-3',
}

/** What the sides of one order do, over HTTP. */
export interface Scene {
  readonly listingId: string
  readonly orderId: string
  readonly request: PaymentRequest
  readonly transferId: string
  // biome-ignore lint/suspicious/noExplicitAny: a test reads answers of every shape
  read(as: string): Promise<any>
  // biome-ignore lint/suspicious/noExplicitAny: a test reads answers of every shape
  listing(): Promise<any>
  step(as: string, step: string, body?: unknown): Promise<TestAnswer>
}

let serial = 0

/** A key that was not used before. */
export function nextKey(): string {
  serial += 1
  return `scene-key-${serial}`
}

/** A Yamato slip number that was not used before. */
export function nextSlip(): string {
  serial += 1
  const first = String(41_000_000_000 + serial)
  return first + String(BigInt(first) % 7n)
}

export async function list(two: TwoCompanies, change: Record<string, unknown> = {}, as = SELLER) {
  return await two.furimaru.call('POST', '/market/v1/listings', {
    as,
    key: nextKey(),
    body: {
      title: 'ケイタイゲーム機 本体 グレー 未使用',
      description: '箱を開けただけの未使用品です。',
      price: '40000',
      category: 'games',
      condition: 'like_new',
      shippingWay: 'tracked',
      postage: 'seller',
      shipsIn: 'days_2_3',
      ...change,
    },
  })
}

export function buy(two: TwoCompanies, listingId: string, as = BUYER, key = nextKey()) {
  return two.furimaru.call('POST', '/market/v1/orders', { as, key, body: { listingId, deliverTo } })
}

/** A new order, paid unless told otherwise. */
export async function openScene(
  two: TwoCompanies,
  options: { paid?: boolean; price?: string; listing?: Record<string, unknown> } = {},
): Promise<Scene> {
  const price = options.price ? { price: options.price } : {}
  const listed = await list(two, { ...price, ...options.listing })
  const { listingId } = listed.body
  const { orderId } = (await buy(two, listingId)).body
  await two.settle()
  const request = two.requests.find((known) => known.orderReference === orderId)
  if (!request) throw new Error('the pay company was not asked')
  const transferId = options.paid === false ? '' : await two.pay(request)
  const { furimaru } = two
  return {
    listingId,
    orderId,
    request,
    transferId,
    read: async (as) => (await furimaru.call('GET', `/market/v1/orders/${orderId}`, { as })).body,
    listing: async () => (await furimaru.call('GET', `/market/v1/listings/${listingId}`)).body,
    step: (as, step, body) =>
      furimaru.call('POST', `/market/v1/${as === AGENT ? 'staff/' : ''}orders/${orderId}/${step}`, {
        as,
        ...(body === undefined ? {} : { body }),
      }),
  }
}

export function ship(scene: Scene, slip = nextSlip(), despiteHold = false) {
  return scene.step(SELLER, 'shipment', { carrier: 'yamato', trackingNumber: slip, despiteHold })
}

export function scan(two: TwoCompanies, slip: string, scannedAt: Date, status = 'accepted') {
  return two.furimaru.call('POST', '/market/v1/staff/carrier-scans', {
    as: AGENT,
    body: {
      carrier: 'yamato',
      trackingNumber: slip,
      status,
      scannedAt: scannedAt.toISOString(),
    },
  })
}

const HOUR_MS = 60 * 60 * 1_000

/** The present of the market's clock, moved by hours. */
export function hoursFromNow(two: TwoCompanies, hours: number): Date {
  return new Date(two.furimaru.clock.now().getTime() + hours * HOUR_MS)
}

export function subjectsTo(two: TwoCompanies, member: string): string[] {
  return two.furimaru.mails(`${member}@example.com`).map((mail) => mail.subject)
}
