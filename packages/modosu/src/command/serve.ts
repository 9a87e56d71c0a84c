import { armCrashPoint } from '@modosu/kernel'
import { openCompany } from '../company/open-company.ts'
import { readCompanyConfig } from '../company/read-company-config.ts'
import { type DemoName, type DemoSite, demoNames } from '../demo/demo-config.ts'
import { DEMO_PORTS, openOne } from '../demo/open-demo.ts'
import { MODES } from '../replay/scenario.ts'
import {
  type Command,
  type OptionValues,
  textOption,
  UsageError,
  untilToldToStop,
} from './command.ts'

/** Runs one company in a process of its own: one of the demo, or the one that a file describes. */
export const serveCommand: Command = {
  summary: 'Run one company in a process of its own',
  usage:
    'modosu serve --company hinata|furimaru [--data DIR] [--fresh] [--mode MODE]\n' +
    '       modosu serve --config FILE',
  options: {
    config: { type: 'string' },
    company: { type: 'string' },
    data: { type: 'string' },
    fresh: { type: 'boolean' },
    mode: { type: 'string' },
    smtp: { type: 'string' },
    bank: { type: 'string' },
    'hinata-port': { type: 'string' },
    'furimaru-port': { type: 'string' },
    log: { type: 'string' },
  },
  optionHelp: {
    config: 'a whole configuration as JSON, in place of the demo; the other options go unread',
    company: 'which company of the demo',
    data: 'the folder that both companies share for their public keys (default: data)',
    fresh: "clear this company's database first",
    mode: 'as-it-was or with-modosu (default: with-modosu)',
    smtp: `where mails go (default: smtp://127.0.0.1:${DEMO_PORTS.smtp}, see "modosu mailbox")`,
    bank: `where the bank is (default: none; "modosu bank" answers on port ${DEMO_PORTS.bank})`,
    'hinata-port': `default: ${DEMO_PORTS.hinata}`,
    'furimaru-port': `default: ${DEMO_PORTS.furimaru}`,
    log: 'level of the log on standard error (default: info)',
  },
  async run(values) {
    // Tests let a process die at a named step of the recall; everywhere else nothing is armed.
    armCrashPoint(process.env.MODOSU_CRASH_AT)
    const configFile = textOption(values, 'config')
    const opened = configFile ? await openConfigured(configFile) : await openDemoCompany(values)
    const { name, origin } = opened.company
    process.stdout.write(`${name} answers on ${origin}\n`)
    await untilToldToStop()
    await opened.close()
    return 0
  },
}

/** A company whose database server is somebody else's care. */
async function openConfigured(path: string) {
  const company = await openCompany(await readCompanyConfig(path))
  return { company, close: () => company.close() }
}

async function openDemoCompany(values: OptionValues) {
  const name = textOption(values, 'company') as DemoName | undefined
  if (!name || !demoNames.includes(name)) {
    throw new UsageError(`--company must be one of ${demoNames.join(', ')}, or give --config`)
  }
  const mode = MODES.find((one) => one === (textOption(values, 'mode') ?? 'with-modosu'))
  if (!mode) throw new UsageError(`--mode must be one of ${MODES.join(', ')}`)
  const bankOrigin = textOption(values, 'bank')
  const site: DemoSite = {
    dataDir: textOption(values, 'data') ?? 'data',
    ports: {
      hinata: Number(textOption(values, 'hinata-port') ?? DEMO_PORTS.hinata),
      furimaru: Number(textOption(values, 'furimaru-port') ?? DEMO_PORTS.furimaru),
    },
    ...(bankOrigin === undefined ? {} : { bankOrigin }),
    smtpUrl: textOption(values, 'smtp') ?? `smtp://127.0.0.1:${DEMO_PORTS.smtp}`,
    mode,
    logLevel: (textOption(values, 'log') ?? 'info') as 'info',
  }
  return await openOne(site, name, values.fresh === true)
}
