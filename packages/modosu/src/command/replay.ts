import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { demoDataDir, openDemo } from '../demo/open-demo.ts'
import { languageOf } from '../replay/language.ts'
import { loadScenario } from '../replay/load-scenario.ts'
import type { Outcome } from '../replay/outcome.ts'
import { playScenario } from '../replay/play-scenario.ts'
import { printStory } from '../replay/print-story.ts'
import { printTable } from '../replay/print-table.ts'
import { MODES, type Mode } from '../replay/scenario.ts'
import { type Command, textOption, UsageError } from './command.ts'

/** Plays a scenario in both modes on fresh databases and tells what it came to. */
export const replayCommand: Command = {
  summary: 'Play a scenario in both modes on fresh databases',
  usage: 'modosu replay [SCENARIO] [--json] [--mode MODE] [--lang ja|en]',
  positionals: 'SCENARIO',
  options: {
    json: { type: 'boolean' },
    mode: { type: 'string' },
    lang: { type: 'string' },
    log: { type: 'string' },
  },
  optionHelp: {
    json: 'the outcome as a JSON array on standard output, the story on standard error',
    mode: 'as-it-was or with-modosu (default: both)',
    lang: 'the language of the story (default: from LANG)',
    log: 'level of the log on standard error (default: silent)',
  },
  async run(values, positionals) {
    const wished = textOption(values, 'mode')
    const modes = MODES.filter((mode) => wished === undefined || mode === wished)
    if (modes.length === 0) throw new UsageError(`There is no mode "${wished}".`)
    const stream = values.json ? process.stderr : process.stdout
    const out = (text: string) => stream.write(`${text}\n`)
    const language = languageOf(textOption(values, 'lang'))
    const base = await mkdtemp(join(tmpdir(), 'modosu-replay-'))
    const outcomes: Outcome[] = []
    try {
      for (const mode of modes) {
        const name = positionals[0] ?? '2017-takeover'
        outcomes.push(await playFresh({ name, mode, base, language, out, log: values.log }))
      }
    } finally {
      await rm(base, { recursive: true, force: true })
    }
    out(printTable(outcomes, language))
    if (values.json) process.stdout.write(`${JSON.stringify(outcomes.map(figuresOf), null, 2)}\n`)
    return outcomes.every((outcome) => outcome.expected) ? 0 : 1
  },
}

/** A report is for counting with: its amounts are numbers, and far below 2^53. */
function figuresOf(outcome: Outcome) {
  const { stolen, returned, sellerLoss, thiefGain } = outcome
  return {
    ...outcome,
    stolen: Number(stolen),
    returned: Number(returned),
    sellerLoss: Number(sellerLoss),
    thiefGain: Number(thiefGain),
  }
}

async function playFresh(options: {
  name: string
  mode: Mode
  base: string
  language: 'ja' | 'en'
  out: (text: string) => void
  log: unknown
}): Promise<Outcome> {
  const { mode, language, out } = options
  const { scenario, recipes } = await loadScenario(options.name)
  const demo = await openDemo({
    dataDir: demoDataDir(options.base, mode),
    fresh: true,
    mode,
    logLevel: typeof options.log === 'string' ? (options.log as 'info') : 'silent',
  })
  try {
    const teller = printStory({ scenario, mode, language, out })
    return await playScenario({ scenario, recipes, mode, world: demo.world, teller })
  } finally {
    await demo.close()
  }
}
