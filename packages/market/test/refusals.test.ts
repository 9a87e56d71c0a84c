import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { TestAnswer } from '@modosu/kernel/testing'
import { marketProblems } from '../src/index.ts'
import { listingProblems } from '../src/listings/errors.ts'
import { MESSAGES_MAX } from '../src/messages/write-message.ts'
import { furimaruProfile } from '../src/profiles/furimaru-profile.ts'
import { kawamaruProfile } from '../src/profiles/kawamaru-profile.ts'
import {
  AGENT,
  BUYER,
  buy,
  hoursFromNow,
  list,
  nextKey,
  nextSlip,
  OTHER,
  openScene,
  type Scene,
  SELLER,
  scan,
  ship,
} from './market-scene.ts'
import { openTwoCompanies, type TwoCompanies } from './two-companies.ts'

let two: TwoCompanies

before(async () => {
  two = await openTwoCompanies()
})
after(() => two.close())

const seen = new Set<string>()
const NOWHERE = '000000000000000000000000'

/** The answer is this problem document and no other. */
function expectProblem(answer: TestAnswer, code: keyof typeof marketProblems): void {
  seen.add(code)
  const { status, title } = marketProblems[code]
  assert.match(answer.headers.get('content-type') ?? '', /^application\/problem\+json/)
  assert.deepEqual(
    [answer.status, answer.body.type, answer.body.title, answer.body.status],
    [status, code, title, status],
  )
}

const malformed: [string, string, string, Record<string, unknown>, string][] = []
const deliverTo = { name: '名', postalCode: '1500001', prefecture: '東京都', city: '区', line: '1' }
const order = { listingId: `lst_${NOWHERE}`, deliverTo }
for (const [what, change, pointer] of [
  ['the id of something else', { listingId: `ord_${NOWHERE}` }, '/body/listingId'],
  ['an address without a name', { deliverTo: { ...deliverTo, name: '' } }, '/body/deliverTo/name'],
  [
    'half a postal code',
    { deliverTo: { ...deliverTo, postalCode: '150' } },
    '/body/deliverTo/postalCode',
  ],
  ['more in the address', { deliverTo: { ...deliverTo, phone: '1' } }, '/body/deliverTo/phone'],
  ['a price that is none', { price: '-1' }, '/body/price'],
] as const) {
  malformed.push([
    `an order with ${what}`,
    '/market/v1/orders',
    '',
    { ...order, ...change },
    pointer,
  ])
}
const steps = `/market/v1/orders/ord_${NOWHERE}`
malformed.push(
  [
    'a shipment by another carrier',
    steps,
    '/shipment',
    { carrier: 'owl', trackingNumber: '1' },
    '/body/carrier',
  ],
  ['an answer that is none', steps, '/acknowledgement', { answer: 'maybe' }, '/body/answer'],
  ['a cancel without a reason', steps, '/cancel-request', { reason: ' ' }, '/body/reason'],
  ['consent as a word', steps, '/cancel-request/consent', { agree: 'yes' }, '/body/agree'],
  ['an id with a quote in it', "/market/v1/orders/ord_'", '/receipt', {}, '/path/orderId'],
)
for (const [what, path, step, body, pointer] of malformed) {
  test(`${what} is malformed, and the field is named`, async () => {
    const answer = await two.furimaru.call('POST', path + step, {
      as: SELLER,
      key: nextKey(),
      ...(step === '/receipt' ? {} : { body }),
    })
    assert.deepEqual([answer.status, answer.body.type], [400, 'kernel/malformed'])
    assert.ok(
      answer.body.errors.some((error: { pointer: string }) => error.pointer === pointer),
      JSON.stringify(answer.body.errors),
    )
  })
}

test('nothing is done for nobody, and the office is for staff', async () => {
  for (const [method, path] of [
    ['POST', '/market/v1/orders'],
    ['GET', `/market/v1/orders/ord_${NOWHERE}`],
    ['GET', '/market/v1/sales'],
  ] as const) {
    const body = method === 'POST' ? order : undefined
    const call = { key: nextKey(), ...(body ? { body } : {}) }
    const answer = await two.furimaru.call(method, path, call)
    assert.equal(answer.body.type, 'kernel/not_signed_in', path)
  }
  const path = `/market/v1/staff/orders/ord_${NOWHERE}/cancel`
  const body = { reason: 'x' }
  assert.equal((await two.furimaru.call('POST', path, { as: SELLER, body })).status, 401)
  const auditor = 'staff:staff_1:auditor'
  const refused = await two.furimaru.call('POST', path, { as: auditor, body })
  assert.equal(refused.body.type, 'kernel/forbidden')
})

