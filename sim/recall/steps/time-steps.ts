import { isUp, type World } from '../world/world.ts'
import { isGivenUp } from './job-steps.ts'
import type { Step } from './step.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

/** Time passes a little, a day, or just until somebody has something to do. */
export function timeSteps(world: World): Step[] {
  const next = nextDue(world)
  const steps: Step[] = [
    { name: 'pass a minute', weight: 3, run: () => pass(world, MINUTE_MS) },
    { name: 'pass six hours', weight: 2, run: () => pass(world, 6 * HOUR_MS) },
    { name: 'pass a day', weight: 1, run: () => pass(world, 25 * HOUR_MS) },
  ]
  if (next !== undefined) {
    steps.push({ name: 'pass until due', weight: 4, run: () => pass(world, next) })
  }
  return steps
}

function pass(world: World, ms: number): void {
  world.time += ms
}

/** How long until the next job is due somewhere or a company comes back; nothing when none is. */
export function nextDue(world: World): number | undefined {
  const waits: number[] = []
  for (const company of world.companies) {
    if (!isUp(world, company)) waits.push(company.downUntil - world.time)
    for (const job of company.jobs.all.values()) {
      if (job.state === 'waiting' && !isGivenUp(world, job.tries))
        waits.push(job.dueAt - company.now())
    }
  }
  const ahead = waits.filter((wait) => wait > 0)
  return ahead.length === 0 ? undefined : Math.min(...ahead)
}
