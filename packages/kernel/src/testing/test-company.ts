import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type MovableClock, movableClock, wallClock } from '../clock.ts'
import type { Ctx } from '../context.ts'
import { asUser, openPool } from '../database.ts'
import type { Authenticators, StaffRole } from '../http/actor.ts'
import type { Api } from '../http/endpoint.ts'
import { openHono } from '../http/open-api.ts'
import { kernelProblems } from '../http/problem.ts'
import type { ProblemKind } from '../http/problem-kind.ts'
import { systemRandomBytes } from '../id.ts'
import { openJobQueue } from '../jobs/job-queue.ts'
import { moveClock } from '../jobs/move-clock.ts'
import { countDueJobs, type JobHandlers, type JobRunner, runJobs } from '../jobs/run-jobs.ts'
import { type LogLevel, silentLog } from '../log.ts'
import { mailHandler } from '../mail/mail.ts'
import { openMailReceiver, type ReceivedMail } from '../mail/mail-receiver.ts'
import { type MigrationSource, migrate } from '../migrate.ts'
import { openLog } from '../open-log.ts'
import { kernelMigrations, openRuntime } from '../open-runtime.ts'
import { inContext, type Runtime } from '../runtime.ts'
import { textHandler } from '../text-messages/text-message.ts'
import { openTextReceiver, type ReceivedText } from '../text-messages/text-receiver.ts'
import { createTestDatabase } from './create-test-database.ts'

export interface TestCompanyOptions {
  readonly name: string
  readonly now: Date
  readonly migrations: readonly MigrationSource[]
  readonly problems?: Readonly<Record<string, ProblemKind>>
  readonly routes?: (api: Api) => void
  readonly jobs?: (runtime: Runtime) => JobHandlers
  readonly listeners?: Readonly<Record<string, readonly string[]>>
  readonly authenticators?: Authenticators
  readonly stepUps?: Api['stepUps']
}

export interface TestCall {
  /** `member:<memberId>:<sessionId>:<deviceId>` or `staff:<staffId>:<role>`. */
  readonly as?: string
  readonly body?: unknown
  readonly key?: string
  readonly headers?: Readonly<Record<string, string>>
}

export interface TestAnswer {
  readonly status: number
  // biome-ignore lint/suspicious/noExplicitAny: a test reads answers of every shape
  readonly body: any
  readonly headers: Headers
}

export interface TestCompany {
  readonly runtime: Runtime
  readonly api: Api
  readonly clock: MovableClock
  call(method: string, path: string, call?: TestCall): Promise<TestAnswer>
  inContext<Value>(work: (ctx: Ctx) => Promise<Value>): Promise<Value>
  moveTo(now: Date): Promise<void>
  settle(): Promise<void>
  mails(to?: string): readonly ReceivedMail[]
  texts(to?: string): readonly ReceivedText[]
  close(): Promise<void>
}

const SETTLE_DEADLINE_MS = 15_000
const SETTLE_POLL_MS = 15

/**
 * One company with a real database, real jobs and a real SMTP receiver, for a room's own tests. Who
 * asks is believed from the test's `as`, unless the test brings the real authenticators.
 */