test('a listing that is not there is not there for anybody', async () => {
  const path = `/market/v1/listings/lst_${NOWHERE}`
  expectProblem(await two.furimaru.call('GET', path), 'market/unknown_listing')
  expectProblem(
    await two.furimaru.call('PUT', `${path}/like`, { as: BUYER }),
    'market/unknown_listing',
  )
  expectProblem(
    await two.furimaru.call('POST', `${path}/comments`, { as: BUYER, body: { words: 'x' } }),
    'market/unknown_listing',
  )
  expectProblem(
    await two.furimaru.call('POST', `${path}/reopening`, { as: SELLER }),
    'market/unknown_listing',
  )
  expectProblem(await buy(two, `lst_${NOWHERE}`), 'market/unknown_listing')
})

test("one's own listing, a sold one, and a stopped account cannot buy, in that order of refusals", async () => {
  const { listingId } = (await list(two)).body
  const stopped = 'member:mem_buyer:ses_1:dev_1:stopped'
  expectProblem(await buy(two, `lst_${NOWHERE}`, stopped), 'market/spending_shut')
  expectProblem(await buy(two, listingId, SELLER), 'market/own_listing')
  assert.equal((await buy(two, listingId)).status, 201)
  expectProblem(await buy(two, listingId, SELLER), 'market/own_listing')
  expectProblem(await buy(two, listingId, OTHER), 'market/already_sold')
})

async function every(scene: Scene, code: keyof typeof marketProblems, as = SELLER) {
  const body = { carrier: 'yamato', trackingNumber: nextSlip(), despiteHold: true }
  const cancelAs = as === SELLER ? SELLER : BUYER
  expectProblem(await scene.step(as, 'shipment', body), code)
  expectProblem(await scene.step(as, 'acknowledgement', { answer: 'with_me' }), code)
  expectProblem(await scene.step(cancelAs, 'cancel-request', { reason: 'x' }), code)
  expectProblem(await scene.step(cancelAs, 'cancel-request/consent', { agree: true }), code)
}

test('an order of others is not there, for reading and for every step', async () => {
  const scene = await openScene(two)
  for (const step of ['receipt', 'shipment', 'acknowledgement', 'cancel-request']) {
    const body = {
      receipt: undefined,
      shipment: { carrier: 'yamato', trackingNumber: nextSlip() },
      acknowledgement: { answer: 'with_me' },
      'cancel-request': { reason: 'x' },
    }[step]
    expectProblem(await scene.step(OTHER, step, body), 'market/unknown_order')
  }
  const path = `/market/v1/orders/${scene.orderId}`
  expectProblem(await two.furimaru.call('GET', path, { as: OTHER }), 'market/unknown_order')
  const unknown = `/market/v1/staff/orders/ord_${NOWHERE}/cancel`
  const answer = await two.furimaru.call('POST', unknown, { as: AGENT, body: { reason: 'x' } })
  expectProblem(answer, 'market/unknown_order')
})

test('each side keeps to its own steps', async () => {
  const scene = await openScene(two)
  expectProblem(await scene.step(SELLER, 'receipt'), 'market/not_yours_to_do')
  expectProblem(
    await scene.step(BUYER, 'shipment', { carrier: 'yamato', trackingNumber: nextSlip() }),
    'market/not_yours_to_do',
  )
  expectProblem(
    await scene.step(BUYER, 'acknowledgement', { answer: 'with_me' }),
    'market/not_yours_to_do',
  )
})

test('a cancelled order stays cancelled, whatever is tried', async () => {
  const scene = await openScene(two)
  await scene.step(AGENT, 'cancel', { reason: 'x' })
  await every(scene, 'market/already_cancelled')
  expectProblem(await scene.step(BUYER, 'receipt'), 'market/already_cancelled')
  expectProblem(await scene.step(AGENT, 'cancel', { reason: 'x' }), 'market/already_cancelled')
})

