import { parseArgs } from 'node:util'
import { startStopwatch } from '@modosu/kernel'
import { runSeeds } from './run/run-seeds.ts'
import { tellBroken } from './run/tell-broken.ts'

const USAGE = `npm run sim:recall -- [--seeds N] [--from S] [--lanes L] [--stop K] [--no-shrink] [--json]
  --seeds      how many histories; the same seed is the same history on every machine (1,000)
  --from       the first seed (1); with --seeds 1 a history is played again
  --lanes      histories side by side, each on databases of its own (4)
  --stop       end after so many broken seeds (20)
  --no-shrink  leave broken histories as long as they are
  --json       one object on standard output: seeds, steps, violations`

const PROGRESS_EVERY_MS = 10_000

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1000' },
    from: { type: 'string', default: '1' },
    lanes: { type: 'string', default: '4' },
    stop: { type: 'string', default: '20' },
    'no-shrink': { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})
if (values.help) console.log(USAGE)
else process.exitCode = await main()

async function main(): Promise<number> {
  const elapsed = startStopwatch()
  let told = 0
  const result = await runSeeds({
    seeds: Number(values.seeds),
    from: Number(values.from),
    lanes: Math.min(Number(values.lanes), Number(values.seeds)),
    violationsMax: Number(values.stop),
    shrink: !values['no-shrink'],
    onOutcome(_, played) {
      if (elapsed() - told < PROGRESS_EVERY_MS) return
      told = elapsed()
      const rate = (played / told) * 1000
      console.error(`${played} of ${values.seeds} seeds, ${rate.toFixed(1)} a second`)
    },
  })
  for (const outcome of result.broken) console.error(tellBroken(outcome))
  const { seeds, steps, broken } = result
  const seconds = Math.round(elapsed() / 100) / 10
  if (values.json) console.log(JSON.stringify({ seeds, steps, violations: broken.length, seconds }))
  else console.log(`${seeds} seeds, ${steps} steps, ${broken.length} violations, ${seconds} s`)
  return broken.length === 0 ? 0 : 1
}
