import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { TestCompany } from '@modosu/kernel/testing'
import fc from 'fast-check'
import { foldText, foldWords } from '../src/search/fold-words.ts'
import { keysOfQuery, searchKeysOf } from '../src/search/search-keys.ts'
import { list, openMarket } from './listing-scene.ts'

let market: TestCompany

before(async () => {
  market = await openMarket()
})
after(() => market.close())

interface Found {
  listings: { listingId: string; title: string; price: string; state: string }[]
  next: string | null
}

async function search(query: Record<string, string>): Promise<Found> {
  const answer = await market.call('GET', `/market/v1/listings?${new URLSearchParams(query)}`)
  assert.equal(answer.status, 200, JSON.stringify(answer.body))
  return answer.body
}

const titles = async (query: Record<string, string>) =>
  (await search(query)).listings.map((listing) => listing.title)

test('a search does not see width, case and kind of kana, and wants every word', async () => {
  const title = 'ワイヤレス Headphone 黒'
  await list(market, { title })
  for (const q of [
    'わいやれす',
    'ﾜｲﾔﾚｽ',
    'ＨＥＡＤＰＨＯＮＥ',
    '黒　headphone わいやれす',
    'イヤレ',
    '黒',
  ]) {
    assert.deepEqual(await titles({ q }), [title], q)
  }
  assert.deepEqual(await titles({ q: 'ワイヤレス 白' }), [])
  for (const q of ['%', '_', '\\', '黒%', '黒_', "'", '黒\\'])
    assert.deepEqual(await titles({ q }), [])
})

test('a sold listing stays visible and is found by name and price', async () => {
  const listingId = await list(market, { title: '売れた カメラ', price: '39800' })
  await market.inContext((ctx) =>
    ctx.tx.query(`update market.listing set state = 'sold' where listing_id = $1`, [listingId]),
  )
  const query = { q: 'カメラ', priceMin: '39800', priceMax: '39800' }
  assert.deepEqual(await titles({ ...query, state: 'listed' }), [])
  for (const state of ['sold', 'any']) {
    assert.deepEqual(await titles({ ...query, state }), ['売れた カメラ'])
  }
  assert.deepEqual(await titles({ ...query, state: 'any', priceMin: '39801' }), [])
  assert.deepEqual(await titles({ ...query, state: 'any', priceMax: '39799' }), [])
})

test('each filter keeps what it names and leaves the rest out', async () => {
  const word = '絞込み'
  const make = (name: string, change: Record<string, string>) =>
    list(market, { title: `${word} ${name}`, ...change })
  await make('a', { category: 'phones', condition: 'new' })
  await make('b', { category: 'cameras', condition: 'poor', postage: 'buyer' })
  await make('c', { category: 'books', condition: 'like_new', shippingWay: 'anonymous' })
  const find = async (filter: Record<string, string>) =>
    (await titles({ q: word, ...filter })).map((title) => title.slice(-1)).sort()
  assert.deepEqual(await find({}), ['a', 'b', 'c'])
  assert.deepEqual(await find({ category: 'phones' }), ['a'])
  assert.deepEqual(await find({ category: 'electronics' }), ['a', 'b'])
  assert.deepEqual(await find({ conditions: 'new,like_new' }), ['a', 'c'])
  assert.deepEqual(await find({ postage: 'buyer' }), ['b'])
  assert.deepEqual(await find({ shippingWay: 'anonymous' }), ['c'])
  assert.deepEqual(await find({ shippingWay: 'anonymous', category: 'electronics' }), [])
})

