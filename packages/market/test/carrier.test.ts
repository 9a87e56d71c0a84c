import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type OpenCarrier, openCarrier } from '@modosu/carrier'
import { signWebhook, wallClock } from '@modosu/kernel'
import { checkMarketBooks } from '../src/check-market-books.ts'
import {
  BUYER,
  hoursFromNow,
  nextSlip,
  openScene,
  type Scene,
  SELLER,
  ship,
  subjectsTo,
} from './market-scene.ts'
import {
  findingsOf,
  openTwoCompanies,
  type TwoCompanies,
  totalOf,
  yamatoContract,
} from './two-companies.ts'

let two: TwoCompanies
let carrier: OpenCarrier

const webhookPath = '/market/v1/carriers/yamato/scans'
const secret = yamatoContract.webhookSecrets[0] ?? ''

before(async () => {
  two = await openTwoCompanies()
  carrier = await openCarrier({
    port: 0,
    now: two.furimaru.clock.now(),
    clients: {
      furimaru: {
        token: yamatoContract.token,
        webhookSecret: secret,
        webhookUrl: two.furimaruOrigin + webhookPath,
      },
    },
  })
  two.useCarrier(carrier.origin)
})
after(async () => {
  await carrier.close()
  await two.close()
})

const ANSWER_DEADLINE_MS = 10_000

async function moveTo(now: Date): Promise<void> {
  await two.moveTo(now)
  await carrier.moveTo(now)
  await two.settle()
}

/** Waits until the order is as it is told, with a deadline. */
// biome-ignore lint/suspicious/noExplicitAny: a test reads answers of every shape
async function until(scene: Scene, isSo: (order: any) => boolean): Promise<any> {
  const deadline = performance.now() + ANSWER_DEADLINE_MS
  while (performance.now() < deadline) {
    const order = await scene.read(SELLER)
    if (isSo(order)) return order
  }
  throw new Error(`the order did not come to it: ${JSON.stringify(await scene.read(SELLER))}`)
}

async function handOver(handed: object): Promise<Response> {
  return await fetch(`${carrier.origin}/counter/v1/parcels`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(handed),
  })
}

async function openLabelled() {
  const scene = await openScene(two, { listing: { shippingWay: 'anonymous' } })
  const made = await scene.step(SELLER, 'label', { carrier: 'yamato' })
  assert.equal(made.status, 201)
  await two.settle()
  return { scene, label: made.body }
}

test('an anonymous parcel: the seller sees a code and no address, and the counter ships it', async () => {
  const { scene, label } = await openLabelled()
  const again = await scene.step(SELLER, 'label', { carrier: 'yamato' })
  assert.equal(again.body.trackingNumber, label.trackingNumber)
  const seen = await scene.read(SELLER)
  assert.deepEqual([seen.deliverTo, seen.deliverToHidden], [null, 'anonymous'])
  assert.equal((await scene.read(BUYER)).label, null)
  assert.equal((await handOver({ code: label.code })).status, 200)
  const shipped = await until(scene, (order) => order.state === 'shipped')
  assert.equal(shipped.shipment.trackingNumber, label.trackingNumber)
  const before = await totalOf(two.furimaru, 'sales:mem_mikan')
  await scene.step(BUYER, 'receipt')
  assert.equal((await totalOf(two.furimaru, 'sales:mem_mikan')) - before, 39_300n)
  assert.ok((await totalOf(two.furimaru, 'postage:yen')) >= 700n)
})

test('a hold voids the code: no counter takes the parcel, and the postage is the loss of the market', async () => {
  const { scene, label } = await openLabelled()
  const before = await totalOf(two.furimaru, 'postage:yen')
  const caseId = await two.claim(scene.request)
  assert.equal((await scene.read(SELLER)).label, null)
  const refused = await handOver({ code: label.code })
  assert.deepEqual([refused.status, await refused.json()], [409, { code: 'carrier/void' }])
  assert.equal((await totalOf(two.furimaru, 'postage:yen')) - before, 700n)
  const frozen = await scene.step(SELLER, 'label', { carrier: 'yamato' })
  assert.equal(frozen.body.type, 'market/on_hold')
  await two.withdraw(caseId)
  const anew = await scene.step(SELLER, 'label', { carrier: 'yamato' })
  assert.notEqual(anew.body.trackingNumber, label.trackingNumber)
  await two.settle()
  assert.equal((await handOver({ code: anew.body.code })).status, 200)
  await until(scene, (order) => order.state === 'shipped')
})

