import { openDatabases } from '../world/open-databases.ts'
import { COMPANIES_MAX, openCast } from '../world/world.ts'
import { type Outcome, play } from './play.ts'
import { shrink } from './shrink.ts'

export interface SeedsPlan {
  readonly from: number
  readonly seeds: number
  /** How many histories are played side by side, each on databases of its own. */
  readonly lanes: number
  /** Stop after so many broken seeds. */
  readonly violationsMax?: number
  /** Asked before each history: true when there is no more time. */
  readonly isOver?: () => boolean
  /** Shorten each broken history. */
  readonly shrink?: boolean
  readonly onOutcome?: (outcome: Outcome, played: number) => void
}

export interface SeedsResult {
  readonly seeds: number
  readonly steps: number
  readonly broken: readonly Outcome[]
}

/** Plays seed after seed. Lanes only hide the way to the database: no history sees another. */
export async function runSeeds(plan: SeedsPlan): Promise<SeedsResult> {
  const broken: Outcome[] = []
  const end = plan.from + plan.seeds
  let next = plan.from
  let played = 0
  let steps = 0
  const lane = async (): Promise<void> => {
    const databases = await openDatabases(COMPANIES_MAX)
    try {
      const cast = openCast(databases.stages)
      while (
        next < end &&
        !plan.isOver?.() &&
        broken.length < (plan.violationsMax ?? Number.POSITIVE_INFINITY)
      ) {
        const seed = next
        next += 1
        const outcome = await play(cast, seed)
        played += 1
        steps += outcome.steps
        if (outcome.violation) broken.push(plan.shrink ? await shrink(cast, outcome) : outcome)
        plan.onOutcome?.(outcome, played)
      }
    } finally {
      await databases.close()
    }
  }
  await Promise.all(Array.from({ length: plan.lanes }, lane))
  broken.sort((a, b) => a.seed - b.seed)
  return { seeds: played, steps, broken }
}