test('a completed order stays completed, whatever is tried', async () => {
  const scene = await openScene(two)
  const slip = nextSlip()
  await ship(scene, slip)
  await scan(two, slip, two.furimaru.clock.now())
  await scene.step(BUYER, 'receipt')
  await every(scene, 'market/already_completed')
  expectProblem(await scene.step(BUYER, 'receipt'), 'market/already_completed')
  expectProblem(await scene.step(AGENT, 'cancel', { reason: 'x' }), 'market/already_completed')
})

test('steps out of turn are told the state', async () => {
  const unpaid = await openScene(two, { paid: false })
  expectProblem(await ship(unpaid), 'market/wrong_state')
  const scene = await openScene(two)
  const receipt = await scene.step(BUYER, 'receipt')
  expectProblem(receipt, 'market/wrong_state')
  assert.equal(receipt.body.state, 'awaiting_shipment')
  expectProblem(
    await scene.step(BUYER, 'cancel-request/consent', { agree: true }),
    'market/wrong_state',
  )
  expectProblem(
    await scene.step(SELLER, 'acknowledgement', { answer: 'with_me' }),
    'market/not_on_hold',
  )
  const early = () => scene.step(BUYER, 'cancel-request', { reason: 'x' })
  expectProblem(await early(), 'market/seller_asks_cancel')
  two.useProfile(kawamaruProfile)
  expectProblem(await early(), 'market/ship_by_not_passed')
  two.useProfile(furimaruProfile)
  await scene.step(SELLER, 'cancel-request', { reason: 'x' })
  expectProblem(await ship(scene), 'market/wrong_state')
  expectProblem(await scene.step(SELLER, 'cancel-request', { reason: 'x' }), 'market/wrong_state')
  expectProblem(
    await scene.step(SELLER, 'cancel-request/consent', { agree: true }),
    'market/own_request',
  )
  await scene.step(BUYER, 'cancel-request/consent', { agree: false })
  await ship(scene)
  expectProblem(await scene.step(AGENT, 'cancel', { reason: 'x' }), 'market/wrong_state')
  expectProblem(await ship(scene), 'market/wrong_state')
})

test('a slip must be one, be new, and be named', async () => {
  const [first, second] = [await openScene(two), await openScene(two)]
  for (const slip of ['12345678901', '123456789012', '1234567890123', 'abcdefghijkl', '']) {
    expectProblem(await ship(first, slip), 'market/bad_tracking_number')
  }
  const slip = nextSlip()
  const printed = `${slip.slice(0, 4)}-${slip.slice(4, 8)}-${slip.slice(8)}`
  assert.equal((await ship(first, printed)).status, 200)
  assert.equal((await ship(first, slip)).status, 200)
  expectProblem(await ship(second, slip), 'market/tracking_number_used')
  await two.claim(second.request)
  const answer = (body: object) =>
    second.step(SELLER, 'acknowledgement', { answer: 'already_shipped', ...body })
  expectProblem(await answer({}), 'market/tracking_number_missing')
  expectProblem(await answer({ trackingNumber: '1' }), 'market/bad_tracking_number')
  expectProblem(await answer({ trackingNumber: slip }), 'market/tracking_number_used')
  expectProblem(await ship(second), 'market/on_hold')
  assert.equal((await answer({ trackingNumber: nextSlip() })).status, 200)
  expectProblem(
    await second.step(SELLER, 'acknowledgement', { answer: 'with_me' }),
    'market/already_answered',
  )
})

test('a scan names a parcel that an order named, and lies in the past', async () => {
  const scene = await openScene(two)
  const slip = nextSlip()
  await ship(scene, slip)
  const now = two.furimaru.clock.now()
  expectProblem(await scan(two, '1', now), 'market/bad_tracking_number')
  expectProblem(await scan(two, slip, hoursFromNow(two, 1)), 'market/scan_in_future')
  expectProblem(await scan(two, nextSlip(), now), 'market/unknown_parcel')
})

test('a search of the office without a mark is refused', async () => {
  const call = { as: AGENT, headers: { 'x-reason': 'test' } }
  expectProblem(
    await two.furimaru.call('GET', '/market/v1/staff/orders', call),
    'market/search_too_wide',
  )
})

