import type { Clock } from './clock.ts'
import type { Ctx, HouseEvent, Job, Tx } from './context.ts'
import { inTransaction, type Pool, Rollback, txOf } from './database.ts'
import { makeId, makeSecret, type RandomBytes } from './id.ts'
import type { GatheredJobs, JobQueue } from './jobs/job-queue.ts'
import type { Log } from './log.ts'

/** What one company's process holds: its database, its clock, its queue, its log. */
export interface Runtime {
  readonly company: string
  readonly pool: Pool
  readonly clock: Clock
  readonly randomBytes: RandomBytes
  readonly log: Log
  readonly jobs: JobQueue
  /** Which job kinds are enqueued for an event, by event type. */
  readonly listeners: Readonly<Record<string, readonly string[]>>
}

/** Opens a transaction and gives the verbs what they need in it. */
export async function inContext<Value>(
  runtime: Runtime,
  work: (ctx: Ctx) => Promise<Value>,
): Promise<Value> {
  let jobs: GatheredJobs | undefined
  const value = await inTransaction(
    runtime.pool,
    (tx) => {
      // Of a transaction that is tried again only the last try counts.
      jobs = runtime.jobs.gather?.(runtime.clock)
      return work(contextOf(runtime, tx, jobs))
    },
    async (tx) => await jobs?.store(tx),
  )
  jobs?.takeOn()
  return value
}

/** For one question to the database, which needs no transaction around it; stores no jobs. */
export function lookUp<Value>(
  runtime: Runtime,
  look: (ctx: Ctx) => Promise<Value>,
): Promise<Value> {
  return look(contextOf(runtime, txOf(runtime.pool)))
}

/** Runs `work` and undoes it when it refuses, so that a refusal changes nothing. */
export function inRefusableContext<Outcome extends { ok: boolean }>(
  runtime: Runtime,
  work: (ctx: Ctx) => Promise<Outcome>,
): Promise<Outcome> {
  return inContext(runtime, async (ctx) => {
    const outcome = await work(ctx)
    if (!outcome.ok) throw new Rollback(outcome)
    return outcome
  })
}

export function contextOf(runtime: Runtime, tx: Tx, jobs?: GatheredJobs): Ctx {
  const now = runtime.clock.now()
  const enqueue = async (job: Job) =>
    jobs ? jobs.add(job) : await runtime.jobs.send(tx, job, runtime.clock)
  return {
    tx,
    now,
    newId: (prefix) => makeId(prefix, now, runtime.randomBytes),
    newSecret: (size) => makeSecret(size, runtime.randomBytes),
    enqueue,
    async emit(event: HouseEvent) {
      for (const kind of runtime.listeners[event.type] ?? []) {
        await enqueue({ kind, data: event.data })
      }
    },
    log: runtime.log,
  }
}
