import type { Ctx } from '../context.ts'
import { crashPoint } from '../crash-point.ts'
import type { Pool } from '../database.ts'
import { inContext, type Runtime } from '../runtime.ts'
import { QUEUE_NAME } from './job-queue.ts'

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

export interface JobRunner {
  /** Looks for due jobs now, without waiting for the next poll: after the clock has moved. */
  poke(): void
  stop(): Promise<void>
}

/**
 * Runs a company's jobs in this process. Of several processes one runs jobs at a time: it holds a
 * session lock, and whoever gets the lock puts the jobs of a dead predecessor back at once.
 */
export async function runJobs(runtime: Runtime, handlers: JobHandlers): Promise<JobRunner> {
  const lock = await takeRunnerLock(runtime.pool)
  await endPredecessor(runtime)
  await returnOrphans(runtime.pool)
  const { boss } = runtime.jobs
  const workerIds: string[] = []
  for (const [kind, handler] of Object.entries(handlers)) {
    const workerId = await boss.work(
      kind,
      {
        pollingIntervalSeconds: POLL_SECONDS,
        notifyPollingIntervalSeconds: POLL_SECONDS,
        localConcurrency: handler.atOnce ?? JOBS_AT_ONCE,
      },
      async ([job]) => {
        if (job) await runJob(runtime, kind, handler, job as { id: string; data: JobData })
        // One notification can stand for several jobs: look again before going to sleep.
        boss.notifyWorker(workerId)
      },
    )
    workerIds.push(workerId)
  }
  return {
    poke() {
      for (const workerId of workerIds) boss.notifyWorker(workerId)
    },
    async stop() {
      for (const kind of Object.keys(handlers)) await boss.offWork(kind, { wait: true })
      lock.release()
    },
  }
}

async function runJob(
  runtime: Runtime,
  kind: string,
  handler: JobHandler,
  job: { id: string; data: JobData },
): Promise<void> {
  try {
    if ('outside' in handler) {
      crashPoint(`job:${kind}:start`)
      await handler.outside(runtime, job.data, job.id)
    } else {
      await inContext(runtime, async (ctx) => {
        await handler.inTransaction(ctx, job.data)
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

/** A job that a killed process had claimed would otherwise wait for its expiry. */
async function returnOrphans(pool: Pool): Promise<void> {
  await pool.query(
    `update pgboss.job set state = 'retry', start_after = now() where state = 'active'`,
  )
}

/** How many jobs are due and not yet done; 0 means that the company has come to rest. */
export async function countDueJobs(pool: Pool): Promise<number> {
  const answer = await pool.query<{ due: bigint }>(
    `select count(*) as due from pgboss.job
     where state in ('created', 'retry', 'active') and start_after <= now()
       and name not like '\\_\\_pgboss\\_\\_%'`,
  )
  return Number(answer.rows[0]?.due ?? 0n)
}
