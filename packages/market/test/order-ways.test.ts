import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { checkMarketBooks } from '../src/check-market-books.ts'
import { furimaruProfile } from '../src/profiles/furimaru-profile.ts'
import { kawamaruProfile } from '../src/profiles/kawamaru-profile.ts'
import {
  AGENT,
  BUYER,
  buy,
  hoursFromNow,
  list,
  nextSlip,
  OTHER,
  openScene,
  SELLER,
  scan,
  ship,
  subjectsTo,
} from './market-scene.ts'
import { findingsOf, openTwoCompanies, type TwoCompanies, totalOf } from './two-companies.ts'

let two: TwoCompanies

before(async () => {
  two = await openTwoCompanies()
})
after(() => two.close())

const SUPERVISOR = 'staff:staff_super:supervisor'
const later = (hours: number) => two.moveTo(hoursFromNow(two, hours))
const now = () => two.furimaru.clock.now()
const office = (orderId: string, path: string, body: unknown, as = SUPERVISOR) =>
  two.furimaru.call('POST', `/market/v1/staff/orders/${orderId}/${path}`, { as, body })

async function ask() {
  const { listingId } = (await list(two, { approvesBuyers: true })).body
  const asked = await buy(two, listingId)
  assert.deepEqual([asked.status, asked.body.state], [201, 'awaiting_approval'])
  const { orderId } = asked.body
  const step = (as: string, name: string, body?: unknown) =>
    two.furimaru.call('POST', `/market/v1/orders/${orderId}/${name}`, {
      as,
      ...(body === undefined ? {} : { body }),
    })
  const read = async () =>
    (await two.furimaru.call('GET', `/market/v1/orders/${orderId}`, { as: BUYER })).body
  const listing = async () =>
    (await two.furimaru.call('GET', `/market/v1/listings/${listingId}`)).body.state
  return { orderId, listingId, step, read, listing }
}

test('a seller who wants to be asked agrees, and only then the payment is asked for', async () => {
  const request = await ask()
  assert.equal(await request.listing(), 'sold')
  await two.settle()
  assert.match(subjectsTo(two, 'mem_mikan').at(-1) ?? '', /購入の申請がありました/)
  const asked = () => two.requests.find((known) => known.orderReference === request.orderId)
  assert.equal(asked(), undefined)
  assert.equal((await request.step(OTHER, 'approval', { approve: true })).status, 404)
  assert.equal((await request.step(BUYER, 'approval', { approve: true })).status, 403)
  const agreed = await request.step(SELLER, 'approval', { approve: true })
  assert.equal(agreed.body.state, 'awaiting_payment')
  await two.settle()
  const payment = asked()
  assert.ok(payment)
  await two.pay(payment)
  assert.equal((await request.read()).state, 'awaiting_shipment')
})

for (const [how, as, step, body, ending] of [
  ['declines', SELLER, 'approval', { approve: false }, 'declined'],
  ['is told that the buyer takes it back', BUYER, 'request-withdrawal', undefined, 'withdrawn'],
] as const) {
  test(`a seller who ${how} has his listing back`, async () => {
    const request = await ask()
    assert.equal((await request.step(as, step, body)).body.state, 'cancelled')
    const order = await request.read()
    assert.deepEqual([order.ending, await request.listing()], [ending, 'listed'])
  })
}

test('a request that nobody answers ends at half past eight of the day after next', async () => {
  const request = await ask()
  const { deadlines } = await request.read()
  const { dueAt } = deadlines.find(({ clock }: { clock: string }) => clock === 'approve_by')
  assert.match(dueAt, /T23:30:00\.000Z$/)
  await two.moveTo(new Date(Date.parse(dueAt) - 60_000))
  assert.equal((await request.read()).state, 'awaiting_approval')
  await two.moveTo(new Date(dueAt))
  const order = await request.read()
  assert.deepEqual([order.state, order.ending], ['cancelled', 'not_approved'])
})

test('a price that was raised in the last second is refused and told', async () => {
  const { listingId } = (await list(two)).body
  const deliverTo = {
    name: '名',
    postalCode: '1500001',
    prefecture: '東京都',
    city: '区',
    line: '1',
  }
  const order = (price: string) =>
    two.furimaru.call('POST', '/market/v1/orders', {
      as: BUYER,
      key: `price-${price}`,
      body: { listingId, deliverTo, price },
    })
  const refused = await order('39999')
  assert.deepEqual([refused.body.type, refused.body.price], ['market/price_changed', '40000'])
  assert.equal((await order('40000')).status, 201)
})

