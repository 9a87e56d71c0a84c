import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { TestCompany } from '@modosu/kernel/testing'
import { AGENT, BUYER, details, list, OTHER, openMarket, SELLER } from './listing-scene.ts'

let market: TestCompany

before(async () => {
  market = await openMarket()
})
after(() => market.close())

const path = (listingId: string, rest = '') => `/market/v1/listings/${listingId}${rest}`
const report = (listingId: string, as: string, change: object = {}) =>
  market.call('POST', path(listingId, '/reports'), {
    as,
    body: { reason: 'counterfeit', words: '本物ではないようです', ...change },
  })
const review = (listingId: string, decision: string, change: object = {}) =>
  market.call('POST', `/market/v1/staff/listings/${listingId}/review`, {
    as: AGENT,
    body: { decision, reason: '確認しました', ...change },
  })
const reports = async (query = '') =>
  (
    await market.call('GET', `/market/v1/staff/reports${query}`, {
      as: AGENT,
      headers: { 'x-reason': 'daily work' },
    })
  ).body
const comment = async (listingId: string, as = BUYER): Promise<string> =>
  (await market.call('POST', path(listingId, '/comments'), { as, body: { words: '電話は090…' } }))
    .body.commentId

async function subjectsOf(member: string): Promise<string[]> {
  await market.settle()
  return market.mails(`${member}@example.com`).map((mail) => mail.subject)
}

test('a report waits for the office once a member, and nobody else learns of it', async () => {
  const listingId = await list(market, { title: '疑わしい品' })
  const first = await report(listingId, BUYER)
  const again = await report(listingId, BUYER, { reason: 'stolen' })
  assert.deepEqual([first.status, again.body], [201, first.body])
  await report(listingId, OTHER)
  const { reports: open } = await reports()
  assert.deepEqual(
    open.map((one: { reporterId: string; reason: string }) => [one.reporterId, one.reason]),
    [
      ['mem_buyer', 'counterfeit'],
      ['mem_other', 'counterfeit'],
    ],
  )
  assert.equal(open[0].listing.title, '疑わしい品')
  assert.ok(!JSON.stringify((await market.call('GET', path(listingId))).body).includes('report'))
  assert.deepEqual(await subjectsOf('mem_mikan'), [])
  const pages = [await reports('?limit=1')]
  pages.push(await reports(`?limit=1&after=${pages[0].next}`))
  assert.deepEqual(
    pages.flatMap((page) => page.reports.map((one: { reportId: string }) => one.reportId)),
    open.map((one: { reportId: string }) => one.reportId),
  )
  assert.equal((await reports('?after=nonsense')).reports.length, 2)
  assert.deepEqual((await review(listingId, 'keep')).body, { reportsAnswered: 2 })
  assert.deepEqual((await reports()).reports, [])
})

test('a suspended listing is out of sight and out of reach until the office lets it back', async () => {
  const listingId = await list(market, { title: '確認中の品' })
  const photoless = await market.call('GET', path(listingId))
  assert.equal(photoless.status, 200)
  assert.equal((await review(listingId, 'suspend')).status, 200)
  const find = async () =>
    (await market.call('GET', '/market/v1/listings?q=確認中の品')).body.listings.length
  assert.equal(await find(), 0)
  assert.equal((await market.call('GET', path(listingId))).body.type, 'market/unknown_listing')
  assert.equal((await report(listingId, BUYER)).body.type, 'market/unknown_listing')
  const own = await market.call('GET', `/market/v1/selling/${listingId}`, { as: SELLER })
  assert.deepEqual([own.body.underReview, own.body.state], [true, 'listed'])
  for (const answer of [
    await market.call('PUT', path(listingId), { as: SELLER, body: details }),
    await market.call('POST', path(listingId, '/pause'), { as: SELLER }),
    await market.call('DELETE', path(listingId), { as: SELLER }),
  ]) {
    assert.equal(answer.body.type, 'market/under_review')
  }
  assert.equal((await review(listingId, 'keep')).status, 200)
  assert.equal(await find(), 1)
  const told = await subjectsOf('mem_mikan')
  assert.ok(told.some((subject) => subject.includes('確認しています')))
  assert.ok(told.some((subject) => subject.includes('確認が終わりました')))
})

