import { DEMO_PORTS, demoDataDir, openDemo } from '../demo/open-demo.ts'
import { printSignIns } from '../demo/print-sign-ins.ts'
import { languageOf } from '../replay/language.ts'
import { loadScenario } from '../replay/load-scenario.ts'
import { playScenario } from '../replay/play-scenario.ts'
import { printStory } from '../replay/print-story.ts'
import { printTable } from '../replay/print-table.ts'
import { MODES } from '../replay/scenario.ts'
import { type Command, textOption, untilToldToStop } from './command.ts'

/** Plays the story in both modes and leaves the protected companies running. */
export const demoCommand: Command = {
  summary: 'Start both companies, play the 2017 story, and leave them running',
  usage: 'modosu demo [--once] [--data DIR] [--lang ja|en]',
  options: {
    data: { type: 'string' },
    lang: { type: 'string' },
    once: { type: 'boolean' },
    log: { type: 'string' },
  },
  optionHelp: {
    data: 'where the databases are kept (default: data)',
    lang: 'the language of the story (default: from LANG)',
    once: 'end after the story instead of leaving the companies running',
    log: 'level of the log on standard error (default: silent)',
  },
  async run(values) {
    const language = languageOf(textOption(values, 'lang'))
    const logLevel = (textOption(values, 'log') ?? 'silent') as 'silent'
    const base = textOption(values, 'data') ?? 'data'
    const { scenario, recipes } = await loadScenario('2017-takeover')
    const out = (text: string) => process.stdout.write(`${text}\n`)
    const outcomes = []
    for (const mode of MODES) {
      const demo = await openDemo({
        dataDir: demoDataDir(base, mode),
        // A story has a beginning: each play starts from an empty company.
        fresh: true,
        mode,
        logLevel,
        ports: DEMO_PORTS,
      })
      const teller = printStory({ scenario, mode, language, out })
      outcomes.push(await playScenario({ scenario, recipes, mode, world: demo.world, teller }))
      const last = mode === MODES.at(-1)
      if (last) {
        out(printTable(outcomes, language))
        if (!values.once) {
          out(printSignIns(demo.world, scenario, language))
          await untilToldToStop()
        }
      }
      await demo.close()
    }
    return outcomes.every((outcome) => outcome.expected) ? 0 : 1
  },
}
