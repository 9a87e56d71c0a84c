import assert from 'node:assert/strict'
import { test } from 'node:test'
import { movableClock } from '@modosu/kernel'
import { webPages } from '../src/index.ts'
import { contractStub, problem, type StubAnswer } from './contract-stub.ts'

const ID = `lst_${'0'.repeat(24)}`
const BAD = `<script>alert(1)</script>"'><img src=x onerror=alert(1)>`
const thing = {
  listingId: ID,
  title: BAD,
  description: BAD,
  price: '39800',
  category: 'games',
  condition: 'like_new',
  shippingWay: 'tracked',
  postage: 'seller',
  shipsIn: 'days_2_3',
  state: 'listed',
  likes: 3,
  photoIds: [`pho_${'0'.repeat(24)}`],
  seller: { name: BAD, profileId: null },
}
const page = {
  ...thing,
  comments: [
    {
      author: { name: BAD, profileId: null },
      bySeller: false,
      words: BAD,
      removedBy: null,
      writtenAt: '2017-09-12T00:00:00Z',
    },
  ],
}
const shown: Record<string, StubAnswer> = {
  'GET /market/v1/listings': { body: { listings: [thing], next: 'bmV4dA' } },
  'GET /market/v1/categories': { body: { categories: [] } },
  [`GET /market/v1/listings/${ID}`]: { body: page },
}

function open(answers: Record<string, StubAnswer> = {}) {
  const stub = contractStub({ ...shown, ...answers })
  const pages = webPages({
    services: ['account', 'market'],
    company: 'furimaru',
    displayName: { ja: 'フリマル', en: 'Furimaru' },
    clock: movableClock(),
    fetchService: stub.fetchService,
  })
  const post = (path: string, fields: Record<string, string>) =>
    pages.request(path, {
      method: 'POST',
      headers: { origin: 'http://localhost' },
      body: new URLSearchParams(fields),
    })
  return { pages, asked: stub.asked, post }
}

const address = {
  name: '受け取る人',
  postalCode: '１５０－０００１',
  prefecture: '東京都',
  city: '渋谷区',
  line: '1-2-3',
}

test('whatever people wrote is shown as they wrote it, and runs nowhere', async () => {
  const { pages } = open()
  for (const path of ['/listings?q=a', `/listing/${ID}`]) {
    for (const language of ['ja', 'en']) {
      const answer = await pages.request(path, { headers: { 'accept-language': language } })
      const text = await answer.text()
      assert.equal(answer.status, 200)
      assert.ok(!text.includes('<script>') && !text.includes('<img src=x'), path)
      assert.ok(text.includes('&lt;script&gt;alert(1)&lt;/script&gt;'))
      assert.match(answer.headers.get('content-security-policy') ?? '', /default-src 'none'/)
    }
  }
})

test('a search keeps what was typed, asks for it once, and leads on to the next page', async () => {
  const { pages, asked } = open()
  const text = await (
    await pages.request('/listings?q=カメラ&priceMin=１０００&category=&x=1')
  ).text()
  const [searched] = asked.filter((one) => one.path.startsWith('/market/v1/listings'))
  const query = new URL(searched?.path ?? '', 'http://x').searchParams
  assert.deepEqual(
    [...query],
    [
      ['q', 'カメラ'],
      ['priceMin', '1000'],
    ],
  )
  assert.ok(text.includes('value="カメラ"') && text.includes('after=bmV4dA'))
  assert.ok(text.includes('39,800円'))
})

test('nothing found and a wrong query are told apart', async () => {
  const none = open({ 'GET /market/v1/listings': { body: { listings: [], next: null } } })
  assert.match(await (await none.pages.request('/listings')).text(), /見つかりませんでした/)
  const wrong = open({ 'GET /market/v1/listings': problem(400, 'kernel/malformed') })
  const answer = await wrong.pages.request('/listings?priceMin=x')
  assert.deepEqual([answer.status, /条件をご確認/.test(await answer.text())], [422, true])
})

test('who buys sends the price that he saw, and goes on to his order', async () => {
  const orderId = `ord_${'0'.repeat(24)}`
  const { post, asked } = open({ 'POST /market/v1/orders': { status: 201, body: { orderId } } })
  const fields = { ...address, price: '39800', key: 'buy-page.1' }
  const answer = await post(`/listing/${ID}/purchase`, fields)
  assert.deepEqual([answer.status, answer.headers.get('location')], [303, `/order/${orderId}`])
  const ordered = asked.at(-1)
  assert.deepEqual(ordered?.body, {
    listingId: ID,
    price: '39800',
    deliverTo: { ...address, postalCode: '1500001' },
  })
  assert.equal(ordered?.headers.get('idempotency-key'), 'buy-page.1')
})

test('a refusal is told on the page of the thing, and a stranger signs in first', async () => {
  for (const [code, status, words] of [
    ['market/already_sold', 409, /ひと足ちがい/],
    ['market/price_changed', 409, /価格が変わりました/],
    ['market/own_listing', 409, /ご自分の商品/],
    ['kernel/malformed', 400, /郵便番号は7桁/],
  ] as const) {
    const { post } = open({ 'POST /market/v1/orders': problem(status, code) })
    const answer = await post(`/listing/${ID}/purchase`, { ...address, price: '1', key: 'k' })
    assert.equal(answer.status, 422)
    assert.match(await answer.text(), words)
  }
  const { post } = open({ 'POST /market/v1/orders': problem(401, 'kernel/not_signed_in') })
  const answer = await post(`/listing/${ID}/purchase`, { ...address, price: '1', key: 'k' })
  assert.equal(
    answer.headers.get('location'),
    `/sign-in?next=${encodeURIComponent(`/listing/${ID}`)}`,
  )
})

test('a comment, a like and a report reach the market', async () => {
  const { post, asked } = open({
    [`POST /market/v1/listings/${ID}/comments`]: { status: 201, body: {} },
    [`PUT /market/v1/listings/${ID}/like`]: { body: {} },
    [`POST /market/v1/listings/${ID}/reports`]: { status: 201, body: {} },
  })
  assert.equal((await post(`/listing/${ID}/comment`, { words: '在庫は?' })).status, 303)
  assert.equal((await post(`/listing/${ID}/like`, {})).status, 303)
  const reported = await post(`/listing/${ID}/report`, { reason: 'stolen', what: '見た' })
  assert.match(await reported.text(), /お知らせを受け付けました/)
  assert.deepEqual(
    asked.filter((one) => one.method !== 'GET').map((one) => one.body),
    [{ words: '在庫は?' }, undefined, { reason: 'stolen', words: '見た' }],
  )
})

test('what is not there says so and leads back to the search', async () => {
  const { pages } = open({
    [`GET /market/v1/listings/${ID}`]: problem(404, 'market/unknown_listing'),
  })
  const answer = await pages.request(`/listing/${ID}`)
  assert.equal(answer.status, 404)
  assert.match(await answer.text(), /href="\/listings"/)
})
