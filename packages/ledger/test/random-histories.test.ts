import { strict as assert } from 'node:assert'
import { after, before, test } from 'node:test'
import { verifyLedger } from '../src/index.ts'
import { runHistories } from './histories/run-histories.ts'
import { openTestLedger, type TestLedger } from './open-ledger.ts'

/** Set LEDGER_HISTORIES for more, LEDGER_SEED to repeat a failing history by its seed. */
const HISTORIES = Number(process.env.LEDGER_HISTORIES ?? 2_000)
const SEED = Number(process.env.LEDGER_SEED ?? Date.now() % 1_000_000_000)
/** Pairs of ledgers that are worked at the same time. */
const LANES = 2

const ledgers: { hinata: TestLedger; market: TestLedger }[] = []
before(async () => {
  for (let lane = 0; lane < LANES; lane++) {
    ledgers.push({ hinata: await openTestLedger(), market: await openTestLedger() })
  }
})
after(async () => {
  for (const { hinata, market } of ledgers) {
    await hinata.close()
    await market.close()
  }
})

test(`random histories of two companies agree with a model of single units (seed ${SEED})`, async () => {
  const histories = Math.ceil(HISTORIES / LANES)
  await Promise.all(
    ledgers.map((pair, lane) =>
      runHistories({ ...pair, seed: SEED + lane * histories, histories }),
    ),
  )
})

test('all the ledgers verify after all of them', async () => {
  for (const { hinata, market } of ledgers) {
    assert.deepEqual(await hinata.run(verifyLedger), [])
    assert.deepEqual(await market.run(verifyLedger), [])
  }
})
