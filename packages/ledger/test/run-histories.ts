import { type Ctx, inTransaction } from '@modosu/kernel'
import { contextAt, type TestLedger } from './open-ledger.ts'
import { runHistory } from './random-history.ts'

const STEPS = 9
const START = new Date('2026-06-01T00:00:00Z')

/** Runs histories one after the other, each in one transaction of each ledger. */
export async function runHistories(options: {
  readonly hinata: TestLedger
  readonly market: TestLedger
  readonly seed: number
  readonly histories: number
}): Promise<void> {
  for (let at = 0; at < options.histories; at++) {
    const seed = options.seed + at
    try {
      await inTransaction(options.hinata.pool, (here) =>
        inTransaction(options.market.pool, (there) =>
          runHistory(
            {
              hinata: (now): Ctx => contextAt(now, here),
              market: (now): Ctx => contextAt(now, there),
            },
            { seed, steps: STEPS, start: START },
          ),
        ),
      )
    } catch (cause) {
      throw new Error(`the history with seed ${seed} differs (LEDGER_SEED=${seed})`, { cause })
    }
  }
}