test('only the seller puts a paused listing back, and only a paused one', async () => {
  const scene = await openScene(two)
  const reopen = (as: string) =>
    two.furimaru.call('POST', `/market/v1/listings/${scene.listingId}/reopening`, { as })
  expectProblem(await reopen(OTHER), 'market/not_the_sellers')
  expectProblem(await reopen(SELLER), 'market/already_sold')
  const caseId = await two.claim(scene.request)
  await two.confirm(caseId)
  await two.moveTo(hoursFromNow(two, 25))
  assert.equal((await scene.listing()).state, 'paused')
  expectProblem(await buy(two, scene.listingId, OTHER), 'market/not_for_sale')
  assert.equal((await reopen(SELLER)).body.state, 'listed')
  assert.equal((await reopen(SELLER)).body.state, 'listed')
  assert.equal((await buy(two, scene.listingId, OTHER)).status, 201)
})

test('what one side may not do yet, or not any more, is refused by name', async () => {
  const scene = await openScene(two, { price: '1000' })
  const label = (carrier: string) => scene.step(SELLER, 'label', { carrier })
  expectProblem(await label('japan_post'), 'market/no_labels')
  const cheap = await openScene(two, { price: '700' })
  expectProblem(
    await cheap.step(SELLER, 'label', { carrier: 'yamato' }),
    'market/price_below_postage',
  )
  expectProblem(await scene.step(SELLER, 'unpaid-end'), 'market/wrong_state')
  const unpaid = await openScene(two, { paid: false })
  expectProblem(await unpaid.step(SELLER, 'unpaid-end'), 'market/pay_due_not_passed')
  expectProblem(await scene.step(BUYER, 'rating', { score: 'good' }), 'market/wrong_state')
  await ship(scene)
  expectProblem(await scene.step(SELLER, 'receipt-request'), 'market/receipt_ask_too_early')
  await scene.step(BUYER, 'receipt')
  await scene.step(BUYER, 'rating', { score: 'good' })
  expectProblem(await scene.step(BUYER, 'rating', { score: 'bad' }), 'market/already_rated')
  await two.moveTo(hoursFromNow(two, 73))
  await two.moveTo(hoursFromNow(two, 15 * 24))
  expectProblem(await scene.step(SELLER, 'rating', { score: 'bad' }), 'market/rating_over')
})

test('a price that is not the one seen is refused', async () => {
  const { listingId } = (await list(two)).body
  const call = { as: BUYER, key: nextKey(), body: { listingId, deliverTo, price: '1' } }
  const answer = await two.furimaru.call('POST', '/market/v1/orders', call)
  expectProblem(answer, 'market/price_changed')
})

test('messages end at their limit, and their secret is kept from staff', async () => {
  const scene = await openScene(two)
  await two.furimaru.inContext((ctx) =>
    ctx.tx.query(
      `insert into market.order_message (message_id, order_id, written_by, words, written_at)
       select 'msg_full_' || i, $1, 'buyer', 'x', now() from generate_series(1, $2) as i`,
      [scene.orderId, MESSAGES_MAX],
    ),
  )
  expectProblem(await scene.step(BUYER, 'messages', { words: 'x' }), 'market/messages_limit')
  const path = `/market/v1/staff/orders/${scene.orderId}/messages`
  const look = { as: AGENT, headers: { 'x-reason': 'curious' } }
  expectProblem(await two.furimaru.call('GET', path, look), 'market/messages_secret')
})

test('money that is not withheld is not decided about, and a decision stands', async () => {
  const scene = await openScene(two)
  const decide = (pay: boolean) =>
    two.furimaru.call('POST', `/market/v1/staff/orders/${scene.orderId}/withheld`, {
      as: 'staff:staff_super:supervisor',
      body: { pay, reason: 'x' },
    })
  expectProblem(await decide(true), 'market/nothing_withheld')
  const caseId = await two.claim(scene.request)
  const slip = nextSlip()
  await scene.step(SELLER, 'acknowledgement', { answer: 'with_me' })
  await ship(scene, slip, true)
  await scan(two, slip, two.furimaru.clock.now())
  await two.confirm(caseId)
  assert.deepEqual((await decide(false)).body, { decided: 'kept' })
  assert.deepEqual((await decide(false)).body, { decided: 'kept' })
  expectProblem(await decide(true), 'market/already_decided')
})

test('every code of orders was refused with here', () => {
  const codes = Object.keys(marketProblems).filter(
    (code) => !(code in listingProblems) && !seen.has(code),
  )
  assert.deepEqual(codes, [])
})
