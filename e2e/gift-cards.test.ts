import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { createTestDatabase, type TestDatabase } from '@modosu/kernel/testing'
import { type Answer, type CardCompanies, openCardCompanies } from './stage/card-companies.ts'

const REST_MS = 20_000

let made: TestDatabase[]
let companies: CardCompanies
before(async () => {
  const empty = () =>
    createTestDatabase('empty', async () => {
      // The service makes its own tables at its first start.
    })
  made = await Promise.all([empty(), empty()])
  const [kado, midori] = made.map(({ config }) => config)
  assert.ok(kado && midori)
  companies = await openCardCompanies({ databases: { kado, midori } })
  await Promise.all(companies.all.map((one) => one.start()))
})
after(async () => {
  await companies.close()
  for (const one of made) await one.drop()
})

async function ok(answer: Promise<Answer>): Promise<Answer['body']> {
  const { status, body } = await answer
  assert.equal(status, 200, JSON.stringify(body))
  return body
}

const kado = () => companies.of('kado')
const midori = () => companies.of('midori')
const cardAt = async (at: ReturnType<typeof kado>, card = '') =>
  await ok(at.call('GET', `/cards/v1/cards/${card}`))

/** Somebody with a customer's card buys a card of the other company with it. */
async function steal(customer: string, amount: string) {
  const mine = await ok(kado().call('POST', '/cards/v1/cards', { customer, amount: '5000' }))
  const order = { customer: 'cus_mule', amount, payer: 'kado' }
  const theirs = await ok(midori().call('POST', '/cards/v1/orders', order))
  await ok(
    kado().call('POST', `/cards/v1/cards/${mine.card}/payments`, {
      session: `ses_of_thief_of_${customer}`,
      amount,
      neighbour: 'midori',
      reference: theirs.reference,
    }),
  )
  await companies.rest(REST_MS)
  return { mine: mine.card, theirs: theirs.card }
}

const report = async (customer: string) =>
  await ok(
    kado().call('POST', '/cards/v1/thefts', {
      customer,
      sessions: [`ses_of_thief_of_${customer}`],
    }),
  )
const decide = async (theft: Answer['body'], stands: boolean) => {
  await ok(kado().call('POST', `/cards/v1/thefts/${theft.case}/decision`, { stands }))
  await companies.rest(REST_MS)
}

test('a card that was bought with a stolen card is frozen, and its value comes back', async () => {
  const { mine, theirs } = await steal('cus_aki', '3000')
  assert.deepEqual(await cardAt(midori(), theirs), { state: 'usable', balance: '3000', held: '0' })
  const theft = await report('cus_aki')
  assert.equal(theft.stolen, '3000')
  await companies.rest(REST_MS)
  assert.deepEqual(await cardAt(midori(), theirs), { state: 'usable', balance: '0', held: '3000' })
  await decide(theft, true)
  assert.deepEqual(await cardAt(midori(), theirs), { state: 'returned', balance: '0', held: '0' })
  assert.equal((await cardAt(kado(), mine)).balance, '5000')
  const claim = await ok(kado().call('GET', `/cards/v1/thefts/${theft.case}`))
  assert.deepEqual([claim.returned, claim.settled], ['3000', true])
})

test('what was spent at a till is gone, and a claim that was wrong gives the rest back', async () => {
  const { mine, theirs } = await steal('cus_ben', '3000')
  const till = { session: 'ses_of_mule', amount: '1000' }
  await ok(midori().call('POST', `/cards/v1/cards/${theirs}/redemptions`, till))
  const theft = await report('cus_ben')
  await companies.rest(REST_MS)
  const frozen = await ok(kado().call('GET', `/cards/v1/thefts/${theft.case}`))
  assert.deepEqual([frozen.held, frozen.gone], ['2000', '1000'])
  const more = await midori().call('POST', `/cards/v1/cards/${theirs}/redemptions`, till)
  assert.deepEqual([more.status, more.body.type], [422, 'ledger/insufficient'])
  await decide(theft, false)
  assert.equal((await cardAt(midori(), theirs)).balance, '2000')
  assert.equal((await cardAt(kado(), mine)).balance, '2000')
})

test('nobody but the front end is let in, and nobody but a neighbour is listened to', async () => {
  const selling = await fetch(`${kado().origin}/cards/v1/cards`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': 'key-00000001' },
    body: JSON.stringify({ customer: 'cus_eve', amount: '5000' }),
  })
  assert.equal(selling.status, 401)
  const asking = await fetch(`${kado().origin}/recall/v1/legs/leg_${'0'.repeat(24)}/ask`, {
    method: 'PUT',
    body: 'not signed',
  })
  assert.equal(asking.status, 401)
})