test('pages follow each other without gap or double, in every order', async () => {
  const prices = ['500', '300', '500', '900', '400']
  for (const [i, price] of prices.entries()) await list(market, { title: `連番の本 ${i}`, price })
  for (const [sort, wanted] of [
    ['newest', [4, 3, 2, 1, 0]],
    ['price_asc', [1, 4, 0, 2, 3]],
    ['price_desc', [3, 2, 0, 4, 1]],
  ] as const) {
    const seen: string[] = []
    let after: string | null = null
    do {
      const page: Found = await search({
        q: '連番',
        limit: '2',
        sort,
        ...(after ? { after } : {}),
      })
      seen.push(...page.listings.map((listing) => listing.title))
      after = page.next
    } while (after)
    assert.deepEqual(
      seen,
      wanted.map((i) => `連番の本 ${i}`),
      sort,
    )
  }
  for (const after of ['no-cursor', Buffer.from('2017 lst_1').toString('base64url').slice(1)]) {
    assert.equal((await titles({ q: '連番', after })).length, 5)
  }
})

test('what the first thousands of rows do not hold is found all the same', async () => {
  await list(market, { title: '奥に眠る琵琶', price: '77000' })
  await market.inContext((ctx) =>
    ctx.tx.query(
      `insert into market.listing (listing_id, seller_id, title, title_folded, description, price,
         category, condition, shipping_way, postage, ships_in, search_keys, state, listed_at,
         changed_at)
       select 'lst_many' || i, 'mem_many', '山 ' || i, '山 ' || i, 'x', 600, 'other', 'good',
         'tracked', 'seller', 'days_1_2', array[${'山'.charCodeAt(0) << 16}],
         case when i <= 5500 then 'listed' else 'sold' end,
         $1::timestamptz + make_interval(secs => i), $1
       from generate_series(1, 6000) as i`,
      [market.clock.now()],
    ),
  )
  assert.deepEqual(await titles({ q: '眠る琵琶' }), ['奥に眠る琵琶'])
  assert.deepEqual(await titles({ q: '琵琶', sort: 'price_desc' }), ['奥に眠る琵琶'])
  assert.deepEqual(await titles({ priceMin: '76000', priceMax: '78000' }), ['奥に眠る琵琶'])
  // No words: the walk goes on page by page, and a page may be short.
  let after: string | null = null
  let sold = 0
  for (let page = 0; page < 100; page++) {
    const found: Found = await search({
      state: 'sold',
      limit: '50',
      ...(after ? { after } : {}),
    })
    sold += found.listings.length
    after = found.next
    if (!after) break
  }
  assert.deepEqual([after, sold], [null, 501])
})

test('a title has the keys of every piece of it, whatever it is written with', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }),
      fc.nat(59),
      fc.integer({ min: 1, max: 12 }),
      (title, from, length) => {
        const keys = new Set(searchKeysOf({ ...base, title }, NOW))
        const words = foldWords(foldText(title).slice(from, from + length))
        const query = keysOfQuery({ ...wide, words })
        for (const key of query.all) assert.ok(keys.has(key))
        for (const key of keys) assert.equal(key, key | 0)
      },
    ),
  )
})

test('a price lies in the keys of every range that holds it', () => {
  const price = fc.bigInt({ min: 300n, max: 1_000_000n })
  fc.assert(
    fc.property(price, price, price, (a, b, c) => {
      const [low, middle, high] = [a, b, c].sort((x, y) => (x < y ? -1 : 1))
      if (low === undefined || middle === undefined || high === undefined) return
      const { anyOf } = keysOfQuery({ ...wide, words: [], priceMin: low, priceMax: high })
      const keys = searchKeysOf({ ...base, title: 'x', price: middle as never }, NOW)
      for (const group of anyOf) assert.ok(group.some((key) => keys.includes(key)))
    }),
  )
})

const NOW = new Date('2017-09-12T02:31:00+09:00')
const base = {
  description: 'x',
  price: 500n as never,
  category: 'books',
  condition: 'new',
  shippingWay: 'tracked',
  postage: 'seller',
  shipsIn: 'days_1_2',
  approvesBuyers: false,
} as const
const wide = {
  category: undefined,
  conditions: [],
  shippingWay: undefined,
  postage: undefined,
  priceMin: 1n,
  priceMax: 9_007_199_254_740_991n,
} as const