export async function openTestCompany(options: TestCompanyOptions): Promise<TestCompany> {
  const sources = [kernelMigrations, ...options.migrations]
  const database = await createTestDatabase(await digestOf(sources), async (config) => {
    const admin = openPool(config, { max: 2 })
    await migrate(admin, sources)
    await admin.end()
    const queue = await openJobQueue(asUser(config, 'modosu_app'), [], silentLog)
    await queue.stop()
  })
  const clock = movableClock(options.now.getTime() - wallClock.now().getTime())
  const post = await openMailReceiver()
  const phones = await openTextReceiver()
  const handlersOf = (runtime: Runtime): JobHandlers => ({
    'kernel.send_mail': mailHandler({
      smtpUrl: post.smtpUrl,
      from: 'test@example.com',
    }),
    'kernel.send_text': textHandler({ gatewayUrl: phones.gatewayUrl }),
    ...options.jobs?.(runtime),
  })
  // Handlers are made once to learn their kinds: making one must have no effect.
  const jobKinds = Object.keys(handlersOf({} as Runtime))
  const runtime = await openRuntime({
    company: options.name,
    database: asUser(database.config, 'modosu_app'),
    clock,
    randomBytes: systemRandomBytes,
    log: openLog((process.env.TEST_LOG as LogLevel | undefined) ?? 'silent'),
    jobKinds,
    listeners: options.listeners ?? {},
  })
  const runner = await runJobs(runtime, handlersOf(runtime))
  const api: Api = {
    hono: openHono(runtime.log),
    runtime,
    authenticators: options.authenticators ?? believingAuthenticators,
    problems: { ...kernelProblems, ...options.problems },
    trustProxy: true,
    secureCookies: false,
    stepUps: options.stepUps ?? {},
  }
  options.routes?.(api)
  return companyOf({ runtime, api, clock, runner, post, phones, database })
}

/** Changes whenever a migration does, so that a stale template is never used. */
async function digestOf(sources: readonly MigrationSource[]): Promise<string> {
  const hash = createHash('sha256')
  for (const source of sources) {
    const files = (await readdir(source.sqlDir)).filter((file) => /^\d{4}-/.test(file)).sort()
    for (const file of files) {
      hash.update(`${source.name}/${file}\n`).update(await readFile(join(source.sqlDir, file)))
    }
  }
  return hash.digest('hex')
}

interface Parts {
  runtime: Runtime & { close(): Promise<void> }
  api: Api
  clock: MovableClock
  runner: JobRunner
  post: Awaited<ReturnType<typeof openMailReceiver>>
  phones: Awaited<ReturnType<typeof openTextReceiver>>
  database: { drop(): Promise<void> }
}

function companyOf(parts: Parts): TestCompany {
  const { runtime, api, clock, runner, post, phones, database } = parts
  const settle = async () => {
    const deadline = wallClock.now().getTime() + SETTLE_DEADLINE_MS
    while ((await countDueJobs(runtime.pool)) > 0) {
      if (wallClock.now().getTime() > deadline) throw new Error('the company does not come to rest')
      await new Promise((resolve) => setTimeout(resolve, SETTLE_POLL_MS))
    }
  }
  return {
    runtime,
    api,
    clock,
    call: (method, path, call) => callApi(api, method, { path, ...call }),
    inContext: (work) => inContext(runtime, work),
    async moveTo(now) {
      await moveClock({ runtime, clock, runner }, now)
      await settle()
    },
    settle,
    mails: (to) => post.mails(to),
    texts: (to) => phones.texts(to),
    async close() {
      await runner.stop()
      await runtime.close()
      await post.close()
      await phones.close()
      await database.drop()
    },
  }
}

async function callApi(
  api: Api,
  method: string,
  call: TestCall & { path: string },
): Promise<TestAnswer> {
  const response = await api.hono.request(call.path, {
    method,
    headers: {
      ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(call.as ? { authorization: `Bearer ${call.as}` } : {}),
      ...(call.key ? { 'idempotency-key': call.key } : {}),
      ...call.headers,
    },
    ...(call.body === undefined
      ? {}
      : {
          body: typeof call.body === 'string' ? call.body : JSON.stringify(call.body),
        }),
  })
  const text = await response.text()
  const isJson = /json/.test(response.headers.get('content-type') ?? '')
  return {
    status: response.status,
    body: isJson ? JSON.parse(text) : text,
    headers: response.headers,
  }
}

const believingAuthenticators: Authenticators = {
  async member(_, token) {
    const [kind, memberId, sessionId, deviceId] = token.split(':')
    if (kind !== 'member' || !memberId || !sessionId || !deviceId) return undefined
    return { kind: 'member', memberId, sessionId, deviceId, restrictions: [] }
  },
  async staff(_, token) {
    const [kind, staffId, role] = token.split(':')
    if (kind !== 'staff' || !staffId || !role) return undefined
    return { kind: 'staff', staffId, name: staffId, role: role as StaffRole }
  },
}
