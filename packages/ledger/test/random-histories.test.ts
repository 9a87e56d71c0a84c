import { strict as assert } from 'node:assert'
import { after, before, test } from 'node:test'
import { verifyLedger } from '../src/index.ts'
import { openTestLedger, type TestLedger } from './open-ledger.ts'
import { runHistories } from './run-histories.ts'

/** Set LEDGER_HISTORIES for more, LEDGER_SEED to repeat a failing run from its first seed. */
const HISTORIES = Number(process.env.LEDGER_HISTORIES ?? 2_000)
const SEED = Number(process.env.LEDGER_SEED ?? Date.now() % 1_000_000_000)

let hinata: TestLedger
let market: TestLedger
before(async () => {
  hinata = await openTestLedger()
  market = await openTestLedger()
})
after(async () => {
  await hinata.close()
  await market.close()
})

test(`random histories of two companies agree with a model of single units (seed ${SEED})`, async () => {
  await runHistories({ hinata, market, seed: SEED, histories: HISTORIES })
})

test('both ledgers verify after all of them', async () => {
  assert.deepEqual(await hinata.run(verifyLedger), [])
  assert.deepEqual(await market.run(verifyLedger), [])
})
