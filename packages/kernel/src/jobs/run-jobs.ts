import type { Ctx } from '../context.ts'
import { crashPoint } from '../crash-point.ts'
import { type Pool, txOf } from '../database.ts'
import { inContext, type Runtime } from '../runtime.ts'
import { type Lane, openLane } from './job-lane.ts'
import { QUEUE_NAME } from './job-queue.ts'
import { deleteTakenJobs, returnOrphans, type StoredJob } from './job-store.ts'

export { countDueJobs } from './job-store.ts'

/** Data of a job as it was stored. */
export type JobData = Record<string, unknown>

/**
 * What is done for a kind of job, at least once. `inTransaction` handlers are verbs: their effect
 * is one transaction. `outside` handlers speak with the world (mail, another company) and open
 * their own transactions.
 */
export type JobHandler =
  | {
      readonly inTransaction: (ctx: Ctx, data: JobData) => Promise<void>
      readonly atOnce?: number
    }
  | {
      readonly outside: (runtime: Runtime, data: JobData, jobId: string) => Promise<void>
      readonly atOnce?: number
    }

export type JobHandlers = Readonly<Record<string, JobHandler>>

/** Fallback when a notification is lost. */
const POLL_SECONDS = 2
const JOBS_AT_ONCE = 1
/** The session lock of the one process that runs this company's jobs. */
const RUNNER_LOCK = 4_107_288
const LEADER_POLL_MS = 500
const PREDECESSOR_POLL_MS = 20
/** Jobs of one kind that wait in memory; more are left to the queue in the database. */
const WAITING_MAX = 500
/** Done jobs are taken out of the queue together, this long after the first of them. */
const FINISH_MS = 3

export interface JobRunner {
  /** Looks for due jobs now, without waiting for the next poll: after the clock has moved. */
  poke(): void
  stop(): Promise<void>
}

/**
 * Runs a company's jobs in this process. Of several processes one runs jobs at a time: it holds a
 * session lock, and whoever gets the lock puts the jobs of a dead predecessor back at once. What a
 * transaction of this very process has stored, it begins right after the commit; everything else
 * (later times, second tries, jobs of other processes) comes through the queue.
 */
export async function runJobs(runtime: Runtime, handlers: JobHandlers): Promise<JobRunner> {
  const lock = await takeRunnerLock(runtime.pool)
  await endPredecessor(runtime)
  await returnOrphans(runtime.pool)
  const { boss } = runtime.jobs
  const lanes = new Map<string, Lane>()
  const startWorker = async ([kind, handler]: [string, JobHandler]) => {
    const lane = openLane(handler.atOnce ?? JOBS_AT_ONCE)
    lanes.set(kind, lane)
    const workerId = await boss.work(
      kind,
      {
        pollingIntervalSeconds: POLL_SECONDS,
        notifyPollingIntervalSeconds: POLL_SECONDS,
        localConcurrency: handler.atOnce ?? JOBS_AT_ONCE,
      },
      async ([job]) => {
        if (!job) return
        const found = { id: job.id, kind, data: job.data as JobData }
        await lane.run(() => runJob(runtime, handler, found))
        // One notification can stand for several jobs: look again before going to sleep.
        boss.notifyWorker(workerId)
      },
    )
    return workerId
  }
  // Side by side: a company has sixty kinds of jobs, and its start and its end wait for all of them.
  const workerIds = await Promise.all(Object.entries(handlers).map(startWorker))
  const finish = openFinisher(runtime)
  runtime.jobs.runner = {
    mayTake: (kind) => (lanes.get(kind)?.waiting ?? WAITING_MAX) < WAITING_MAX,
    takeOn(job) {
      const handler = handlers[job.kind]
      const lane = lanes.get(job.kind)
      // What is not begun any more is put back with the orphans.
      if (handler) lane?.run(() => runTaken(runtime, handler, job, finish)).catch(() => undefined)
    },
  }
  return {
    poke() {
      for (const workerId of workerIds) boss.notifyWorker(workerId)
    },
    async stop() {
      runtime.jobs.runner = undefined
      await Promise.all([...lanes.values()].map((lane) => lane.close()))
      await Promise.all(Object.keys(handlers).map((kind) => boss.offWork(kind, { wait: true })))
      await finish.close()
      await returnOrphans(runtime.pool)
      lock.release()
    },
  }
}

