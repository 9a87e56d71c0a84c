import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { TestAnswer, TestCompany } from '@modosu/kernel/testing'
import { BUYER, details, list, nextKey, OTHER, openMarket, SELLER } from './listing-scene.ts'

let market: TestCompany

before(async () => {
  market = await openMarket()
})
after(() => market.close())

const path = (listingId: string, rest = '') => `/market/v1/listings/${listingId}${rest}`
const read = async (listingId: string) => (await market.call('GET', path(listingId))).body
const own = async (listingId: string, as = SELLER) =>
  (await market.call('GET', `/market/v1/selling/${listingId}`, { as })).body
const step = (listingId: string, name: string, as = SELLER) =>
  market.call('POST', path(listingId, `/${name}`), { as })
const write = (state: string, listingId: string) =>
  market.inContext((ctx) =>
    ctx.tx.query('update market.listing set state = $1 where listing_id = $2', [state, listingId]),
  )

function assertCode(answer: TestAnswer, code: string): void {
  assert.equal(answer.body.type, code, JSON.stringify(answer.body))
}

test('a listing shows everything that its seller said, and of him the name and the profile', async () => {
  const listingId = await list(market, { approvesBuyers: true })
  const { seller, ...rest } = await read(listingId)
  const shown = { ...details, approvesBuyers: true, photoIds: [], likes: 0, comments: [] }
  const listedAt = market.clock.now().toISOString().slice(0, 10)
  assert.deepEqual({ ...rest, listedAt }, { ...shown, listingId, state: 'listed', listedAt })
  assert.equal(seller.name, 'mikan')
  assert.match(seller.profileId, /^prf_/)
  assert.ok(!JSON.stringify(rest).includes('mem_mikan'))
})

test('a draft is there for its seller alone, and is new when it is published', async () => {
  const listingId = await list(market, { title: '下書きの品', draft: true })
  assertCode(await market.call('GET', path(listingId)), 'market/unknown_listing')
  assertCode(await step(listingId, 'publication', OTHER), 'market/unknown_listing')
  assertCode(await step(listingId, 'pause'), 'market/not_for_sale')
  for (const method of ['PUT', 'DELETE']) {
    const liked = await market.call(method, path(listingId, '/like'), { as: BUYER })
    assertCode(liked, 'market/unknown_listing')
  }
  assert.equal((await own(listingId)).state, 'draft')
  assert.equal((await own(listingId, OTHER)).type, 'market/unknown_listing')
  const later = new Date(market.clock.now().getTime() + 60_000)
  await market.moveTo(later)
  assert.equal((await step(listingId, 'publication')).body.state, 'listed')
  const listedAt = new Date((await read(listingId)).listedAt)
  assert.ok(listedAt >= later)
  assert.equal((await step(listingId, 'publication')).body.state, 'listed')
  assert.equal((await read(listingId)).listedAt, listedAt.toISOString())
})

test('an edit says everything anew, and the search follows it', async () => {
  const listingId = await list(market, { title: '青いギター' })
  await market.call('PUT', path(listingId, '/like'), { as: BUYER })
  const body = { ...details, title: '赤いピアノ', price: '900', category: 'instruments' }
  const edited = await market.call('PUT', path(listingId), { as: SELLER, body })
  assert.deepEqual([edited.status, edited.body], [200, { state: 'listed' }])
  const { title, price, likes } = await read(listingId)
  assert.deepEqual([title, price, likes], ['赤いピアノ', '900', 1])
  const find = async (q: string) =>
    (await market.call('GET', `/market/v1/listings?q=${q}&category=hobbies`)).body.listings.length
  assert.deepEqual([await find('ギター'), await find('ピアノ')], [0, 1])
  const dear = await market.call('PUT', path(listingId), {
    as: SELLER,
    body: { ...body, price: '1000001' },
  })
  assertCode(dear, 'market/price_out_of_range')
})

test('a paused listing stays visible, is not found among those on sale, and comes back', async () => {
  const listingId = await list(market, { title: '休止中の時計' })
  const count = async () =>
    (await market.call('GET', '/market/v1/listings?q=休止中')).body.listings.length
  assert.equal(await count(), 1)
  assert.equal((await step(listingId, 'pause')).body.state, 'paused')
  assert.equal((await step(listingId, 'pause')).body.state, 'paused')
  assert.deepEqual([await count(), (await read(listingId)).state], [0, 'paused'])
  assert.equal((await step(listingId, 'reopening')).body.state, 'listed')
  assert.equal(await count(), 1)
})

