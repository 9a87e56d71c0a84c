import { PgBoss } from 'pg-boss'
import type { Clock } from '../clock.ts'
import type { Job, Tx } from '../context.ts'
import type { DatabaseConfig } from '../database.ts'
import { makeSecret, systemRandomBytes } from '../id.ts'
import type { Log } from '../log.ts'

/** Stores jobs in the caller's transaction. */
export interface JobQueue {
  send(tx: Tx, job: Job, clock: Clock): Promise<void>
  readonly boss: PgBoss
  /** How this process's queue connections are called at the server. */
  readonly applicationName: string
  stop(): Promise<void>
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
  for (const kind of kinds) {
    await boss.createQueue(kind, {
      retryLimit: RETRY_LIMIT,
      retryDelay: RETRY_DELAY_SECONDS,
      retryBackoff: true,
      retryDelayMax: RETRY_DELAY_MAX_SECONDS,
      expireInSeconds: EXPIRE_SECONDS,
      notify: true,
    })
  }
  return {
    boss,
    applicationName,
    async send(tx, job, clock) {
      await boss.send(job.kind, job.data, {
        db: {
          executeSql: async (text, values) => await tx.query(text, values ?? []),
        },
        ...(job.dueAt ? { startAfter: clock.toWall(job.dueAt) } : {}),
      })
    },
    stop: () => boss.stop({ graceful: true, timeout: 5_000 }),
  }
}
