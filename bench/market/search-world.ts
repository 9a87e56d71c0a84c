import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { serve } from '@hono/node-server'
import {
  type Api,
  asUser,
  dropDatabase,
  ensureDatabase,
  kernelMigrations,
  kernelProblems,
  migrate,
  openHono,
  openPool,
  openRuntime,
  type PostgresServer,
  silentLog,
  startPostgres,
  systemRandomBytes,
  wallClock,
} from '@modosu/kernel'
import { ledgerMigrations } from '@modosu/ledger'
import {
  furimaruProfile,
  type MarketDeps,
  marketApi,
  marketJobs,
  marketMigrations,
  marketProblems,
} from '@modosu/market'
import { recallMigrations } from '@modosu/recall'
import { fillListings } from './fill-listings.ts'

/** A market full of listings behind HTTP, on a server of its own, durable as in production. */
export interface SearchWorld {
  readonly origin: string
  readonly buildSeconds: number
  close(): Promise<void>
}

/** Data and indexes of a million listings are some 2 GB: they fit, as they would anywhere. */
const SETTINGS = { shared_buffers: '2GB', max_wal_size: '4GB', checkpoint_timeout: '15min' }
const PREFIX = 'market_'
/** A market of some years. */
const MARKET = { sold: 0.6, sellers: 20_000 }

/** What was filled stays for the next run, as long as it would be filled the same again. */
export async function openSearchWorld(listings: number): Promise<SearchWorld> {
  const dataDir = join(import.meta.dirname, '../../.tmp/bench-market')
  const server = await startPostgres({ dataDir, settings: SETTINGS })
  const begun = performance.now()
  const name = await fillOnce(server, listings)
  const buildSeconds = Math.round((performance.now() - begun) / 1_000)
  const runtime = await openRuntime({
    company: 'bench',
    database: asUser(server.connection(name), 'modosu_app'),
    clock: wallClock,
    randomBytes: systemRandomBytes,
    log: silentLog,
    jobKinds: Object.keys(marketJobs(deps)),
    listeners: {},
  })
  const api: Api = {
    hono: openHono(),
    runtime,
    authenticators: { member: async () => undefined, staff: async () => undefined },
    problems: { ...kernelProblems, ...marketProblems },
    trustProxy: false,
    secureCookies: false,
  }
  marketApi(api, deps)
  const http = await new Promise<ReturnType<typeof serve>>((resolve) => {
    const opened = serve({ fetch: api.hono.fetch, port: 0, hostname: '127.0.0.1' }, () =>
      resolve(opened),
    )
  })
  return {
    origin: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    buildSeconds,
    async close() {
      http.close()
      await runtime.close()
      await server.stop()
    },
  }
}

const deps = {
  neighbours: { company: 'bench', neighbours: {} },
  payCompany: 'pay',
  profile: furimaruProfile,
  origin: 'https://bench.example',
  displayName: { ja: '計測', en: 'Bench' },
  readMembers: async (_ctx: unknown, ids: readonly string[]) =>
    ids.map((memberId) => ({ memberId, email: `${memberId}@example.com`, displayName: memberId })),
} as unknown as MarketDeps

async function fillOnce(server: PostgresServer, listings: number): Promise<string> {
  const name = `${PREFIX}${listings}_${await digestOfCode()}`
  const admin = openPool(server.connection('postgres'), { max: 1 })
  const known = await admin.query<{ name: string; word: string | null }>(
    `select datname as name, shobj_description(oid, 'pg_database') as word
     from pg_database where starts_with(datname, $1)`,
    [PREFIX],
  )
  const isWhole = known.rows.some((row) => row.name === name && row.word === 'whole')
  if (!isWhole) {
    const isStale = (one: string) => one === name || !one.endsWith(name.slice(-8))
    for (const row of known.rows) {
      if (isStale(row.name)) await dropDatabase(server.connection('postgres'), row.name)
    }
    await ensureDatabase(server.connection('postgres'), name)
    const filling = openPool(server.connection(name), { max: 1 })
    await migrate(filling, [kernelMigrations, ledgerMigrations, recallMigrations, marketMigrations])
    await fillListings(filling, listings, MARKET)
    await filling.query('vacuum (analyze)')
    await filling.end()
    await admin.query(`comment on database ${name} is 'whole'`)
  }
  await admin.end()
  return name
}

async function digestOfCode(): Promise<string> {
  const hash = createHash('sha256')
  for (const { sqlDir } of [ledgerMigrations, recallMigrations, marketMigrations]) {
    for (const file of (await readdir(sqlDir)).filter((one) => /^\d/.test(one)).sort()) {
      hash.update(await readFile(join(sqlDir, file)))
    }
  }
  for (const file of ['fill-listings.ts', 'words.ts', 'chance.ts']) {
    hash.update(await readFile(join(import.meta.dirname, file)))
  }
  return hash.digest('hex').slice(0, 8)
}
