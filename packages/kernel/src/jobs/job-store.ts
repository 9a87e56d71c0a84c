import type { Tx } from '../context.ts'
import { databaseError, type Pool } from '../database.ts'

/** A job as it is stored. */
export interface StoredJob {
  readonly id: string
  readonly kind: string
  readonly data: Record<string, unknown>
}

export interface NewJob extends StoredJob {
  /** On the wall; null when it is due at once. */
  readonly startAfter: Date | null
  /** This process does it right after the commit: nobody else may claim it meanwhile. */
  readonly isTaken: boolean
}

/**
 * All jobs of a transaction in one statement, which is prepared: the queue's own statement takes one
 * kind at a time and its planning costs more than its work. What a process takes on itself is stored
 * as claimed, so it needs no notification and no claim. The channel is the one that pg-boss of this
 * version listens to; `run-jobs.test.ts` holds both to each other.
 */
const INSERT_JOBS = `
with job as (
  insert into pgboss.job_common (id, name, data, state, start_after, started_on, policy,
    expire_seconds, deletion_seconds, keep_until, retry_limit, retry_delay, retry_backoff,
    retry_delay_max)
  select job.id, queue.name, job.data,
    case when job.is_taken then 'active' else 'created' end::pgboss.job_state,
    coalesce(job.start_after, now()), case when job.is_taken then now() end, queue.policy,
    queue.expire_seconds, queue.deletion_seconds,
    coalesce(job.start_after, now()) + queue.retention_seconds * interval '1 second',
    queue.retry_limit, queue.retry_delay, queue.retry_backoff, queue.retry_delay_max
  from unnest($1::uuid[], $2::text[], $3::jsonb[], $4::timestamptz[], $5::boolean[])
    as job (id, kind, data, start_after, is_taken)
  left join pgboss.queue on queue.name = job.kind
  returning name, state, start_after
), due as (
  select distinct name from job where state = 'created' and start_after <= now()
)
select count(pg_notify('pgboss_' || left(encode(sha224('pgboss'::bytea), 'hex'), 24), name))
from due`

const NULL_VIOLATION = '23502'

/**
 * Stores jobs; a kind that the company does not know has no queue, and without a queue's name the
 * statement itself fails, and the transaction with it.
 */
export async function insertJobs(tx: Tx, jobs: readonly NewJob[]): Promise<void> {
  try {
    await tx.query(INSERT_JOBS, [
      jobs.map((job) => job.id),
      jobs.map((job) => job.kind),
      jobs.map((job) => JSON.stringify(job.data)),
      jobs.map((job) => job.startAfter),
      jobs.map((job) => job.isTaken),
    ])
  } catch (cause) {
    if (databaseError(cause)?.state !== NULL_VIOLATION) throw cause
    const kinds = jobs.map((job) => job.kind).join(', ')
    throw new Error(`there is no queue for one of ${kinds}`, { cause })
  }
}

/**
 * Takes jobs that this process has done out of the queue. A verb's job goes in the very transaction
 * of its effect.
 */
export async function deleteTakenJobs(
  tx: Tx,
  jobs: readonly Pick<StoredJob, 'id' | 'kind'>[],
): Promise<void> {
  await tx.query(
    `delete from pgboss.job_common using unnest($1::text[], $2::uuid[]) as done (kind, id)
     where job_common.name = done.kind and job_common.id = done.id
       and job_common.state = 'active'`,
    [jobs.map((job) => job.kind), jobs.map((job) => job.id)],
  )
}

/** A job that a killed process had claimed would otherwise wait for its expiry. */
export async function returnOrphans(pool: Pool): Promise<void> {
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
