import { nameOf } from '../world/names.ts'
import { startJob } from '../world/run-process.ts'
import { isUp, type World } from '../world/world.ts'
import type { Step } from './step.ts'

const JOB_WEIGHT = 8
/** Of many due jobs the scheduler sees this many at a time. */
const JOBS_SEEN_MAX = 12

/** What was said to a liar, or by one, may be refused for ever; nobody waits for that in the end. */
const TRIES_WITH_A_LIAR_MAX = 8

export function isGivenUp(world: World, tries: number): boolean {
  return world.temper.liar !== undefined && !world.rough && tries >= TRIES_WITH_A_LIAR_MAX
}

/** Every job that is due at a company that is up. */
export function jobSteps(world: World): Step[] {
  return world.companies.flatMap((company) => {
    if (!isUp(world, company)) return []
    const now = company.now()
    const due = [...company.jobs.all.values()].filter(
      (job) => job.state === 'waiting' && job.dueAt <= now && !isGivenUp(world, job.tries),
    )
    return due.slice(0, JOBS_SEEN_MAX).map((job): Step => {
      const about = String(job.data.legId ?? job.data.transferId ?? job.data.caseId ?? '')
      return {
        name: `job ${company.name} ${job.kind} ${nameOf(world.names, about)} ${job.id}.${job.tries}`,
        weight: JOB_WEIGHT,
        company,
        run: () => startJob(world, company, job),
      }
    })
  })
}
