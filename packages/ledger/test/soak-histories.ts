import { startStopwatch, wallClock } from '@modosu/kernel'
import { verifyLedger } from '../src/index.ts'
import { runHistories } from './histories/run-histories.ts'
import { openTestLedger } from './open-ledger.ts'

/**
 * Runs random histories until the time is up: `node packages/ledger/test/soak-histories.ts [seconds]
 * [seed]`. Prints the seed of every round; a failing history names its own.
 */
const SECONDS = Number(process.argv[2] ?? 600)
const HISTORIES_A_ROUND = 100
/** Longer ones than the tests have, so that more of what happens meets more of what happened. */
const STEPS = 30

const hinata = await openTestLedger()
const market = await openTestLedger()
const elapsed = startStopwatch()
let seed = Number(process.argv[3] ?? wallClock.now().getTime() % 1_000_000_000)
let histories = 0
try {
  while (elapsed() < SECONDS * 1_000) {
    await runHistories({ hinata, market, seed, histories: HISTORIES_A_ROUND, steps: STEPS })
    for (const ledger of [hinata, market]) {
      const findings = await ledger.run(verifyLedger)
      if (findings.length > 0) throw new Error(`not clean: ${JSON.stringify(findings.slice(0, 3))}`)
    }
    histories += HISTORIES_A_ROUND
    process.stdout.write(`${histories} histories agree (seed ${seed}), both ledgers verify\n`)
    seed += HISTORIES_A_ROUND
  }
} finally {
  await hinata.close()
  await market.close()
}
