import assert from 'node:assert/strict'
import { test } from 'node:test'
import { movableClock } from '@modosu/kernel'
import { webPages } from '../src/index.ts'
import { contractStub, problem } from './contract-stub.ts'
import { openBrowser } from './open-browser.ts'

function open(answers: Parameters<typeof contractStub>[0]) {
  const stub = contractStub(answers)
  const pages = webPages({
    services: ['account', 'market', 'desk'],
    company: 'furimaru',
    displayName: { ja: 'フリマル', en: 'Furimaru' },
    fetchService: stub.fetchService,
    clock: movableClock(0),
  })
  return { asked: stub.asked, browser: openBrowser(pages) }
}

const PATH = 'GET /market/v1/orders/ord_1'
const ACKNOWLEDGE = 'POST /market/v1/orders/ord_1/acknowledgement'

test('a held order asks the seller to wait: not to blame first, then two answers', async () => {
  const { browser } = open({ [PATH]: { body: order({ onHold: true, hold: hold() }) } })
  const { text } = await browser.get('/order/ord_1')
  const first = text.indexOf('あなたに責任はありません')
  const reason = text.indexOf('ご登録者ご本人による購入ではない可能性があります')
  assert.ok(first > 0 && first < reason)
  assert.match(text, /action="\/order\/ord_1\/with-me"/)
  assert.match(text, /action="\/order\/ord_1\/shipped-already"/)
  assert.doesNotMatch(text, /action="\/order\/ord_1\/shipment"/)
  assert.match(text, /9月14日\(木\) 0:03:14/)
})

test('a held order hides the address from the seller even when a service tells it', async () => {
  const { browser } = open({
    [PATH]: { body: order({ onHold: true, hold: hold(), deliverTo: address }) },
  })
  const { text } = await browser.get('/order/ord_1')
  assert.ok(!text.includes(address.line))
  assert.match(text, /確認中は表示しません/)
})

test('the seller who still has the item says so with one press', async () => {
  const { browser, asked } = open({ [ACKNOWLEDGE]: { body: { state: 'awaiting_shipment' } } })
  const shown = await browser.post('/order/ord_1/with-me', {})
  assert.equal(shown.headers.get('location'), '/order/ord_1')
  assert.deepEqual(asked[0]?.body, { answer: 'with_me' })
})

test('the number on the slip may be typed with hyphens and full-width digits', async () => {
  const { browser, asked } = open({ [ACKNOWLEDGE]: { body: {} } })
  await browser.post('/order/ord_1/shipped-already', { tracking: '１２３４-5678-9014' })
  assert.deepEqual(asked[0]?.body, { answer: 'already_shipped', trackingNumber: '123456789014' })
})

test('a wrong tracking number is told at its field, and the form stays open', async () => {
  const { browser } = open({
    [PATH]: { body: order({ onHold: true, hold: hold() }) },
    [ACKNOWLEDGE]: problem(422, 'market/bad_tracking_number'),
  })
  const shown = await browser.post('/order/ord_1/shipped-already', { tracking: '1' })
  assert.equal(shown.status, 422)
  assert.match(shown.text, /<details class="plain gap-s" open>/)
  assert.match(shown.text, /aria-invalid="true" aria-describedby="tracking-h tracking-e"/)
})

test('after the answer the question is gone and the answer stands', async () => {
  const facts = { ...hold().notice, declared_with_me: '2017-09-14T07:44:00+09:00' }
  const { browser } = open({
    [PATH]: { body: order({ onHold: true, hold: { ...hold(), notice: facts } }) },
  })
  const { text } = await browser.get('/order/ord_1')
  assert.doesNotMatch(text, /with-me"/)
  assert.match(text, /「まだ手元にある」と確かめました/)
})

test('shipping an order that was held meanwhile says that it is under review', async () => {
  const { browser } = open({
    [PATH]: { body: order({ onHold: true, hold: hold() }) },
    'POST /market/v1/orders/ord_1/shipment': problem(409, 'market/on_hold'),
  })
  const shown = await browser.post('/order/ord_1/shipment', { tracking: '123456789014' })
  assert.equal(shown.status, 422)
  assert.match(shown.text, /この取引は確認中のため/)
  assert.match(shown.text, /発送をお待ちください/)
})

test('the buyer of a held order learns that it is on hold, and nothing about why', async () => {
  const { browser } = open({
    [PATH]: { body: order({ role: 'buyer', onHold: true, hold: { ...hold(), notice: null } }) },
  })
  const { text } = await browser.get('/order/ord_1')
  assert.match(text, /この取引は、確認のため止まっています/)
  assert.doesNotMatch(text, /ご登録者|0:03:14|<form/)
})

test('the buyer goes to the payment by a link of the web only', async () => {
  const { browser } = open({
    [PATH]: {
      body: order({ role: 'buyer', state: 'awaiting_payment', approvalUrl: 'javascript:alert(1)' }),
    },
  })
  const { text } = await browser.get('/order/ord_1')
  assert.doesNotMatch(text, /javascript:/)
})

test('who is not signed in signs in first and comes back to the order, not to the step', async () => {
  const { browser } = open({
    [PATH]: problem(401, 'kernel/not_signed_in'),
    [ACKNOWLEDGE]: problem(401, 'kernel/not_signed_in'),
  })
  for (const shown of [
    await browser.get('/order/ord_1'),
    await browser.post('/order/ord_1/with-me', {}),
  ]) {
    assert.equal(shown.headers.get('location'), '/sign-in?next=%2Forder%2Ford_1')
  }
})

test('an id in the address stays one path segment on its way to the service', async () => {
  const { browser, asked } = open({})
  await browser.get('/order/..%2f..%2fstaff')
  assert.equal(asked[0]?.path, '/market/v1/orders/..%2F..%2Fstaff')
})

const address = {
  name: '山田花',
  postalCode: '1000001',
  prefecture: '東京都',
  city: '千代田区',
  line: '千代田1-1',
}

function order(more: object = {}) {
  return {
    orderId: 'ord_1',
    role: 'seller',
    title: '携帯ゲーム機',
    price: '40000',
    state: 'awaiting_shipment',
    onHold: false,
    orderedAt: '2017-09-12T02:31:00+09:00',
    approvalUrl: null,
    deadlines: [{ clock: 'ship_by', dueAt: null, leftMs: 115_200_000 }],
    deliverTo: null,
    shipment: null,
    cancelRequest: null,
    hold: null,
    ...more,
  }
}

function hold() {
  return {
    since: '2017-09-14T00:03:12+09:00',
    resultBy: '2017-09-14T11:00:00+09:00',
    notice: { sent: '2017-09-14T00:03:14+09:00' },
  }
}
