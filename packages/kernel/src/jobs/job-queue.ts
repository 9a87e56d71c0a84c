import { randomUUID } from 'node:crypto'
import { PgBoss } from 'pg-boss'
import type { Clock } from '../clock.ts'
import { wallClock } from '../clock.ts'
import type { Job, Tx } from '../context.ts'
import type { DatabaseConfig } from '../database.ts'
import { makeSecret, systemRandomBytes } from '../id.ts'
import type { Log } from '../log.ts'
import { insertJobs, type NewJob, type StoredJob } from './job-store.ts'

/** Stores jobs in the caller's transaction. */
export interface JobQueue {
  send(tx: Tx, job: Job, clock: Clock): Promise<void>
  /** For a whole transaction; absent where a simulation keeps a queue of its own. */
  gather?(clock: Clock): GatheredJobs
  readonly boss: PgBoss
  /** How this process's queue connections are called at the server. */
  readonly applicationName: string
  /** The runner of this process, while it has one. */
  runner: JobTaker | undefined
  stop(): Promise<void>
}

/** The jobs of one transaction: stored by one statement before its commit, begun right after it. */
export interface GatheredJobs {
  add(job: Job): void
  store(tx: Tx): Promise<void>
  takeOn(): void
}

/** Does jobs of this process without the way through the queue. */
export interface JobTaker {
  mayTake(kind: string): boolean
  takeOn(job: StoredJob): void
}

/** Retries go on until the work is done: a message to a company that is down for days is still owed. */
const RETRY_LIMIT = 1_000_000
const RETRY_DELAY_SECONDS = 1
const RETRY_DELAY_MAX_SECONDS = 600
const EXPIRE_SECONDS = 120
const QUEUE_CONNECTIONS = 4
/** Queue connections of all processes of a company begin with this. */
export const QUEUE_NAME = 'modosu-jobs-'
const INSTANCE_BYTES = 9

/** Opens the queue of one company and makes sure that there is one queue for each kind of job. */
export async function openJobQueue(
  config: DatabaseConfig,
  kinds: readonly string[],
  log: Log,
): Promise<JobQueue> {
  const applicationName = `${QUEUE_NAME}${makeSecret(INSTANCE_BYTES, systemRandomBytes)}`
  const boss = new PgBoss({
    ...config,
    application_name: applicationName,
    max: QUEUE_CONNECTIONS,
    createSchema: false,
    schedule: false,
    useListenNotify: true,
  })
  boss.on('error', (error) => log.warn({ err: error.message }, 'job queue error'))
  await boss.start()
  // Making a queue that is there changes nothing and takes two statements; a company has sixty.
  const known = new Set((await boss.getQueues([...kinds])).map((queue) => queue.name))
  for (const kind of kinds.filter((one) => !known.has(one))) {
    await boss.createQueue(kind, {
      retryLimit: RETRY_LIMIT,
      retryDelay: RETRY_DELAY_SECONDS,
      retryBackoff: true,
      retryDelayMax: RETRY_DELAY_MAX_SECONDS,
      expireInSeconds: EXPIRE_SECONDS,
      notify: true,
    })
  }
  const queue: JobQueue = {
    boss,
    applicationName,
    runner: undefined,
    send: (tx, job, clock) => insertJobs(tx, [newJob(job, clock, undefined)]),
    gather: (clock) => gatherJobs(queue, clock),
    stop: () => boss.stop({ graceful: true, timeout: 5_000 }),
  }
  return queue
}

function gatherJobs(queue: JobQueue, clock: Clock): GatheredJobs {
  const jobs: Job[] = []
  const taken: StoredJob[] = []
  return {
    add: (job) => void jobs.push(job),
    async store(tx) {
      if (jobs.length === 0) return
      const stored = jobs.map((job) => newJob(job, clock, queue.runner))
      await insertJobs(tx, stored)
      taken.push(...stored.filter((job) => job.isTaken))
    },
    takeOn() {
      if (taken.length === 0) return
      // Whoever waits for the answer of this transaction gets it first.
      setImmediate(() => {
        for (const job of taken) queue.runner?.takeOn(job)
      })
    },
  }
}

function newJob(job: Job, clock: Clock, runner: JobTaker | undefined): NewJob {
  const startAfter = job.dueAt ? clock.toWall(job.dueAt) : null
  const isDue = startAfter === null || startAfter <= wallClock.now()
  return {
    id: randomUUID(),
    kind: job.kind,
    data: job.data,
    startAfter,
    isTaken: isDue && runner?.mayTake(job.kind) === true,
  }
}
