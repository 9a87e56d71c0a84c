import { timingSafeEqual } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { serve } from '@hono/node-server'
// tidy: allow clock-and-chance, the wiring hands clock and chance on
import {
  type Api,
  asUser,
  countDueJobs,
  inContext,
  kernelMigrations,
  kernelProblems,
  migrate,
  openHono,
  openLog,
  openPool,
  openRuntime,
  runJobs,
  systemRandomBytes,
  wallClock,
} from '@modosu/kernel'
import { ledgerMigrations } from '@modosu/ledger'
import {
  type RecallDeps,
  recallApi,
  recallJobs,
  recallMigrations,
  recallPolicyDefault,
  startNights,
} from '@modosu/recall'
import { cardHolder } from './card-holder.ts'
import { cardProblems, cardsApi } from './cards-api.ts'
import { type GiftCardsConfig, giftCardsConfigSchema } from './config.ts'

const migrations = [
  kernelMigrations,
  ledgerMigrations,
  recallMigrations,
  { name: 'cards', sqlDir: fileURLToPath(new URL('./sql', import.meta.url)) },
]

/** The whole wiring of a company that does nothing but sell gift cards, in one process. */
async function openGiftCards(config: GiftCardsConfig): Promise<void> {
  const admin = openPool(config.database, { max: 2 })
  await migrate(admin, migrations)
  await admin.end()
  const deps: RecallDeps = {
    neighbours: config.neighbours,
    holders: [cardHolder],
    policy: recallPolicyDefault,
  }
  const jobs = recallJobs(deps)
  const runtime = await openRuntime({
    company: config.neighbours.company,
    database: asUser(config.database, 'modosu_app'),
    clock: wallClock,
    randomBytes: systemRandomBytes,
    log: openLog(config.logLevel),
    jobKinds: Object.keys(jobs),
    listeners: {},
  })
  const api: Api = {
    hono: openHono(runtime.log),
    runtime,
    authenticators: {
      member: async () => undefined,
      staff: async (_, token) =>
        sameSecret(token, config.frontSecret)
          ? { kind: 'staff', staffId: 'front', name: 'front end', role: 'supervisor' }
          : undefined,
    },
    problems: { ...kernelProblems, ...cardProblems },
    trustProxy: false,
    secureCookies: false,
  }
  recallApi(api, deps)
  cardsApi(api, deps)
  api.hono.get('/readyz', async (c) => c.json({ due: await countDueJobs(runtime.pool) }))
  await inContext(runtime, startNights)
  await runJobs(runtime, jobs)
  serve({ fetch: api.hono.fetch, hostname: '127.0.0.1', port: config.port }, () =>
    process.stdout.write(`${config.neighbours.company} answers on port ${config.port}\n`),
  )
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(0))
}

/** Takes as long for a guess that is nearly right as for any other. */
function sameSecret(shown: string, secret: string): boolean {
  const [a, b] = [Buffer.from(shown), Buffer.from(secret)]
  return a.length === b.length && timingSafeEqual(a, b)
}

const { values } = parseArgs({ options: { config: { type: 'string' } } })
const file = values.config ?? 'gift-cards.json'
await openGiftCards(giftCardsConfigSchema.parse(JSON.parse(await readFile(file, 'utf8'))))