test('a deleted listing is gone for everybody, and stays in the books', async () => {
  const listingId = await list(market, { title: '消す品' })
  const gone = await market.call('DELETE', path(listingId), { as: SELLER })
  assert.deepEqual(gone.body, { state: 'deleted' })
  assertCode(await market.call('GET', path(listingId)), 'market/unknown_listing')
  assert.equal((await own(listingId)).type, 'market/unknown_listing')
  for (const again of ['publication', 'pause']) {
    assertCode(await step(listingId, again), 'market/unknown_listing')
  }
  const kept = await market.inContext((ctx) =>
    ctx.tx.query('select state from market.listing where listing_id = $1', [listingId]),
  )
  assert.deepEqual(kept.rows, [{ state: 'deleted' }])
})

test('what is sold or closed is not changed any more, and nobody changes what is not his', async () => {
  const listingId = await list(market)
  const tries = async (as: string) => [
    await market.call('PUT', path(listingId), { as, body: details }),
    await step(listingId, 'publication', as),
    await step(listingId, 'pause', as),
    await market.call('DELETE', path(listingId), { as }),
  ]
  for (const answer of await tries(OTHER)) assertCode(answer, 'market/not_the_sellers')
  await write('sold', listingId)
  for (const answer of await tries(SELLER)) assertCode(answer, 'market/already_sold')
  await write('closed', listingId)
  for (const answer of await tries(SELLER)) assertCode(answer, 'market/not_for_sale')
})

test('every edit and delete names the session that did it', async () => {
  const listingId = await list(market, { title: '記録される品' })
  const as = 'member:mem_mikan:ses_thief:dev_thief'
  await market.call('PUT', path(listingId), { as, body: { ...details, title: '変えられた品' } })
  await market.call('DELETE', path(listingId), { as })
  const acts = await market.inContext((ctx) =>
    ctx.tx.query<{ kind: string; title: string }>(
      `select kind, title from market.member_act where session_id = 'ses_thief' order by kind`,
    ),
  )
  assert.deepEqual(
    acts.rows.map(({ kind, title }) => [kind, title]),
    [
      ['listing_delete', '変えられた品'],
      ['listing_edit', '変えられた品'],
    ],
  )
})

test('a seller lists his own, drafts included, in pages without gap or double', async () => {
  const as = 'member:mem_pages:ses_1:dev_1'
  const wanted: string[] = []
  for (let i = 0; i < 5; i++) {
    wanted.unshift(await list(market, { title: `自分の品 ${i}`, draft: i === 2 }, as))
  }
  const seen: string[] = []
  let after: string | null = null
  do {
    const query: string = after ? `&after=${after}` : ''
    const page = (await market.call('GET', `/market/v1/selling?limit=2${query}`, { as })).body
    seen.push(...page.listings.map((listing: { listingId: string }) => listing.listingId))
    after = page.next
  } while (after)
  assert.deepEqual(new Set(seen), new Set(wanted))
  assert.equal(seen.length, wanted.length)
  const drafts = (await market.call('GET', '/market/v1/selling?state=draft', { as })).body.listings
  assert.deepEqual(
    drafts.map((listing: { title: string }) => listing.title),
    ['自分の品 2'],
  )
})

test('comments are public, also under a sold listing, and the seller hears of them', async () => {
  const as = 'member:mem_heard:ses_1:dev_1'
  const listingId = await list(market, {}, as)
  await write('sold', listingId)
  const comment = (who: string, words: string) =>
    market.call('POST', path(listingId, '/comments'), { as: who, body: { words } })
  assert.equal((await comment(OTHER, '発送を待っていただけませんか')).status, 201)
  assert.equal((await comment(as, 'わかりました')).status, 201)
  const { comments } = await read(listingId)
  assert.deepEqual(
    comments.map((one: { author: { name: string }; bySeller: boolean }) => [
      one.author.name,
      one.bySeller,
    ]),
    [
      ['other', false],
      ['heard', true],
    ],
  )
  await market.settle()
  const told = market.mails('mem_heard@example.com').map((mail) => mail.subject)
  assert.equal(told.filter((subject) => subject.includes('コメント')).length, 1)
})

test('a comment is taken away by its author or the seller, and its words are kept unseen', async () => {
  const listingId = await list(market)
  const say = async (as: string, words: string): Promise<string> =>
    (await market.call('POST', path(listingId, '/comments'), { as, body: { words } })).body
      .commentId
  const take = (as: string, commentId: string) =>
    market.call('DELETE', path(listingId, `/comments/${commentId}`), { as })
  const [first, second] = [await say(BUYER, '最初の言葉'), await say(BUYER, '次の言葉')]
  assertCode(await take(OTHER, first), 'market/not_your_comment')
  assertCode(await take(BUYER, `cmt_${'0'.repeat(24)}`), 'market/unknown_comment')
  assert.equal((await take(BUYER, first)).status, 200)
  assert.equal((await take(SELLER, first)).status, 200)
  assert.equal((await take(SELLER, second)).status, 200)
  const { comments } = await read(listingId)
  assert.deepEqual(
    comments.map((one: { words: string; removedBy: string }) => [one.words, one.removedBy]),
    [
      ['', 'author'],
      ['', 'seller'],
    ],
  )
})

