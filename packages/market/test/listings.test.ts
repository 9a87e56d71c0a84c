import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { BUYER, buy, list, nextKey, OTHER, SELLER, subjectsTo } from './market-scene.ts'
import { openTwoCompanies, type TwoCompanies } from './two-companies.ts'

let two: TwoCompanies

before(async () => {
  two = await openTwoCompanies()
})
after(() => two.close())

async function search(query: Record<string, string>) {
  const answer = await two.furimaru.call('GET', `/market/v1/listings?${new URLSearchParams(query)}`)
  assert.equal(answer.status, 200, JSON.stringify(answer.body))
  return answer.body as { listings: { listingId: string; title: string }[]; next: string | null }
}

test('a search does not see width, case and kind of kana, and wants every word', async () => {
  const { listingId } = (await list(two, { title: 'ワイヤレス Headphone 黒' })).body
  for (const q of ['わいやれす', 'ﾜｲﾔﾚｽ', 'ＨＥＡＤＰＨＯＮＥ', '黒　headphone わいやれす']) {
    const found = await search({ q })
    assert.deepEqual(
      found.listings.map((listing) => listing.listingId),
      [listingId],
      q,
    )
  }
  assert.deepEqual((await search({ q: 'ワイヤレス 白' })).listings, [])
  assert.deepEqual((await search({ q: '%' })).listings, [])
})

test('a sold listing stays visible and is found by name and price', async () => {
  const { listingId } = (await list(two, { title: '売れた カメラ', price: '39800' })).body
  await buy(two, listingId)
  const query = { q: 'カメラ', priceMin: '39800', priceMax: '39800' }
  assert.deepEqual((await search({ ...query, state: 'listed' })).listings, [])
  for (const state of ['sold', 'any']) {
    const [found, ...others] = (await search({ ...query, state })).listings
    assert.deepEqual([found?.listingId, others.length], [listingId, 0])
  }
  assert.deepEqual((await search({ ...query, state: 'any', priceMin: '39801' })).listings, [])
})

test('pages follow each other without gap or double', async () => {
  for (let i = 0; i < 5; i++) await list(two, { title: `連番の本 ${i}` })
  const seen: string[] = []
  let after: string | null = null
  do {
    const page: { listings: { title: string }[]; next: string | null } = await search({
      q: '連番',
      limit: '2',
      ...(after ? { after } : {}),
    })
    seen.push(...page.listings.map((listing) => listing.title))
    after = page.next
  } while (after)
  assert.deepEqual(
    seen,
    [4, 3, 2, 1, 0].map((i) => `連番の本 ${i}`),
  )
  assert.equal((await search({ q: '連番', after: 'no-cursor' })).listings.length, 5)
})

test('comments are public, also under a sold listing, and the seller hears of them', async () => {
  const { listingId } = (await list(two)).body
  await buy(two, listingId)
  const path = `/market/v1/listings/${listingId}`
  const comment = (as: string, words: string) =>
    two.furimaru.call('POST', `${path}/comments`, { as, body: { words } })
  assert.equal((await comment(OTHER, '発送を待っていただけませんか')).status, 201)
  assert.equal((await comment(SELLER, 'わかりました')).status, 201)
  const { comments } = (await two.furimaru.call('GET', path)).body
  assert.deepEqual(
    comments.map(({ name, bySeller }: { name: string; bySeller: boolean }) => [name, bySeller]),
    [
      ['other', false],
      ['mikan', true],
    ],
  )
  await two.settle()
  const told = subjectsTo(two, 'mem_mikan').filter((subject) => subject.includes('コメント'))
  assert.equal(told.length, 1)
})

test('a member who has left is named as that, and gets no mail', async () => {
  const left = 'member:mem_left:ses_1:dev_1'
  const listed = await two.furimaru.call('POST', '/market/v1/listings', {
    as: left,
    key: nextKey(),
    body: { title: '古い本', description: '本', price: '500', shipsIn: 'days_1_2' },
  })
  const path = `/market/v1/listings/${listed.body.listingId}`
  assert.match((await two.furimaru.call('GET', path)).body.sellerName, /退会した会員/)
  await two.furimaru.call('POST', `${path}/comments`, { as: BUYER, body: { words: '在庫は?' } })
  await two.settle()
  assert.deepEqual(subjectsTo(two, 'mem_left'), [])
})
