import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { parseArgs } from 'node:util'

const USAGE = `npm run verify -- [--fast] [--keep-going]
  --fast        everything but the tests
  --keep-going  do not stop at the first step that fails`

interface Step {
  readonly name: string
  /** A program of ours or of a package, run by the same node as this one, and its arguments. */
  readonly run: readonly string[]
}

interface Outcome {
  readonly name: string
  readonly seconds: number
  readonly isGood: boolean
}

/** The longest step, the tests, takes minutes; a step that takes longer than this hangs. */
const STEP_TIMEOUT_MS = 60 * 60 * 1000
const FOLDERS = ['packages', 'tools', 'e2e', 'bench', 'sim'].filter((folder) => existsSync(folder))

/** Cheap steps first, so that a slip of the pen is told within seconds. */
const STEPS: readonly Step[] = [
  {
    name: 'format and lint',
    run: ['node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings', '.'],
  },
  { name: 'types', run: ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.json'] },
  {
    name: 'promises',
    run: [
      'node_modules/eslint/bin/eslint.js',
      '--max-warnings=0',
      '--no-error-on-unmatched-pattern',
      ...FOLDERS,
    ],
  },
  {
    name: 'boundaries',
    run: [
      'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs',
      '--no-progress',
      '--config',
      '.dependency-cruiser.cjs',
      ...FOLDERS,
    ],
  },
  {
    name: 'dead code',
    run: ['node_modules/knip/bin/knip.js', '--no-progress', '--no-config-hints'],
  },
  { name: 'tidy', run: ['tools/tidy.ts'] },
  { name: 'schema dumps', run: ['tools/schema-dump.ts', '--check'] },
  { name: 'documents', run: ['tools/docs-check.ts'] },
  { name: 'tests', run: ['tools/run-tests.ts'] },
]

const { values } = parseArgs({
  options: {
    fast: { type: 'boolean' },
    'keep-going': { type: 'boolean' },
    help: { type: 'boolean' },
  },
})
if (values.help) console.log(USAGE)
else process.exitCode = verify()

function verify(): number {
  const steps = STEPS.filter((step) => !(values.fast && step.name === 'tests'))
  const outcomes: Outcome[] = []
  for (const step of steps) {
    const outcome = runStep(step)
    outcomes.push(outcome)
    if (!outcome.isGood && !values['keep-going']) break
  }
  console.log('\nverify')
  for (const { name } of steps) {
    const outcome = outcomes.find((done) => done.name === name)
    console.log(outcome ? lineOf(outcome) : `  not run             ${name}`)
  }
  return outcomes.every((outcome) => outcome.isGood) ? 0 : 1
}

function runStep(step: Step): Outcome {
  console.log(`\n── ${step.name}`)
  const started = performance.now()
  const result = spawnSync(process.execPath, step.run, {
    stdio: 'inherit',
    timeout: STEP_TIMEOUT_MS,
  })
  if (result.error) console.error(result.error.message)
  const seconds = (performance.now() - started) / 1000
  const outcome = { name: step.name, seconds, isGood: result.status === 0 }
  console.log(lineOf(outcome))
  return outcome
}

function lineOf(outcome: Outcome): string {
  const seconds = outcome.seconds.toFixed(1).padStart(7)
  return `  ${outcome.isGood ? 'ok    ' : 'FAILED'} ${seconds} s   ${outcome.name}`
}
