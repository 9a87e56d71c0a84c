import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openTheatre, type Theatre } from '../demo/open-theatre.ts'
import { type Language, languageOf } from '../replay/language.ts'
import { listScenarios, loadScenario } from '../replay/load-scenario.ts'
import type { Outcome } from '../replay/outcome.ts'
import { playScenario } from '../replay/play-scenario.ts'
import { printOutcomes } from '../replay/print-outcomes.ts'
import { printStory } from '../replay/print-story.ts'
import { printTable } from '../replay/print-table.ts'
import { MODES, type Mode } from '../replay/scenario.ts'
import { type Command, type OptionValues, textOption, UsageError } from './command.ts'

/** Plays scenarios in both modes on fresh databases and tells what they came to. */
export const replayCommand: Command = {
  summary: 'Play a scenario, or all of them, in both modes on fresh databases',
  usage: 'modosu replay [SCENARIO | --all] [--json] [--mode MODE] [--lang ja|en]',
  positionals: 'SCENARIO',
  options: {
    all: { type: 'boolean' },
    json: { type: 'boolean' },
    mode: { type: 'string' },
    lang: { type: 'string' },
    log: { type: 'string' },
  },
  optionHelp: {
    all: 'every scenario of the house, with the table of outcomes',
    json: 'the outcome as a JSON array on standard output, the story on standard error',
    mode: 'as-it-was or with-modosu (default: both)',
    lang: 'the language of the story (default: from LANG)',
    log: 'level of the log on standard error (default: silent)',
  },
  async run(values, positionals) {
    const names = await namesOf(values, positionals)
    const modes = modesOf(values)
    const stream = values.json ? process.stderr : process.stdout
    const out = (text: string) => stream.write(`${text}\n`)
    const language = languageOf(textOption(values, 'lang'))
    const base = await mkdtemp(join(tmpdir(), 'modosu-replay-'))
    const logLevel = (textOption(values, 'log') ?? 'silent') as 'silent'
    const theatre = await openTheatre({ dataDir: base, logLevel })
    let outcomes: readonly Outcome[] = []
    try {
      const plays = names.flatMap((name) => modes.map((mode) => ({ name, mode, language })))
      outcomes = await playAll(theatre, plays, out)
    } finally {
      await theatre.close()
      await rm(base, { recursive: true, force: true })
    }
    out(names.length === 1 ? printTable(outcomes, language) : printOutcomes(outcomes, language))
    if (values.json) process.stdout.write(`${JSON.stringify(outcomes.map(figuresOf), null, 2)}\n`)
    return outcomes.every((outcome) => outcome.expected) ? 0 : 1
  },
}

async function namesOf(
  values: OptionValues,
  positionals: readonly string[],
): Promise<readonly string[]> {
  const [name, ...more] = positionals
  if (more.length > 0) throw new UsageError('One scenario at a time, or --all.')
  if (!values.all) return [name ?? '2017-takeover']
  if (name !== undefined) throw new UsageError('Name a scenario or say --all, not both.')
  return await listScenarios()
}

function modesOf(values: OptionValues): readonly Mode[] {
  const wished = textOption(values, 'mode')
  const modes = MODES.filter((mode) => wished === undefined || mode === wished)
  if (modes.length === 0) throw new UsageError(`There is no mode "${wished}".`)
  return modes
}

/** A report is for counting with: its amounts are numbers, and far below 2^53. */
function figuresOf(outcome: Outcome) {
  return Object.fromEntries(
    Object.entries(outcome).map(([name, value]) => [
      name,
      typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value,
    ]),
  )
}

interface Planned {
  readonly name: string
  readonly mode: Mode
  readonly language: Language
}

/** Plays that are on at once: most of a play is waiting for one company or the other. */
const STAGES = 2

/** Plays everything; each story is told when all before it have been, and one alone as it happens. */
async function playAll(
  theatre: Theatre,
  plays: readonly Planned[],
  out: (text: string) => void,
): Promise<Outcome[]> {
  const ended: Outcome[] = []
  const told: string[][] = plays.map(() => [])
  let telling = 0
  const waiting = plays.entries()
  const lane = async () => {
    for (const [at, planned] of waiting) {
      const tell = (text: string) => (at === telling ? out(text) : told[at]?.push(text))
      ended[at] = await playFresh(theatre, planned, tell)
      while (ended[telling]) {
        telling += 1
        for (const text of told[telling]?.splice(0) ?? []) out(text)
      }
    }
  }
  await Promise.all(Array.from({ length: STAGES }, lane))
  return ended
}

async function playFresh(
  theatre: Theatre,
  planned: Planned,
  out: (text: string) => void,
): Promise<Outcome> {
  const { mode, language } = planned
  const { scenario, recipes } = await loadScenario(planned.name)
  const teller = printStory({ scenario, mode, language, out })
  return await theatre.withStage({ mode, companies: scenario.companies }, (world) =>
    playScenario({ scenario, recipes, mode, world, teller }),
  )
}
