import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import {
  AGENT,
  BUYER,
  hoursFromNow,
  nextSlip,
  OTHER,
  openScene,
  SELLER,
  scan,
  ship,
  subjectsTo,
} from './market-scene.ts'
import { openTwoCompanies, type TwoCompanies, totalOf } from './two-companies.ts'

let two: TwoCompanies

before(async () => {
  two = await openTwoCompanies()
})
after(() => two.close())

const HOUR_MS = 60 * 60 * 1_000

test('a hold beats every button of both sides and of the office', async () => {
  const scene = await openScene(two)
  await two.claim(scene.request)
  const slip = nextSlip()
  const tries: [string, string, unknown][] = [
    [SELLER, 'shipment', { carrier: 'yamato', trackingNumber: slip }],
    [SELLER, 'cancel-request', { reason: 'x' }],
    [BUYER, 'cancel-request', { reason: 'x' }],
    [BUYER, 'cancel-request/consent', { agree: true }],
    [BUYER, 'receipt', undefined],
    [AGENT, 'cancel', { reason: 'x' }],
  ]
  for (const [as, step, body] of tries) {
    const answer = await scene.step(as, step, body)
    assert.deepEqual([step, answer.status, answer.body.type], [step, 409, 'market/on_hold'])
  }
  assert.equal((await scene.read(SELLER)).state, 'awaiting_shipment')
})

test('what is said to be shipped under a hold is written down with a flag, once', async () => {
  const scene = await openScene(two)
  await two.claim(scene.request)
  const slip = nextSlip()
  const told = await ship(scene, slip, true)
  assert.deepEqual(told.body, { state: 'awaiting_shipment', flagged: true })
  assert.deepEqual((await ship(scene, slip, true)).body, told.body)
  assert.equal((await ship(scene, nextSlip(), true)).body.type, 'market/already_answered')
  const order = await scene.read(SELLER)
  assert.equal(order.shipment.flagged, true)
  assert.equal(order.onHold, true)
})

test('the clocks of the trade stand still under a hold and go on with the time left', async () => {
  const scene = await openScene(two)
  const shipBy = async () => {
    const { deadlines } = await scene.read(SELLER)
    return deadlines.find(({ clock }: { clock: string }) => clock === 'ship_by')
  }
  const before = await shipBy()
  const caseId = await two.claim(scene.request)
  const stopped = await shipBy()
  assert.equal(stopped.dueAt, null)
  await two.moveTo(hoursFromNow(two, 20))
  assert.deepEqual(await shipBy(), stopped)
  await two.withdraw(caseId)
  const after = await shipBy()
  const shifted = Date.parse(after.dueAt) - Date.parse(before.dueAt)
  assert.ok(shifted >= 20 * HOUR_MS && shifted < 20.1 * HOUR_MS, String(shifted))
  const mail = two.furimaru.mails('mem_mikan@example.com').at(-1)
  assert.match(mail?.subject ?? '', /取引を再開しました/)
  assert.match(mail?.text ?? '', /新しい期限: \d+月\d+日/)
})

test('the record of the notice tells what the seller saw, each fact once', async () => {
  const scene = await openScene(two)
  await two.claim(scene.request)
  const list = () => two.furimaru.call('GET', '/market/v1/orders?role=seller', { as: SELLER })
  assert.equal((await list()).body.orders[0].onHold, true)
  const first = await scene.read(SELLER)
  assert.deepEqual(Object.keys(first.hold.notice).sort(), ['delivered', 'opened', 'sent'])
  assert.ok(first.hold.notice.delivered < first.hold.notice.opened)
  await scene.step(SELLER, 'acknowledgement', { answer: 'with_me' })
  const again = await scene.step(SELLER, 'acknowledgement', { answer: 'with_me' })
  assert.equal(again.status, 200)
  const { notice } = (await scene.read(SELLER)).hold
  assert.equal(notice.opened, first.hold.notice.opened)
  assert.equal(notice.acknowledged, notice.declared_with_me)
  const other = await scene.step(SELLER, 'acknowledgement', {
    answer: 'already_shipped',
    trackingNumber: nextSlip(),
  })
  assert.equal(other.body.type, 'market/already_answered')
})

test('no grant lets the application change or delete a fact of a notice', async () => {
  await assert.rejects(
    two.furimaru.inContext((ctx) => ctx.tx.query("update market.notice_fact set fact = 'sent'")),
    /permission denied/,
  )
  await assert.rejects(
    two.furimaru.inContext((ctx) => ctx.tx.query('delete from market.notice_fact')),
    /permission denied/,
  )
})

test('a seller who says "with me" and ships all the same has lied, whenever the scan is from', async () => {
  const scene = await openScene(two)
  await two.claim(scene.request)
  const slip = nextSlip()
  const seenAt = two.furimaru.clock.now()
  await ship(scene, slip, true)
  await scene.step(SELLER, 'acknowledgement', { answer: 'with_me' })
  await scan(two, slip, seenAt)
  await two.confirm(await caseOf(scene.orderId))
  assert.equal((await scene.read(SELLER)).state, 'cancelled')
  assert.equal((await scene.listing()).state, 'closed')
  assert.match(subjectsTo(two, 'mem_mikan').at(-1) ?? '', /取引は取消になりました/)
})

