import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { checkMarketBooks } from '../src/check-market-books.ts'
import { findingsOf, openTwoCompanies, type TwoCompanies } from './two-companies.ts'
import { walkOrders } from './walk-orders.ts'

/** A short walk; `soak-orders.ts` walks until every row of the table was taken. */
const WALK = { seed: 20_170_912, rounds: 3 }

let two: TwoCompanies

before(async () => {
  two = await openTwoCompanies()
})
after(() => two.close())

test('orders walked at random are at every moment where the rules say', async () => {
  await walkOrders(two, WALK)
  assert.deepEqual(await two.furimaru.inContext(checkMarketBooks), [], `seed ${WALK.seed}`)
  assert.deepEqual(await findingsOf(two.furimaru), [])
})
