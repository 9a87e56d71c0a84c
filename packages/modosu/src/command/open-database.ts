import {
  openRuntime,
  type Runtime,
  silentLog,
  startPostgres,
  systemRandomBytes,
} from '@modosu/kernel'
import type { CompanyConfig, ServiceName } from '../company/company-config.ts'
import { openClock } from '../company/open-company.ts'
import { readCompanyConfig } from '../company/read-company-config.ts'
import { type DemoName, demoNames, postgresDirOf, servicesOf } from '../demo/demo-config.ts'
import { type OptionValues, textOption, UsageError } from './command.ts'

/** A company's database, as the application sees it: to look into, and to change nothing. */
export interface Look {
  readonly runtime: Runtime
  readonly services: readonly ServiceName[]
  close(): Promise<void>
}

/** The options by which a command is told into which company to look. */
export const lookOptions = {
  company: { type: 'string' },
  data: { type: 'string' },
  config: { type: 'string' },
} as const

export const lookOptionHelp = {
  company: 'which company of the demo',
  data: 'where its database is kept (default: data/with-modosu, where "npm start" leaves it)',
  config: 'the configuration of a company of your own',
}

export async function openLook(values: OptionValues): Promise<Look> {
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
  return {
    runtime,
    services: opened.services,
    async close() {
      await runtime.close()
      await opened.close()
    },
  }
}

interface OpenDatabase extends Pick<CompanyConfig, 'database' | 'demo' | 'services'> {
  readonly company: string
  close(): Promise<void>
}

async function openDatabase(values: OptionValues): Promise<OpenDatabase> {
  const file = textOption(values, 'config')
  if (file) {
    const { name, database, demo, services } = await readCompanyConfig(file)
    return { company: name, database, demo, services, close: async () => undefined }
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
  const services = servicesOf(name, true)
  return { company: name, database, demo: true, services, close: () => server.stop() }
}
