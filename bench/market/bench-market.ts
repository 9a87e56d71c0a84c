import { measureSearch } from './measure-search.ts'
import { openSearchWorld } from './search-world.ts'

const PLAN_FULL = { listings: 1_000_000, searches: 3_000 }
/** The same within 50 seconds: fewer listings, and it says so. */
const PLAN_QUICK = { listings: 100_000, searches: 300 }

const isQuick = process.argv.includes('--quick')
const plan = isQuick ? PLAN_QUICK : PLAN_FULL

const world = await openSearchWorld(plan.listings)
try {
  const search = await measureSearch(world.origin, plan)
  process.stdout.write(
    `${JSON.stringify({ quick: isQuick, buildSeconds: world.buildSeconds, search }, null, 2)}\n`,
  )
} finally {
  await world.close()
}