async function runJob(
  runtime: Runtime,
  handler: JobHandler,
  job: StoredJob,
  inSameTransaction?: (ctx: Ctx) => Promise<void>,
): Promise<void> {
  const { kind, data } = job
  try {
    if ('outside' in handler) {
      crashPoint(`job:${kind}:start`)
      await handler.outside(runtime, data, job.id)
    } else {
      await inContext(runtime, async (ctx) => {
        await handler.inTransaction(ctx, data)
        await inSameTransaction?.(ctx)
        crashPoint(`job:${kind}:before-commit`)
      })
    }
    crashPoint(`job:${kind}:done`)
  } catch (error) {
    const { message, stack } = error as Error
    runtime.log.warn(
      { kind, jobId: job.id, err: message, stack },
      'job failed, will be tried again',
    )
    throw error
  }
}

/** A job that was stored as claimed by us: whatever comes of it, the queue hears it from here. */
async function runTaken(
  runtime: Runtime,
  handler: JobHandler,
  job: StoredJob,
  finish: Finisher,
): Promise<void> {
  try {
    await runJob(runtime, handler, job, (ctx) => deleteTakenJobs(ctx.tx, [job]))
    if ('outside' in handler) finish.add(job)
  } catch (error) {
    // The queue tries again, later each time; if it cannot be told, the claim runs out by itself.
    await runtime.jobs.boss
      .fail(job.kind, job.id, { message: (error as Error).message })
      .catch(({ message }: Error) => runtime.log.warn({ err: message }, 'job queue error'))
  }
}

interface Finisher {
  add(job: StoredJob): void
  close(): Promise<void>
}

/** Takes done jobs out of the queue, many by one statement. What is lost on the way is done again. */
function openFinisher(runtime: Runtime): Finisher {
  let done: StoredJob[] = []
  let timer: NodeJS.Timeout | undefined
  let writing: Promise<void> = Promise.resolve()
  const write = () => {
    timer = undefined
    const jobs = done
    done = []
    if (jobs.length === 0) return
    writing = writing
      .then(() => deleteTakenJobs(txOf(runtime.pool), jobs))
      .catch(({ message }: Error) => runtime.log.warn({ err: message }, 'job queue error'))
  }
  return {
    add(job) {
      done.push(job)
      timer ??= setTimeout(write, FINISH_MS)
    },
    async close() {
      clearTimeout(timer)
      write()
      await writing
    },
  }
}

async function takeRunnerLock(pool: Pool): Promise<{ release(): void }> {
  const client = await pool.connect()
  for (;;) {
    const answer = await client.query<{ taken: boolean }>(
      'select pg_try_advisory_lock($1) as taken',
      [RUNNER_LOCK],
    )
    if (answer.rows[0]?.taken) return { release: () => client.release(true) }
    await new Promise((resolve) => setTimeout(resolve, LEADER_POLL_MS))
  }
}

/**
 * A killed process leaves connections behind whose last statement may still be running: a job that is
 * claimed there after the orphans were put back would lie until its expiry. So they end first.
 * Connections that began later are of processes that stand by, and claim nothing.
 */
async function endPredecessor(runtime: Runtime): Promise<void> {
  const { pool, jobs } = runtime
  const since = await pool.query<{ now: Date }>('select clock_timestamp() as now')
  for (;;) {
    const left = await pool.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and starts_with(application_name, $1)
         and application_name <> $2 and backend_start < $3`,
      [QUEUE_NAME, jobs.applicationName, since.rows[0]?.now],
    )
    if (left.rowCount === 0) return
    await new Promise((resolve) => setTimeout(resolve, PREDECESSOR_POLL_MS))
  }
}
