import type { Random } from '../run/random.ts'
import { restart } from '../world/run-process.ts'
import { lineName, type World } from '../world/world.ts'
import type { Step } from './step.ts'

const HOUR_MS = 60 * 60 * 1000
const DOWN_MAX_HOURS = 120

/** A company dies and stays away for a while, or the line between two is cut. */
export function outageSteps(world: World): Step[] {
  if (!world.rough || world.temper.outage === 0) return []
  return [
    {
      name: 'a company goes down',
      weight: 1,
      run(random) {
        const company = random.pick(world.companies)
        restart(world, company)
        company.downUntil = world.time + hours(random)
      },
    },
    {
      name: 'a line is cut',
      weight: 1,
      run(random) {
        const [a, b] = [random.pick(world.companies), random.pick(world.companies)]
        if (a !== b) world.cuts.set(lineName(a.name, b.name), world.time + hours(random))
      },
    },
  ]
}

function hours(random: Random): number {
  return random.between(1, random.oneIn(3) ? DOWN_MAX_HOURS : 3) * HOUR_MS
}
