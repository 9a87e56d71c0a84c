import {
  type JobHandlers,
  type JobQueue,
  type RandomBytes,
  type Runtime,
  silentLog,
} from '@modosu/kernel'
import {
  type CallNeighbour,
  type RecallDeps,
  type RecallVerb,
  recallJobs,
  recallPolicyDefault,
  recallVerbs,
} from '@modosu/recall'
import { type JobTable, openJobTable } from './job-table.ts'
import { serviceJobs, servicesOf } from './services.ts'
import type { Stage } from './stage.ts'
import type { Story } from './story.ts'

/** One company of the simulation: the real verbs on a real database, and everything else simulated. */
export interface Company {
  readonly name: string
  readonly stage: Stage
  readonly runtime: Runtime
  readonly deps: RecallDeps
  readonly verbs: readonly RecallVerb[]
  readonly handlers: JobHandlers
  readonly jobs: JobTable
  /** How far this company's clock is from the true time, in milliseconds. */
  skewMs: number
  /** Takes no message and runs no job until this time; 0 when it is up. */
  downUntil: number
  now(): number
}

/** What a company needs from the world around it. */
export interface Surroundings {
  readonly story: () => Story
  readonly trueTime: () => number
  readonly randomBytes: RandomBytes
  readonly call: (from: string) => CallNeighbour
}

export function openCompany(
  name: string,
  others: readonly string[],
  stage: Stage,
  around: Surroundings,
): Company {
  const jobs = openJobTable()
  const deps: RecallDeps = {
    neighbours: {
      company: name,
      signingKey: {},
      neighbours: Object.fromEntries(
        others.map((other) => [other, { company: other, baseUrl: `sim:${other}`, keys: [] }]),
      ),
    },
    holders: [servicesOf(name, around.story)],
    policy: recallPolicyDefault,
  }
  const company: Company = {
    name,
    stage,
    deps,
    jobs,
    verbs: recallVerbs(deps),
    handlers: {
      ...recallJobs(deps, around.call(name)),
      ...serviceJobs((account) => around.story().orders.get(account)),
    },
    skewMs: 0,
    downUntil: 0,
    now: () => around.trueTime() + company.skewMs,
    runtime: {
      company: name,
      pool: stage.pool,
      clock: { now: () => new Date(company.now()), toWall: (date) => date },
      randomBytes: around.randomBytes,
      log: silentLog,
      jobs: {
        async send(_tx, job) {
          jobs.send(job, company.now())
        },
      } as Partial<JobQueue> as JobQueue,
      listeners: {},
    },
  }
  stage.onCommit = () => jobs.commit()
  stage.onUndo = () => jobs.undo()
  return company
}
