import { PARTS, type Part, PLAN_FULL, PLAN_QUICK, type Plan } from './plan.ts'

export interface BenchOptions {
  readonly plan: Plan
  readonly json: boolean
  readonly parts: readonly Part[]
  /** Build everything anew, also what an earlier run left. */
  readonly fresh: boolean
  /** Leave the databases on the server of DATABASE_URL for another run. */
  readonly keep: boolean
}

export const USAGE = `npm run bench:ledger -- [options]

  --quick         the same figures from smaller histories, within 50 seconds
  --json          one object on stdout; progress goes to stderr in any case
  --only=a,b      only these parts: ${PARTS.join(', ')}
  --rounds=N      each figure is the median of N runs
  --history=N     transfers in the longest history; the others are a tenth and a hundredth of it
  --fresh         forget what earlier runs built in .tmp/bench-ledger
  --keep          leave the databases on the server of DATABASE_URL

The embedded server is always measured; with DATABASE_URL set, that server fills a second column. Its
role must be allowed to make databases and roles. Databases are called modosu_bench_…
`

const SWITCHES = ['--quick', '--json', '--fresh', '--keep', '--help']
const SETTINGS = ['--only', '--rounds', '--history']

/** Reads the command line; a word that it does not know is an error and not ignored. */
export function readOptions(words: readonly string[]): BenchOptions | 'help' {
  for (const word of words) {
    const [name = ''] = word.split('=')
    const known = word.includes('=') ? SETTINGS.includes(name) : SWITCHES.includes(word)
    if (!known) throw new Error(`${word} is no option\n\n${USAGE}`)
  }
  const has = (name: string) => words.includes(name)
  if (has('--help')) return 'help'
  const base = has('--quick') ? PLAN_QUICK : PLAN_FULL
  const longest = numberIn(words, '--history') ?? base.histories.at(-1) ?? 0
  const histories = base.histories.map((size) =>
    Math.round((size * longest) / (base.histories.at(-1) ?? 1)),
  )
  return {
    plan: { ...base, rounds: numberIn(words, '--rounds') ?? base.rounds, histories },
    json: has('--json'),
    parts: partsIn(words),
    fresh: has('--fresh'),
    keep: has('--keep'),
  }
}

function partsIn(words: readonly string[]): readonly Part[] {
  const asked = settingIn(words, '--only')
  if (asked === undefined) return PARTS
  return asked.split(',').map((name) => {
    const part = PARTS.find((one) => one === name)
    if (part === undefined) throw new Error(`${name} is no part\n\n${USAGE}`)
    return part
  })
}

function numberIn(words: readonly string[], name: string): number | undefined {
  const text = settingIn(words, name)
  if (text === undefined) return undefined
  const value = Number(text)
  if (!Number.isInteger(value) || value < 1) throw new Error(`${name}=${text} is no whole number`)
  return value
}

function settingIn(words: readonly string[], name: string): string | undefined {
  return words.find((word) => word.startsWith(`${name}=`))?.slice(name.length + 1)
}