test('likes count each member once, are listed, and are taken back', async () => {
  const listingId = await list(market, { title: '好かれる品' })
  const like = (method: string, as: string) => market.call(method, path(listingId, '/like'), { as })
  await like('PUT', BUYER)
  assert.deepEqual((await like('PUT', BUYER)).body, { likes: 1 })
  assert.deepEqual((await like('PUT', OTHER)).body, { likes: 2 })
  const liked = async (as: string) =>
    (await market.call('GET', '/market/v1/likes', { as })).body.listings.map(
      (listing: { title: string }) => listing.title,
    )
  assert.deepEqual(await liked(OTHER), ['好かれる品'])
  assert.deepEqual((await like('DELETE', OTHER)).body, { likes: 1 })
  assert.deepEqual(await liked(OTHER), [])
})

test('a profile shows words, counts and listings, and never the account', async () => {
  const as = 'member:mem_profile:ses_1:dev_1'
  const nobody = await market.call('GET', `/market/v1/members/prf_${'0'.repeat(24)}`)
  assertCode(nobody, 'market/unknown_member')
  await list(market, { title: '売る品' }, as)
  await write('sold', await list(market, { title: '売れた品' }, as))
  await list(market, { title: '見せない品', draft: true }, as)
  const { seller } = (await market.call('GET', '/market/v1/listings?q=売る品')).body.listings[0]
  const words = { introduction: '  毎日発送できます。 ' }
  await market.call('PUT', '/market/v1/profile', { as, body: words })
  const profile = await market.call('GET', `/market/v1/members/${seller.profileId}`)
  const mine = await market.call('GET', '/market/v1/profile', { as })
  assert.deepEqual(profile.body, mine.body)
  const { name, introduction, listed, sold, ratings } = profile.body
  assert.deepEqual(
    { name, introduction, listed, sold, ratings },
    { name: 'profile', introduction: '毎日発送できます。', listed: 1, sold: 0, ratings },
  )
  assert.deepEqual([ratings.good, ratings.bad], [0, 0])
  assert.ok(!JSON.stringify(profile.body).includes('mem_profile'))
  const shown = await market.call('GET', `/market/v1/members/${seller.profileId}/listings`)
  assert.deepEqual(shown.body.listings.map((listing: { title: string }) => listing.title).sort(), [
    '売る品',
    '売れた品',
  ])
})

test('a member who has left is named as that, and gets no mail', async () => {
  const listingId = await list(market, { title: '古い本' }, 'member:mem_left:ses_1:dev_1')
  assert.match((await read(listingId)).seller.name, /退会した会員/)
  await market.call('POST', path(listingId, '/comments'), { as: BUYER, body: { words: '在庫は?' } })
  await market.settle()
  assert.deepEqual(market.mails('mem_left@example.com'), [])
})

test('a repeated key lists once, and a limited seller lists nothing', async () => {
  const call = { as: SELLER, key: nextKey(), body: { ...details, title: '一度だけの品' } }
  const first = await market.call('POST', '/market/v1/listings', call)
  const again = await market.call('POST', '/market/v1/listings', call)
  assert.deepEqual(again.body, first.body)
  const as = 'member:mem_limited:ses_1:dev_1'
  const draft = await list(market, { draft: true }, as)
  await market.inContext((ctx) =>
    ctx.tx.query(
      `insert into market.member_limit (member_id, scope, reason, set_by, since)
       values ('mem_limited', 'sell', 'test', 'staff_agent', $1)`,
      [ctx.now],
    ),
  )
  assertCode(await step(draft, 'publication', as), 'market/selling_shut')
  const more = { as, key: nextKey(), body: details }
  assertCode(await market.call('POST', '/market/v1/listings', more), 'market/selling_shut')
})

test('markup and scripts are kept as text, to the letter', async () => {
  const bad = `<script>alert(1)</script>"'&lt;/title><img src=x onerror=alert(1)> ＜b＞ %27--`
  const listingId = await list(market, { title: bad, description: bad })
  await market.call('POST', path(listingId, '/comments'), { as: OTHER, body: { words: bad } })
  const answer = await market.call('GET', path(listingId))
  const { title, description, comments } = answer.body
  assert.deepEqual([title, description, comments[0].words], [bad, bad, bad])
  assert.match(answer.headers.get('content-type') ?? '', /^application\/json/)
  assert.equal(answer.headers.get('x-content-type-options'), 'nosniff')
  const found = await market.call('GET', `/market/v1/listings?q=${encodeURIComponent('<script>')}`)
  assert.equal(found.body.listings.length, 1)
})
