import type { AddressInfo } from 'node:net'
import { serve } from '@hono/node-server'
import { openSessionChecks, type SessionChecks } from '@modosu/account'
import { createStaff, staffAuthenticator } from '@modosu/desk'
import {
  type Api,
  amount,
  inContext,
  type JobHandlers,
  type JobRunner,
  kernelProblems,
  MEMBER_COOKIE,
  type MovableClock,
  mailHandler,
  movableClock,
  mustSucceed,
  openHono,
  openLog,
  openPool,
  openRuntime,
  type Runtime,
  readClockOffset,
  runJobs,
  STAFF_COOKIE,
  systemRandomBytes,
  textHandler,
  wallClock,
} from '@modosu/kernel'
import { openConversion } from '@modosu/ledger'
import { fundLossAccount, startNights } from '@modosu/recall'
import { webPages } from '@modosu/web'
import { Hono } from 'hono'
import { addDemoEndpoints } from './add-demo-endpoints.ts'
import { addHealth } from './add-health.ts'
import { bookJobs, bookListeners } from './check-books.ts'
import type { CompanyConfig } from './company-config.ts'
import { migrateCompany } from './migrate-company.ts'
import { type Room, roomsOf } from './services-of.ts'

/** A company that answers on its origin and does its jobs. */
export interface OpenCompany {
  readonly name: string
  readonly origin: string
  readonly runtime: Runtime
  close(): Promise<void>
}

/** Brings one company up in this process: database, rooms, jobs, HTTP. The whole wiring is here. */
export async function openCompany(config: CompanyConfig): Promise<OpenCompany> {
  const rooms = roomsOf(config)
  await migrateCompany(config, rooms)
  const clock = await openClock(config)
  const jobs: JobHandlers = Object.assign(
    { 'kernel.send_mail': mailHandler(config.mail) },
    config.texts && { 'kernel.send_text': textHandler(config.texts) },
    bookJobs(config.services),
    ...rooms.map((room) => room.jobs),
  )
  const runtime = await openRuntime({
    company: config.name,
    database: config.database.app,
    clock,
    randomBytes: systemRandomBytes,
    log: openLog(config.logLevel).child({ company: config.name }),
    jobKinds: Object.keys(jobs),
    listeners: mergeListeners(rooms),
  })
  await seed(runtime, config)
  const runner = await runJobs(runtime, jobs)
  const checks = openSessionChecks({ database: config.database.app, log: runtime.log })
  const server = await listen(config, appOf(config, rooms, { runtime, clock, runner, checks }))
  return {
    name: config.name,
    origin: config.origin,
    runtime,
    async close() {
      await new Promise<void>((resolve) => {
        server.close(() => resolve())
        if ('closeAllConnections' in server) server.closeAllConnections()
      })
      await runner.stop()
      await checks.close()
      await runtime.close()
    },
  }
}

/** Only a demo's clock can be moved, and it goes on where it stood when the last process ended. */
export async function openClock(
  config: Pick<CompanyConfig, 'demo' | 'database'>,
): Promise<MovableClock> {
  const clock = movableClock()
  if (!config.demo) return { ...clock, now: wallClock.now, toWall: wallClock.toWall }
  const pool = openPool(config.database.app, { max: 1 })
  clock.setOffset(await readClockOffset(pool))
  await pool.end()
  return clock
}

function mergeListeners(rooms: readonly Room[]): Record<string, readonly string[]> {
  const merged: Record<string, readonly string[]> = { ...bookListeners }
  for (const room of rooms) {
    for (const [type, kinds] of Object.entries(room.listeners)) {
      merged[type] = [...(merged[type] ?? []), ...kinds]
    }
  }
  return merged
}

/** What must exist before the first request; doing it at every start changes nothing. */
async function seed(runtime: Runtime, config: CompanyConfig): Promise<void> {
  await inContext(runtime, async (ctx) => {
    if (config.services.includes('pay')) await openConversion(ctx, { from: 'pt', to: 'yen' })
    for (const [unit, fund] of Object.entries(config.lossFunds ?? {})) {
      const funded = await fundLossAccount(ctx, {
        key: `opening:${unit}`,
        unit,
        amount: amount(fund),
      })
      mustSucceed(funded, 'the loss account can be funded')
    }
    for (const person of config.staff) await createStaff(ctx, person)
    await startNights(ctx)
  })
}

interface Process {
  readonly runtime: Runtime
  readonly clock: MovableClock
  readonly runner: JobRunner
  readonly checks: SessionChecks
}

function appOf(config: CompanyConfig, rooms: readonly Room[], process: Process): Hono {
  const { runtime } = process
  const api: Api = {
    hono: openHono(runtime.log),
    runtime,
    authenticators: {
      member: process.checks.member,
      stepUp: process.checks.stepUp,
      staff: staffAuthenticator(config.policy.desk),
    },
    stepUps: config.policy.account.stepUps,
    problems: Object.assign({}, kernelProblems, ...rooms.map((room) => room.problems)),
    trustProxy: config.trustProxy,
    secureCookies: config.origin.startsWith('https:'),
    cookieSuffix: `_${config.name}`,
  }
  for (const room of rooms) room.addRoutes(api)
  api.hono.doc('/openapi.json', {
    openapi: '3.1.0',
    info: { title: `${config.displayName.en} (${config.displayName.ja})`, version: '1' },
  })
  addSecuritySchemes(api)
  addHealth(api.hono, runtime)
  if (config.demo) addDemoEndpoints(api.hono, process)
  const pages = webPages({
    services: config.services,
    company: config.name,
    displayName: config.displayName,
    neighbourNames: config.companyNames,
    origin: config.origin,
    clock: process.clock,
    log: runtime.log,
    fetchService: (request, env) => api.hono.fetch(request, env as never),
  })
  return firstThatKnows(api.hono, pages)
}

/** What the OpenAPI page calls the two ways to sign in: a cookie each, told apart by who may. */
function addSecuritySchemes(api: Api): void {
  for (const [scheme, cookie] of [
    ['member', MEMBER_COOKIE],
    ['staff', STAFF_COOKIE],
  ] as const) {
    api.hono.openAPIRegistry.registerComponent('securitySchemes', scheme, {
      type: 'apiKey',
      in: 'cookie',
      name: `${cookie}${api.cookieSuffix ?? ''}`,
    })
  }
}

/** The services' paths carry a version or a name of their own; everything else is a page. */
function firstThatKnows(services: Api['hono'], pages: Hono): Hono {
  const app = new Hono()
  const isService = /^\/(?:[a-z]+\/v\d+\/|openapi\.json$|healthz$|readyz$|metrics$)/
  app.all('*', (c) =>
    isService.test(c.req.path)
      ? services.fetch(c.req.raw, c.env as never)
      : pages.fetch(c.req.raw, c.env as never),
  )
  return app
}

async function listen(config: CompanyConfig, app: Hono) {
  return await new Promise<ReturnType<typeof serve>>((resolve, reject) => {
    const server = serve(
      { fetch: app.fetch, hostname: config.host, port: config.port },
      (_: AddressInfo) => resolve(server),
    )
    server.once('error', reject)
  })
}