test('where the seller may end an unpaid order it waits for him, and is paid late until then', async () => {
  two.useProfile(kawamaruProfile)
  const [ended, paid] = [
    await openScene(two, { paid: false }),
    await openScene(two, { paid: false }),
  ]
  const early = await ended.step(SELLER, 'unpaid-end')
  assert.equal(early.body.type, 'market/pay_due_not_passed')
  await later(80)
  assert.equal((await ended.read(SELLER)).state, 'awaiting_payment')
  assert.match(subjectsTo(two, 'mem_mikan').at(-1) ?? '', /お支払いの期限を過ぎました/)
  assert.equal((await ended.step(SELLER, 'unpaid-end')).body.state, 'cancelled')
  await two.pay(paid.request)
  assert.equal((await paid.read(SELLER)).state, 'awaiting_shipment')
  two.useProfile(furimaruProfile)
})

test('where money waits for both ratings the seller releases it, or the third day does', async () => {
  two.useProfile(kawamaruProfile)
  for (const rates of [true, false]) {
    const scene = await openScene(two)
    const slip = nextSlip()
    await ship(scene, slip)
    await scan(two, slip, now())
    assert.equal((await scene.step(BUYER, 'receipt')).body.state, 'received')
    assert.equal((await scene.read(SELLER)).state, 'received')
    if (rates) await scene.step(SELLER, 'rating', { score: 'good' })
    else await later(4 * 24)
    assert.equal((await scene.read(SELLER)).state, 'completed')
    assert.equal(await totalOf(two.furimaru, `escrow:${scene.orderId}`), 0n)
  }
  assert.equal(await totalOf(two.furimaru, 'fees:yen'), 8_000n)
  two.useProfile(furimaruProfile)
})

test('a declined cancel goes to the office where the market wants it, and comes back from there', async () => {
  two.useProfile(kawamaruProfile)
  const scene = await openScene(two)
  await scene.step(SELLER, 'cancel-request', { reason: '傷' })
  const declined = await scene.step(BUYER, 'cancel-request/consent', { agree: false })
  assert.equal(declined.body.state, 'under_review')
  two.useProfile(furimaruProfile)
  const decided = await office(scene.orderId, 'review', { decision: 'goes_on', reason: 'ok' })
  assert.equal(decided.body.state, 'awaiting_shipment')
})

test('under review nothing goes on and no clock runs; it goes on with the time left', async () => {
  const scene = await openScene(two)
  const shipBy = async () => {
    const { deadlines } = await scene.read(SELLER)
    return deadlines.find(({ clock }: { clock: string }) => clock === 'ship_by')
  }
  const before = Date.parse((await shipBy()).dueAt)
  const reported = await scene.step(BUYER, 'report', { reason: '連絡がつきません' })
  assert.equal(reported.body.state, 'under_review')
  assert.equal((await ship(scene)).body.type, 'market/wrong_state')
  await later(10 * 24)
  assert.equal((await shipBy()).dueAt, null)
  const notSent = await office(scene.orderId, 'review', { decision: 'send_back', reason: 'x' })
  assert.equal(notSent.body.type, 'market/wrong_state')
  await office(scene.orderId, 'review', { decision: 'goes_on', reason: 'x' }, AGENT)
  const days = (Date.parse((await shipBy()).dueAt) - before) / 86_400_000
  assert.ok(days >= 10 && days < 10.1, String(days))
})

test('a hold over an order under review leaves its clocks to the office', async () => {
  const scene = await openScene(two)
  await scene.step(SELLER, 'report', { reason: 'おかしい' })
  const caseId = await two.claim(scene.request)
  const held = await office(scene.orderId, 'review', { decision: 'goes_on', reason: 'x' })
  assert.equal(held.body.type, 'market/on_hold')
  await two.withdraw(caseId)
  const order = await scene.read(SELLER)
  assert.deepEqual([order.state, order.onHold], ['under_review', false])
  assert.ok(order.deadlines.every(({ dueAt }: { dueAt: string | null }) => dueAt === null))
  assert.equal((await scene.step(AGENT, 'cancel', { reason: 'x' })).body.state, 'cancelled')
})

for (const how of ['the seller says so', 'the carrier brings it back'] as const) {
  test(`what the office sends back is paid back when ${how}`, async () => {
    const scene = await openScene(two)
    const slip = nextSlip()
    await ship(scene, slip)
    await scan(two, slip, now())
    await scene.step(BUYER, 'report', { reason: '別の物が届きました' })
    const sent = await office(scene.orderId, 'review', { decision: 'send_back', reason: 'x' })
    assert.equal(sent.body.state, 'returning')
    assert.equal((await scene.step(BUYER, 'return')).body.type, 'market/not_yours_to_do')
    if (how === 'the seller says so') await scene.step(SELLER, 'return')
    else await scan(two, slip, now(), 'brought_back')
    const order = await scene.read(BUYER)
    assert.deepEqual([order.state, order.ending], ['cancelled', 'returned'])
    assert.equal((await scene.listing()).state, 'paused')
    await two.settle()
    assert.equal(await totalOf(two.furimaru, `escrow:${scene.orderId}`), 0n)
  })
}