test('a removed listing does not come back, and its seller hears why', async () => {
  const as = 'member:mem_removed:ses_1:dev_1'
  const listingId = await list(market, { title: '出品できない品' }, as)
  assert.equal((await review(listingId, 'remove', { reason: '薬機法による' })).status, 200)
  assert.equal((await market.call('GET', path(listingId))).status, 404)
  assert.equal((await review(listingId, 'keep')).body.type, 'market/already_removed')
  await market.settle()
  const [mail] = market.mails('mem_removed@example.com')
  assert.ok(mail?.text.includes('薬機法による') && mail.text.includes('disagree'))
})

test('the office sees a listing whatever its state, with removed words and what it decided', async () => {
  const listingId = await list(market, { title: '消された品' })
  const commentId = await comment(listingId)
  await market.call('DELETE', path(listingId, `/comments/${commentId}`), { as: BUYER })
  await review(listingId, 'suspend', { reason: '確認のため' })
  await review(listingId, 'keep', { reason: '問題なし' })
  await market.call('DELETE', path(listingId), { as: SELLER })
  const look = `/market/v1/staff/listings/${listingId}`
  assert.equal((await market.call('GET', look, { as: AGENT })).status, 400)
  const { body } = await market.call('GET', look, { as: AGENT, headers: { 'x-reason': 'report' } })
  assert.deepEqual(
    [body.sellerId, body.listing.state, body.comments[0].words, body.comments[0].removedBy],
    ['mem_mikan', 'deleted', '電話は090…', 'author'],
  )
  assert.deepEqual(
    body.reviews.map((one: { decision: string; reason: string }) => [one.decision, one.reason]),
    [
      ['suspend', '確認のため'],
      ['keep', '問題なし'],
    ],
  )
})

test('a comment is reported and removed by itself; the listing stays', async () => {
  const listingId = await list(market)
  const commentId = await comment(listingId)
  assert.equal((await report(listingId, BUYER, { commentId })).body.type, 'market/own_comment')
  assert.equal((await report(listingId, SELLER)).body.type, 'market/own_listing')
  assert.equal((await report(listingId, SELLER, { commentId })).status, 201)
  const { reports: open } = await reports()
  assert.equal(open[0].comment.words, '電話は090…')
  assert.deepEqual((await review(listingId, 'remove', { commentId })).body, { reportsAnswered: 1 })
  const { comments, state } = (await market.call('GET', path(listingId))).body
  assert.deepEqual([state, comments[0].words, comments[0].removedBy], ['listed', '', 'office'])
  assert.equal(
    (await review(listingId, 'remove', { commentId })).body.type,
    'market/already_removed',
  )
  assert.equal((await report(listingId, OTHER, { commentId })).body.type, 'market/unknown_comment')
  const unknown = { commentId: `cmt_${'0'.repeat(24)}` }
  assert.equal((await review(listingId, 'keep', unknown)).body.type, 'market/unknown_comment')
  assert.ok((await subjectsOf('mem_buyer')).some((subject) => subject.includes('非表示')))
})

test('the office looks with a reason, members not at all, and a flood of reports is refused', async () => {
  const listingId = await list(market)
  const staff = '/market/v1/staff/reports'
  assert.equal((await market.call('GET', staff, { as: AGENT })).status, 400)
  const headers = { 'x-reason': 'curious' }
  assert.equal((await market.call('GET', staff, { as: SELLER, headers })).status, 401)
  const refused = await market.call('GET', staff, { as: 'staff:staff_1:auditor', headers })
  assert.equal(refused.body.type, 'kernel/forbidden')
  await market.inContext((ctx) => ctx.tx.query('update kernel.rate set tries = 50'))
  assert.equal((await report(listingId, OTHER)).body.type, 'market/too_many_reports')
  const unknown = await review(`lst_${'0'.repeat(24)}`, 'keep')
  assert.equal(unknown.body.type, 'market/unknown_listing')
})
