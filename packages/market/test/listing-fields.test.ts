import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { TestCompany } from '@modosu/kernel/testing'
import { AGENT, details, list, nextKey, OTHER, openMarket, SELLER } from './listing-scene.ts'

let market: TestCompany
let listingId: string

before(async () => {
  market = await openMarket()
  listingId = await list(market)
})
after(() => market.close())

const NOWHERE = '0'.repeat(24)
const photo = (i: number) => `pho_${String(i).padStart(24, '0')}`
const LISTING = '/market/v1/listings'
const COMMENT = `${LISTING}/{id}/comments`
const REPORT = `${LISTING}/{id}/reports`
const REVIEW = '/market/v1/staff/listings/{id}/review'

/** What, method, path, body, the field that is named. */
type Bad = readonly [string, string, string, unknown, string]
const bad: Bad[] = []

const inDetails: readonly [string, Record<string, unknown>, string][] = [
  ['an unknown field', { sellerId: 'mem_x' }, 'sellerId'],
  ['a state of its own', { state: 'sold' }, 'state'],
  ['a place in time', { listedAt: '2030-01-01T00:00:00Z' }, 'listedAt'],
  ['no title', { title: '  ' }, 'title'],
  ['a title of 101 letters', { title: 'あ'.repeat(101) }, 'title'],
  ['a title that is a list', { title: ['x'] }, 'title'],
  ['a zero character in the title', { title: 'a\0b' }, 'title'],
  ['half a letter in the title', { title: 'a\ud83d' }, 'title'],
  ['no description', { description: '' }, 'description'],
  ['a description of 2,001 letters', { description: 'x'.repeat(2_001) }, 'description'],
  ['a zero character in the description', { description: '\0' }, 'description'],
  ['a price of zero', { price: '0' }, 'price'],
  ['a negative price', { price: '-1' }, 'price'],
  ['a fraction', { price: '1.5' }, 'price'],
  ['a price with a comma', { price: '1,000' }, 'price'],
  ['a price in wide digits', { price: '５００' }, 'price'],
  ['a price over 2^53', { price: '9007199254740992' }, 'price'],
  ['a price as a number', { price: 500 }, 'price'],
  ['no category', { category: undefined }, 'category'],
  ['a category that is none', { category: 'weapons' }, 'category'],
  ['a category of every object', { category: 'constructor' }, 'category'],
  ['a condition that is none', { condition: 'mint' }, 'condition'],
  ['no condition', { condition: undefined }, 'condition'],
  ['another way of shipping', { shippingWay: 'owl' }, 'shippingWay'],
  ['postage paid by nobody', { postage: 'nobody' }, 'postage'],
  ['another time to ship', { shipsIn: 'tomorrow' }, 'shipsIn'],
  ['approval as a word', { approvesBuyers: 'yes' }, 'approvesBuyers'],
  ['eleven pictures', { photoIds: Array.from({ length: 11 }, (_, i) => photo(i)) }, 'photoIds'],
  ['a picture twice', { photoIds: [photo(1), photo(1)] }, 'photoIds'],
  ['a picture by an address', { photoIds: ['https://example.com/1.jpg'] }, 'photoIds/0'],
  ['pictures as a text', { photoIds: photo(1) }, 'photoIds'],
]
for (const [what, change, field] of inDetails) {
  const body = { ...details, ...change }
  bad.push([`a listing with ${what}`, 'POST', LISTING, body, `/body/${field}`])
  bad.push([`an edit with ${what}`, 'PUT', `${LISTING}/{id}`, body, `/body/${field}`])
}
bad.push(
  ['a draft as a word', 'POST', LISTING, { ...details, draft: 'yes' }, '/body/draft'],
  ['a body that is a list', 'POST', LISTING, [], '/body'],
  ['no words', 'POST', COMMENT, { words: ' ' }, '/body/words'],
  ['a comment of 1,001 letters', 'POST', COMMENT, { words: 'x'.repeat(1_001) }, '/body/words'],
  [
    'a comment in the name of another',
    'POST',
    COMMENT,
    { words: 'x', memberId: 'm' },
    '/body/memberId',
  ],
  ['a report without a reason', 'POST', REPORT, { words: 'x' }, '/body/reason'],
  [
    'a report for a reason that is none',
    'POST',
    REPORT,
    { reason: 'ugly', words: 'x' },
    '/body/reason',
  ],
  ['a report without words', 'POST', REPORT, { reason: 'other', words: '' }, '/body/words'],
  [
    'a report of something else',
    'POST',
    REPORT,
    { reason: 'other', words: 'x', commentId: 'lst_1' },
    '/body/commentId',
  ],
  [
    'a review that decides nothing',
    'POST',
    REVIEW,
    { decision: 'maybe', reason: 'x' },
    '/body/decision',
  ],
  ['a review without a reason', 'POST', REVIEW, { decision: 'keep', reason: '' }, '/body/reason'],
  [
    'a profile of 1,001 letters',
    'PUT',
    '/market/v1/profile',
    { introduction: 'x'.repeat(1_001) },
    '/body/introduction',
  ],
  [
    'a profile with another name',
    'PUT',
    '/market/v1/profile',
    { introduction: '', name: 'x' },
    '/body/name',
  ],
  ['an id with a quote in it', 'DELETE', `${LISTING}/lst_'`, undefined, '/path/listingId'],
  [
    'the id of something else',
    'POST',
    `${LISTING}/ord_${NOWHERE}/pause`,
    undefined,
    '/path/listingId',
  ],
  [
    'a comment by the id of something else',
    'DELETE',
    `${COMMENT}/lst_1`,
    undefined,
    '/path/commentId',
  ],
  [
    'a profile by the id of the account',
    'GET',
    '/market/v1/members/mem_mikan',
    undefined,
    '/path/profileId',
  ],
)
for (const [what, query, field] of [
  ['a category that is none', 'category=weapons', 'category'],
  ['a condition that is none', 'conditions=new,mint', 'conditions/1'],
  ['no condition', 'conditions=', 'conditions/0'],
  ['too many conditions', `conditions=${'new,'.repeat(7)}new`, 'conditions'],
  ['a price that is none', 'priceMin=cheap', 'priceMin'],
  ['an order that is none', 'sort=random', 'sort'],
  ['a state that is not public', 'state=draft', 'state'],
  ['a page of none', 'limit=0', 'limit'],
  ['a page of a thousand', 'limit=1000', 'limit'],
  ['a text of 101 letters', `q=${'x'.repeat(101)}`, 'q'],
  ['a zero character', 'q=%00', 'q'],
  ['a cursor without end', `after=${'x'.repeat(201)}`, 'after'],
  ['an unknown member', 'owner=mem_x', 'owner'],
] as const) {
  bad.push([`a search for ${what}`, 'GET', `${LISTING}?${query}`, undefined, `/query/${field}`])
}
bad.push(
  [
    'own drafts of a state that is none',
    'GET',
    '/market/v1/selling?state=deleted',
    undefined,
    '/query/state',
  ],
  ['likes before no time', 'GET', '/market/v1/likes?before=soon', undefined, '/query/before'],
)