test('the seller asks for the receipt from the ninth day on; delivered five days ago is enough', async () => {
  const [delivered, unknown] = [await openScene(two), await openScene(two)]
  const slip = nextSlip()
  await ship(delivered, slip)
  await ship(unknown)
  const early = await delivered.step(SELLER, 'receipt-request')
  assert.equal(early.body.type, 'market/receipt_ask_too_early')
  await scan(two, slip, now(), 'delivered')
  const { deadlines } = await delivered.read(SELLER)
  const ask = deadlines.find(({ clock }: { clock: string }) => clock === 'receipt_ask')
  await two.moveTo(new Date(ask.dueAt))
  assert.equal((await delivered.step(SELLER, 'receipt-request')).body.state, 'completed')
  assert.equal((await unknown.step(SELLER, 'receipt-request')).body.state, 'shipped')
  await two.settle()
  assert.match(subjectsTo(two, 'mem_buyer').at(-1) ?? '', /商品は届きましたか/)
})

test('ratings are blind: shown when both are there, or when the time is over', async () => {
  const count = async (member: string) => {
    const { countRatings } = await import('../src/ratings/count-ratings.ts')
    return await two.furimaru.inContext((ctx) => countRatings(ctx, member))
  }
  const complete = async () => {
    const scene = await openScene(two)
    const slip = nextSlip()
    await ship(scene, slip)
    await scan(two, slip, now())
    const early = await scene.step(BUYER, 'rating', { score: 'good' })
    assert.equal(early.body.type, 'market/wrong_state')
    await scene.step(BUYER, 'receipt')
    return scene
  }
  const [both, one] = [await complete(), await complete()]
  const before = await count('mem_mikan')
  const first = await both.step(BUYER, 'rating', { score: 'good', words: 'ありがとう' })
  assert.equal(first.body.open, false)
  assert.deepEqual((await both.read(SELLER)).ratings, [])
  assert.equal((await both.read(BUYER)).ratings.length, 1)
  assert.deepEqual(await count('mem_mikan'), before)
  const again = await both.step(BUYER, 'rating', { score: 'bad' })
  assert.equal(again.body.type, 'market/already_rated')
  await one.step(BUYER, 'rating', { score: 'bad' })
  assert.equal((await both.step(SELLER, 'rating', { score: 'good' })).body.open, true)
  assert.equal((await both.read(SELLER)).ratings.length, 2)
  assert.deepEqual(await count('mem_mikan'), { good: before.good + 1, bad: before.bad })
  await later(15 * 24)
  assert.deepEqual(await count('mem_mikan'), { good: before.good + 1, bad: before.bad + 1 })
  const late = await one.step(SELLER, 'rating', { score: 'bad' })
  assert.equal(late.body.type, 'market/rating_over')
})

test('messages are read by their two sides, and by staff only on a recorded ground', async () => {
  const scene = await openScene(two)
  const words = '<script>alert(1)</script> 明日発送します'
  assert.equal((await scene.step(SELLER, 'messages', { words })).status, 201)
  assert.ok(!two.furimaru.mails('mem_buyer@example.com').at(-1)?.text.includes('明日発送'))
  const path = `/market/v1/orders/${scene.orderId}/messages`
  const read = await two.furimaru.call('GET', path, { as: BUYER })
  assert.deepEqual(
    [read.body.messages[0].words, read.body.messages[0].writtenBy],
    [words, 'seller'],
  )
  assert.equal((await two.furimaru.call('GET', path, { as: OTHER })).status, 404)
  const staffPath = path.replace('/v1/', '/v1/staff/')
  const look = () =>
    two.furimaru.call('GET', staffPath, { as: SUPERVISOR, headers: { 'x-reason': 'case 1' } })
  assert.equal((await look()).body.type, 'market/messages_secret')
  const ground = { ground: 'emergency', reason: '生命の危険' }
  assert.equal((await office(scene.orderId, 'messages/ground', ground, AGENT)).status, 403)
  assert.equal((await office(scene.orderId, 'messages/ground', ground)).status, 200)
  assert.equal((await look()).body.messages.length, 1)
  await scene.step(AGENT, 'cancel', { reason: 'x' })
  const closed = await scene.step(BUYER, 'messages', { words: 'x' })
  assert.equal(closed.body.type, 'market/already_cancelled')
})

test('one side lets the office read', async () => {
  const scene = await openScene(two)
  await scene.step(BUYER, 'messages', { words: '届きません' })
  await scene.step(BUYER, 'messages/consent')
  const path = `/market/v1/staff/orders/${scene.orderId}/messages`
  const read = await two.furimaru.call('GET', path, {
    as: AGENT,
    headers: { 'x-reason': 'asked by the buyer' },
  })
  assert.equal(read.body.messages[0].words, '届きません')
})

test('the ledgers agree after all of it', async () => {
  await two.settle()
  assert.deepEqual(await findingsOf(two.furimaru), [])
  assert.deepEqual(await two.furimaru.inContext(checkMarketBooks), [])
  assert.deepEqual(await findingsOf(two.hinata), [])
})
