import { openSessionChecks, type SessionChecks } from '@modosu/account'
import {
  type DatabaseConfig,
  inContext,
  openRuntime,
  type Runtime,
  silentLog,
  systemRandomBytes,
  wallClock,
} from '@modosu/kernel'
import type { FromWorker, ToWorker } from './session-messages.ts'

const LOOK_EVERY_MS = 1
const ORIGIN = { ip: '10.0.0.1', userAgent: 'bench' }
const ASKED = { operation: 'get /bench', reads: true }

let runtime: (Runtime & { close(): Promise<void> }) | undefined
let checks: SessionChecks | undefined

const say = (kind: FromWorker['kind']) => process.send?.({ kind } satisfies FromWorker)
const believes = (token: string) =>
  checks?.recall({ token, origin: ORIGIN }, wallClock.now()) !== undefined

/** Another process of the company: it remembers sessions, and says when it believes one no more. */
process.on('message', (message: ToWorker) => {
  if (message.kind === 'begin') void begin(message.database)
  else if (message.kind === 'believe') void believe(message.token)
  else void end()
})

async function begin(database: DatabaseConfig): Promise<void> {
  runtime = await openRuntime({
    company: 'bench',
    database,
    clock: wallClock,
    randomBytes: systemRandomBytes,
    log: silentLog,
    jobKinds: [],
    listeners: {},
  })
  checks = openSessionChecks({ database, log: silentLog })
  say('ready')
}

async function believe(token: string): Promise<void> {
  while (!believes(token)) {
    await inContext(runtime as Runtime, (ctx) =>
      (checks as SessionChecks).member(ctx, token, ORIGIN, ASKED),
    )
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS))
  }
  say('believes')
  const looking = setInterval(() => {
    if (believes(token)) return
    clearInterval(looking)
    say('believes_no_more')
  }, LOOK_EVERY_MS)
}

async function end(): Promise<void> {
  await checks?.close()
  await runtime?.close()
  process.disconnect()
}
