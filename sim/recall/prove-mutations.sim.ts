import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { mutations } from './mutations.ts'

/**
 * Plays the same seeds against each broken version of the engine, and prints what was found as a
 * table: `node sim/recall/prove-mutations.sim.ts [seeds] [name]`. Fails when a version survives.
 */
const [seeds = '100', only] = process.argv.slice(2)
const at = import.meta.dirname
let survived = 0
for (const { name, rule } of mutations.filter((one) => only === undefined || one.name === only)) {
  const run = spawnSync(
    process.execPath,
    [
      ...['--import', join(at, 'mutate-source.sim.ts'), join(at, 'sim-recall.ts')],
      ...['--seeds', seeds, '--stop', seeds, '--no-shrink', '--json'],
    ],
    { env: { ...process.env, SIM_MUTATION: name }, encoding: 'utf8' },
  )
  const found = run.stdout.trim() === '' ? undefined : JSON.parse(run.stdout)
  const properties = [...run.stderr.matchAll(/^seed \d+ breaks (\w+):/gm)].map(([, one]) => one)
  if (!found) console.error(run.stderr)
  if (!found || found.violations === 0) survived += 1
  const kinds = [...new Set(properties)].sort().join(', ')
  console.log(`| ${name} | ${rule} | ${kinds} | ${found?.violations ?? '?'} of ${found?.seeds} |`)
}
process.exitCode = survived === 0 ? 0 : 1
