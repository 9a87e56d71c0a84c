import {
  type Ctx,
  contextOf,
  type DatabaseConfig,
  dropDatabase,
  ensureDatabase,
  inTransaction,
  openPool,
  type Pool,
  type PostgresServer,
  silentLog,
  startPostgres,
  systemRandomBytes,
  type Tx,
  wallClock,
} from '@modosu/kernel'
import { type CardCompanies, openCardCompanies } from '../../e2e/stage/card-companies.ts'

/** A chain of companies that sell gift cards: value moves from each to the next. */
export const CHAIN = ['kado', 'midori', 'sora', 'tani'] as const
export type CompanyName = (typeof CHAIN)[number]

/** The companies in processes of their own, and a look into each one's database. */
export interface World {
  readonly companies: CardCompanies
  /** As the superuser, to see when something stands there. */
  readonly databases: Readonly<Record<CompanyName, Pool>>
  close(): Promise<void>
}

/** Durable as in production; the memory is for a history of millions. */
const SETTINGS = {
  shared_buffers: '1GB',
  max_wal_size: '8GB',
  checkpoint_timeout: '15min',
  max_connections: '200',
}

/** The server keeps histories from run to run; companies begin anew. */
export async function openServer(dataDir: string, fresh: boolean): Promise<PostgresServer> {
  return await startPostgres({ dataDir, fresh, settings: SETTINGS })
}

/** A database for each company; the first begins as a copy of a history. */
export async function createDatabases(
  server: PostgresServer,
  history: string,
): Promise<Record<CompanyName, DatabaseConfig>> {
  const admin = server.connection('postgres')
  const configs = {} as Record<CompanyName, DatabaseConfig>
  for (const name of CHAIN) {
    await dropDatabase(admin, name)
    await ensureDatabase(admin, name, name === CHAIN[0] ? history : undefined)
    configs[name] = server.connection(name)
  }
  return configs
}

export async function openWorld(
  configs: Readonly<Record<CompanyName, DatabaseConfig>>,
): Promise<World> {
  const companies = await openCardCompanies({ databases: configs, logLevel: 'warn' })
  await Promise.all(companies.all.map((one) => one.start()))
  const databases = {} as Record<CompanyName, Pool>
  for (const name of CHAIN) databases[name] = openPool(configs[name], { max: 2 })
  return {
    companies,
    databases,
    async close() {
      await companies.close()
      await Promise.all(CHAIN.map((name) => databases[name].end()))
    },
  }
}

/** A context for the ledger's verbs alone: they enqueue nothing and tell nobody. */
export function ledgerContext(pool: Pool, tx: Tx): Ctx {
  return contextOf(
    {
      company: 'bench',
      pool,
      clock: wallClock,
      randomBytes: systemRandomBytes,
      log: silentLog,
      jobs: {
        send: () => Promise.reject(new Error('the ledger enqueues nothing')),
      } as never,
      listeners: {},
    },
    tx,
  )
}

export function inLedger<Value>(pool: Pool, work: (ctx: Ctx) => Promise<Value>): Promise<Value> {
  return inTransaction(pool, (tx) => work(ledgerContext(pool, tx)))
}