test('a notice without an answer is repeated after two hours, and the hold told about daily', async () => {
  const scene = await openScene(two)
  await two.claim(scene.request)
  const count = (word: string, member = 'mem_mikan') =>
    subjectsTo(two, member).filter((subject) => subject.includes(word)).length
  const before = count('品物は、いまどこにありますか')
  await two.moveTo(hoursFromNow(two, 2.1))
  assert.equal(count('品物は、いまどこにありますか'), before + 1)
  const reviews = count('確認が続いています', 'mem_buyer')
  await two.moveTo(hoursFromNow(two, 22))
  assert.ok(count('確認が続いています', 'mem_buyer') > reviews)
  const { hold } = await scene.read(BUYER)
  assert.ok(Date.parse(hold.resultBy) > two.furimaru.clock.now().getTime())
})

test('the seller on hold sees no address, the buyer no notice and no reason that tells', async () => {
  const scene = await openScene(two)
  assert.equal((await scene.read(SELLER)).deliverTo.prefecture, '東京都')
  await two.claim(scene.request)
  const seller = await scene.read(SELLER)
  assert.deepEqual([seller.deliverTo, seller.deliverToHidden], [null, 'on_hold'])
  const buyer = await scene.read(BUYER)
  assert.deepEqual([buyer.hold.notice, buyer.hold.reason], [null, 'source_of_payment'])
  for (const view of [seller, buyer]) {
    const text = JSON.stringify(view)
    assert.ok(!text.includes('482-913-076') && !text.includes('mem_owner'), text)
  }
  assert.equal((await scene.read(OTHER)).type, 'market/unknown_order')
  const listing = JSON.stringify(await scene.listing())
  assert.ok(!listing.includes('hold') && (await scene.listing()).state === 'sold')
})

test('a hold reaches both sides in words without blame', async () => {
  const scene = await openScene(two)
  await two.claim(scene.request)
  const seller = two.furimaru.mails('mem_mikan@example.com').at(-1)
  assert.match(
    seller?.subject ?? '',
    /^【フリマル】発送をお待ちください \/ Please hold the parcel$/,
  )
  assert.match(seller?.text ?? '', /mikan 様[\s\S]*あなたに責任はありません/)
  assert.match(seller?.text ?? '', /Dear mikan,[\s\S]*You have done nothing wrong/)
  assert.match(seller?.text ?? '', new RegExp(`https://furimaru.example/order/${scene.orderId}`))
  const buyer = two.furimaru.mails('mem_buyer@example.com').at(-1)
  assert.match(buyer?.subject ?? '', /この取引は、確認のため止まっています/)
})

test('likes stay when a claim has undone the order', async () => {
  const scene = await openScene(two)
  const path = `/market/v1/listings/${scene.listingId}/like`
  await two.furimaru.call('PUT', path, { as: OTHER })
  const caseId = await two.claim(scene.request)
  await scene.step(SELLER, 'acknowledgement', { answer: 'with_me' })
  await two.confirm(caseId)
  const listing = await scene.listing()
  assert.deepEqual([listing.state, listing.likes], ['listed', 1])
  const owner = `points:mem_owner_${scene.request.paymentRequestId}`
  assert.equal(await totalOf(two.furimaru, `escrow:${scene.orderId}`), 0n, owner)
})

test('the office finds the order of a case by exact marks, and the look is recorded', async () => {
  const scene = await openScene(two, { price: '41234' })
  await two.claim(scene.request)
  const find = (query: string, headers = { 'x-reason': 'case 482-913-076' }) =>
    two.furimaru.call('GET', `/market/v1/staff/orders?${query}`, { as: AGENT, headers })
  for (const query of [
    `orderId=${scene.orderId}`,
    `paymentRequestId=${scene.request.paymentRequestId}`,
    'amount=41234',
    `amount=41234&title=${encodeURIComponent('けいたいゲーム機 本体 グレー 未使用')}`,
  ]) {
    const found = await find(query)
    assert.deepEqual(
      found.body.orders.map((order: { orderId: string }) => order.orderId),
      [scene.orderId],
    )
    assert.equal(found.body.orders[0].holds[0].caseNumber, '482-913-076')
    assert.equal(found.body.orders[0].prefecture, '東京都')
    assert.ok(!JSON.stringify(found.body).includes('渋谷区'))
  }
  const looks = await two.furimaru.inContext((ctx) =>
    ctx.tx.query('select subject from kernel.disclosure where reason = $1', ['case 482-913-076']),
  )
  assert.equal(looks.rowCount, 4)
  assert.equal((await find('amount=41235')).body.orders.length, 0)
  assert.equal((await find('')).body.type, 'market/search_too_wide')
  const silent = await two.furimaru.call(
    'GET',
    `/market/v1/staff/orders?orderId=${scene.orderId}`,
    {
      as: AGENT,
    },
  )
  assert.equal(silent.status, 400)
})

async function caseOf(orderId: string): Promise<string> {
  return await two.furimaru.inContext(async (ctx) => {
    const found = await ctx.tx.query<{ case_id: string }>(
      'select case_id from market.order_hold where order_id = $1',
      [orderId],
    )
    return found.rows[0]?.case_id ?? ''
  })
}

test('an order whose claim was let go can be cancelled, and its payer has his money back', async () => {
  const scene = await openScene(two)
  const caseId = await two.claim(scene.request)
  await two.withdraw(caseId)
  await scene.step(AGENT, 'cancel', { reason: 'asked for by both' })
  await two.settle()
  assert.equal((await scene.read(BUYER)).state, 'cancelled')
  const owner = `points:mem_owner_${scene.request.paymentRequestId}`
  assert.equal(await totalOf(two.hinata, owner), 40_000n)
})