test('every field that is not as it must be is named, and nothing is written', async () => {
  const count = () =>
    market.inContext((ctx) =>
      ctx.tx.query(
        `select (select count(*) from market.listing) as listings,
           (select count(*) from market.listing_comment) as comments,
           (select count(*) from market.report) as reports,
           (select count(*) from market.review) as reviews`,
      ),
    )
  const before = (await count()).rows
  for (const [what, method, path, body, pointer] of bad) {
    const answer = await market.call(method, path.replace('{id}', listingId), {
      as: path.includes('/staff/') ? AGENT : SELLER,
      key: nextKey(),
      ...(body === undefined ? {} : { body }),
    })
    assert.deepEqual([answer.status, answer.body.type], [400, 'kernel/malformed'], what)
    const pointers = answer.body.errors.map((error: { pointer: string }) => error.pointer)
    assert.ok(pointers.includes(pointer), `${what}: ${pointers}`)
  }
  assert.deepEqual((await count()).rows, before)
})

test('nobody who is not signed in changes anything', async () => {
  const calls: [string, string, unknown?][] = [
    ['POST', LISTING, details],
    ['PUT', `${LISTING}/{id}`, details],
    ['DELETE', `${LISTING}/{id}`],
    ['POST', `${LISTING}/{id}/publication`],
    ['POST', `${LISTING}/{id}/reopening`],
    ['POST', `${LISTING}/{id}/pause`],
    ['PUT', `${LISTING}/{id}/like`],
    ['DELETE', `${LISTING}/{id}/like`],
    ['POST', COMMENT, { words: 'x' }],
    ['DELETE', `${COMMENT}/cmt_${NOWHERE}`],
    ['POST', REPORT, { reason: 'other', words: 'x' }],
    ['POST', REVIEW, { decision: 'keep', reason: 'x' }],
    ['GET', '/market/v1/selling'],
    ['GET', '/market/v1/selling/{id}'],
    ['GET', '/market/v1/likes'],
    ['GET', '/market/v1/profile'],
    ['PUT', '/market/v1/profile', { introduction: 'x' }],
  ]
  for (const [method, path, body] of calls) {
    for (const as of [undefined, 'member:', 'staff:x']) {
      const answer = await market.call(method, path.replace('{id}', listingId), {
        ...(as ? { as } : {}),
        key: nextKey(),
        ...(body === undefined ? {} : { body }),
      })
      assert.equal(answer.body.type, 'kernel/not_signed_in', `${method} ${path}`)
    }
  }
})

test('what is not there is not there, for every step', async () => {
  const path = `${LISTING}/lst_${NOWHERE}`
  const calls: [string, string, unknown?][] = [
    ['GET', ''],
    ['PUT', '', details],
    ['DELETE', ''],
    ['POST', '/publication'],
    ['POST', '/pause'],
    ['PUT', '/like'],
    ['POST', '/comments', { words: 'x' }],
    ['DELETE', `/comments/cmt_${NOWHERE}`],
    ['POST', '/reports', { reason: 'other', words: 'x' }],
  ]
  for (const [method, rest, body] of calls) {
    const call = { as: OTHER, ...(body === undefined ? {} : { body }) }
    const answer = await market.call(method, path + rest, call)
    assert.equal(answer.body.type, 'market/unknown_listing', `${method} ${rest}`)
  }
})

test('a price outside the range of the market names the range', async () => {
  for (const price of ['299', '1000001']) {
    const call = { as: SELLER, key: nextKey(), body: { ...details, price } }
    const { body } = await market.call('POST', LISTING, call)
    assert.deepEqual(
      [body.type, body.min, body.max],
      ['market/price_out_of_range', '300', '1000000'],
    )
  }
})

test('a listing takes only so many comments', async () => {
  await market.inContext((ctx) =>
    ctx.tx.query(
      `insert into market.listing_comment (comment_id, listing_id, member_id, words, written_at)
       select 'cmt_' || i, $1, 'mem_x', 'x', now() from generate_series(1, 200) as i`,
      [listingId],
    ),
  )
  const path = COMMENT.replace('{id}', listingId)
  const answer = await market.call('POST', path, { as: OTHER, body: { words: 'x' } })
  assert.deepEqual([answer.body.type, answer.body.max], ['market/comments_limit', 200])
})
