import type { Job } from '@modosu/kernel'

/** A job of one company, stored with the transaction that caused it. */
export interface StoredJob {
  readonly id: number
  readonly kind: string
  readonly data: Record<string, unknown>
  dueAt: number
  tries: number
  state: 'waiting' | 'running'
}

/** The jobs of one company, in memory, with the same promises as the real queue: at least once. */
export interface JobTable {
  readonly all: Map<number, StoredJob>
  /** Puts a job aside until the transaction that causes it is committed. */
  send(job: Job, now: number): void
  commit(): void
  undo(): void
  done(job: StoredJob): void
  /** Failed or forgotten by a crash: it comes again, later each time. */
  again(job: StoredJob, now: number): void
  clear(): void
}

const RETRY_FIRST_MS = 1_000
const RETRY_MAX_MS = 600_000

export function openJobTable(): JobTable {
  const all = new Map<number, StoredJob>()
  let aside: StoredJob[] = []
  let lastId = 0
  return {
    all,
    send(job, now) {
      lastId += 1
      aside.push({
        id: lastId,
        kind: job.kind,
        data: JSON.parse(JSON.stringify(job.data)),
        dueAt: job.dueAt?.getTime() ?? now,
        tries: 0,
        state: 'waiting',
      })
    },
    commit() {
      for (const job of aside) all.set(job.id, job)
      aside = []
    },
    undo() {
      aside = []
    },
    done(job) {
      all.delete(job.id)
    },
    again(job, now) {
      job.tries += 1
      job.state = 'waiting'
      job.dueAt = now + Math.min(RETRY_FIRST_MS * 2 ** (job.tries - 1), RETRY_MAX_MS)
    },
    clear() {
      all.clear()
      aside = []
      lastId = 0
    },
  }
}
