import { type Ctx, inTransaction } from '@modosu/kernel'
import { openConversion } from '../../src/index.ts'
import { contextAt, must, type TestLedger } from '../open-ledger.ts'
import { runHistory } from './random-history.ts'

/** Most histories are short, so that there can be thousands; every twentieth has time to entangle. */
const STEPS = 6
const STEPS_LONG = 40
const LONG_EVERY = 20
const START = new Date('2026-06-01T00:00:00Z')

/** Runs histories one after the other, each in one transaction of each ledger. */
export async function runHistories(options: {
  readonly hinata: TestLedger
  readonly market: TestLedger
  readonly seed: number
  readonly histories: number
  /** Operations in each; without it most are short. */
  readonly steps?: number
}): Promise<void> {
  await inTransaction(options.hinata.pool, async (tx) => {
    must(await openConversion(contextAt(START, tx), { from: 'pt', to: 'yen' }))
  })
  for (let at = 0; at < options.histories; at++) {
    const seed = options.seed + at
    const steps = options.steps ?? (seed % LONG_EVERY === 0 ? STEPS_LONG : STEPS)
    try {
      await inTransaction(options.hinata.pool, (here) =>
        inTransaction(options.market.pool, (there) =>
          runHistory(
            {
              hinata: (now): Ctx => contextAt(now, here),
              market: (now): Ctx => contextAt(now, there),
            },
            { seed, steps, start: START },
          ),
        ),
      )
    } catch (cause) {
      throw new Error(`the history with seed ${seed} differs (LEDGER_SEED=${seed})`, { cause })
    }
  }
}
