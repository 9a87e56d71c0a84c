import {
  type Ctx,
  inContext,
  openRuntime,
  silentLog,
  startPostgres,
  systemRandomBytes,
} from '@modosu/kernel'
import { ledgerCommandAccounts, ledgerCommandTrace, ledgerCommandVerify } from '@modosu/ledger'
import type { CompanyConfig } from '../company/company-config.ts'
import { openClock } from '../company/open-company.ts'
import { readCompanyConfig } from '../company/read-company-config.ts'
import { type DemoName, demoNames, postgresDirOf } from '../demo/demo-config.ts'
import { type Command, type OptionValues, textOption, UsageError } from './command.ts'

type Look = (ctx: Ctx, words: readonly string[], print: (line: string) => void) => Promise<boolean>

const looks: Readonly<Record<string, Look>> = {
  accounts: ledgerCommandAccounts,
  trace: (ctx, [key = ''], print) => ledgerCommandTrace(ctx, key, print),
  verify: (ctx, _, print) => ledgerCommandVerify(ctx, print),
}

/** Looks into a company's ledger: it reads as the application does and can change nothing. */
export const ledgerCommand: Command = {
  summary: "Look into a company's ledger: accounts, a trace as a tree, a whole proof",
  usage:
    'modosu ledger accounts [CODE…] --company hinata [--data DIR]\n' +
    '       modosu ledger trace KEY --company hinata [--data DIR]\n' +
    '       modosu ledger verify --company hinata [--data DIR]   (or --config FILE)',
  positionals: 'accounts|trace|verify',
  options: {
    company: { type: 'string' },
    data: { type: 'string' },
    config: { type: 'string' },
  },
  optionHelp: {
    company: 'which company of the demo',
    data: 'where its database is kept (default: data/with-modosu, where "npm start" leaves it)',
    config: 'the configuration of a company of your own',
  },
  async run(values, [name = '', ...words]) {
    const look = looks[name]
    if (!look) throw new UsageError(`say what to look at: ${Object.keys(looks).join(', ')}`)
    const opened = await openDatabase(values)
    const runtime = await openRuntime({
      company: opened.company,
      database: opened.database.app,
      clock: await openClock(opened),
      randomBytes: systemRandomBytes,
      log: silentLog,
      jobKinds: [],
      listeners: {},
    })
    try {
      const print = (line: string) => void process.stdout.write(`${line}\n`)
      return (await inContext(runtime, (ctx) => look(ctx, words, print))) ? 0 : 1
    } finally {
      await runtime.close()
      await opened.close()
    }
  },
}

interface OpenDatabase extends Pick<CompanyConfig, 'database' | 'demo'> {
  readonly company: string
  close(): Promise<void>
}

async function openDatabase(values: OptionValues): Promise<OpenDatabase> {
  const file = textOption(values, 'config')
  if (file) {
    const { name, database, demo } = await readCompanyConfig(file)
    return { company: name, database, demo, close: async () => undefined }
  }
  const name = textOption(values, 'company') as DemoName | undefined
  if (!name || !demoNames.includes(name)) {
    throw new UsageError(`--company must be one of ${demoNames.join(', ')}, or give --config`)
  }
  const dataDir = textOption(values, 'data') ?? 'data/with-modosu'
  const server = await startPostgres({ dataDir: postgresDirOf(dataDir, name) })
  const database = {
    admin: server.connection(name, 'postgres'),
    app: server.connection(name, 'modosu_app'),
  }
  return { company: name, database, demo: true, close: () => server.stop() }
}
