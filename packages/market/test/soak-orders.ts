import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkMarketBooks } from '../src/check-market-books.ts'
import { findingsOf, openTwoCompanies } from './two-companies.ts'
import { listUnwalked, walkOrders } from './walk-orders.ts'

/** `WALK_SEED=1 WALK_ROUNDS=40 node --test packages/market/test/soak-orders.ts` */
const seed = Number(process.env.WALK_SEED ?? '20170912')
const rounds = Number(process.env.WALK_ROUNDS ?? '40')

test('a long walk takes every row of the state table in every state it starts from', async () => {
  const two = await openTwoCompanies()
  try {
    await walkOrders(two, { seed, rounds })
    assert.deepEqual(await two.furimaru.inContext(checkMarketBooks), [], `seed ${seed}`)
    assert.deepEqual(await findingsOf(two.furimaru), [])
    assert.deepEqual(await listUnwalked(two), [], `seed ${seed}`)
  } finally {
    await two.close()
  }
})