test('the buyer sends it elsewhere until it is shipped; the seller of an anonymous parcel sees nothing', async () => {
  const { scene, label } = await openLabelled()
  const deliverTo = {
    name: '別の人',
    postalCode: '5300001',
    prefecture: '大阪府',
    city: '大阪市',
    line: '9',
  }
  const change = (as: string) =>
    two.furimaru.call('PUT', `/market/v1/orders/${scene.orderId}/address`, {
      as,
      body: { deliverTo },
    })
  assert.equal((await change(SELLER)).body.type, 'market/not_yours_to_do')
  assert.equal((await change(BUYER)).status, 200)
  await two.settle()
  assert.equal((await scene.read(SELLER)).deliverTo, null)
  assert.equal((await scene.read(BUYER)).deliverTo.prefecture, '大阪府')
  assert.equal((await handOver({ code: label.code })).status, 200)
  await until(scene, (order) => order.state === 'shipped')
  assert.equal((await change(BUYER)).body.type, 'market/wrong_state')
})

test('the records of a slip come by themselves, and a delivered order completes on its day', async () => {
  const scene = await openScene(two)
  const slip = nextSlip()
  await ship(scene, slip)
  await handOver({ client: 'furimaru', trackingNumber: slip })
  await until(scene, (order) => order.shipment.scans.length === 1)
  await moveTo(hoursFromNow(two, 48))
  const order = await until(scene, ({ shipment }) => shipment.scans.length === 4)
  assert.equal(order.shipment.scans.at(-1).status, 'delivered')
  await moveTo(hoursFromNow(two, 8 * 24))
  await until(scene, ({ state }) => state === 'completed')
})

test('in transit, and the carrier turns it round: back when it is back, the postage made good', async () => {
  const scene = await openScene(two)
  const slip = nextSlip()
  await ship(scene, slip)
  await handOver({ client: 'furimaru', trackingNumber: slip })
  await until(scene, (order) => order.shipment.scans.length === 1)
  const caseId = await two.claim(scene.request)
  const turned = await fetch(`${carrier.origin}/v1/parcels/${slip}/return`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${yamatoContract.token}` },
  })
  assert.equal(turned.status, 200)
  await until(scene, (order) => order.shipment.scans.length === 2)
  await two.confirm(caseId)
  assert.deepEqual((await scene.read(SELLER)).onHold, true)
  const before = await totalOf(two.furimaru, 'sales:mem_mikan')
  await moveTo(hoursFromNow(two, 72))
  await until(scene, ({ state }) => state === 'cancelled')
  assert.equal((await totalOf(two.furimaru, 'sales:mem_mikan')) - before, 1_000n)
  assert.equal((await scene.listing()).state, 'listed')
  assert.match(subjectsTo(two, 'mem_mikan').at(-1) ?? '', /荷物はお手元に戻ります/)
})

test('forged scans change nothing: no signature, another secret, an old one, a carrier that has none', async () => {
  const scene = await openScene(two)
  const slip = nextSlip()
  await ship(scene, slip)
  const message = { trackingNumber: slip, status: 'accepted', scannedAt: '2017-09-12T00:00:00Z' }
  const send = async (
    change: { secret?: string; at?: Date; path?: string; body?: object; headers?: object } = {},
  ) => {
    const body = JSON.stringify(change.body ?? message)
    const id = `msg_${nextSlip()}`
    const at = change.at ?? wallClock.now()
    const signed = signWebhook(change.secret ?? secret, { id, at, body })
    return await fetch(two.furimaruOrigin + (change.path ?? webhookPath), {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(change.headers ?? signed) },
      body,
    })
  }
  const old = new Date(wallClock.now().getTime() - 6 * 60_000)
  assert.equal((await send({ headers: {} })).status, 401)
  assert.equal((await send({ secret: 'guessed' })).status, 401)
  assert.equal((await send({ at: old })).status, 401)
  assert.equal((await send({ path: '/market/v1/carriers/japan_post/scans' })).status, 404)
  assert.equal((await send({ body: { ...message, status: 'eaten' } })).status, 400)
  assert.equal((await send({ body: { ...message, orderId: scene.orderId } })).status, 400)
  assert.equal((await send({ body: { ...message, trackingNumber: '1' } })).status, 422)
  const other = await send({ body: { ...message, trackingNumber: nextSlip() } })
  assert.equal(other.status, 404)
  assert.deepEqual((await scene.read(SELLER)).shipment.scans, [])
  for (const _ of [1, 2]) assert.equal((await send()).status, 200)
  assert.equal((await scene.read(SELLER)).shipment.scans.length, 1)
})

test('the books are sound after all parcels', async () => {
  await two.settle()
  assert.deepEqual(await findingsOf(two.furimaru), [])
  assert.deepEqual(await two.furimaru.inContext(checkMarketBooks), [])
})
