import { type DemoName, demoNames } from '../demo/demo-config.ts'
import { DEMO_PORTS, openOne } from '../demo/open-demo.ts'
import { MODES } from '../replay/scenario.ts'
import { type Command, textOption, untilToldToStop } from './command.ts'

/** Runs one company of the demo in a process of its own. */
export const serveCommand: Command = {
  summary: 'Run one company in a process of its own',
  usage: 'modosu serve --company hinata|furimaru [--data DIR] [--fresh] [--mode MODE]',
  options: {
    company: { type: 'string' },
    data: { type: 'string' },
    fresh: { type: 'boolean' },
    mode: { type: 'string' },
    smtp: { type: 'string' },
    'hinata-port': { type: 'string' },
    'furimaru-port': { type: 'string' },
    log: { type: 'string' },
  },
  optionHelp: {
    company: 'which company',
    data: 'the folder that both companies share for their public keys (default: data)',
    fresh: "clear this company's database first",
    mode: 'as-it-was or with-modosu (default: with-modosu)',
    smtp: `where mails go (default: smtp://127.0.0.1:${DEMO_PORTS.smtp}, see "modosu mailbox")`,
    'hinata-port': `default: ${DEMO_PORTS.hinata}`,
    'furimaru-port': `default: ${DEMO_PORTS.furimaru}`,
    log: 'level of the log on standard error (default: info)',
  },
  async run(values) {
    const name = textOption(values, 'company') as DemoName | undefined
    if (!name || !demoNames.includes(name)) {
      throw new Error(`--company must be one of ${demoNames.join(', ')}`)
    }
    const mode = MODES.find((one) => one === (textOption(values, 'mode') ?? 'with-modosu'))
    if (!mode) throw new Error(`--mode must be one of ${MODES.join(', ')}`)
    const opened = await openOne(
      {
        dataDir: textOption(values, 'data') ?? 'data',
        ports: {
          hinata: Number(textOption(values, 'hinata-port') ?? DEMO_PORTS.hinata),
          furimaru: Number(textOption(values, 'furimaru-port') ?? DEMO_PORTS.furimaru),
        },
        smtpUrl: textOption(values, 'smtp') ?? `smtp://127.0.0.1:${DEMO_PORTS.smtp}`,
        mode,
        logLevel: (textOption(values, 'log') ?? 'info') as 'info',
      },
      name,
      values.fresh === true,
    )
    process.stdout.write(`${name} answers on ${opened.company.origin}\n`)
    await untilToldToStop()
    await opened.close()
    return 0
  },
}
