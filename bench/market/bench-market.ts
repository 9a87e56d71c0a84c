import { measurePurchases } from './measure-purchases.ts'
import { measureSearch } from './measure-search.ts'
import { type MarketPlan, printFigures } from './print-figures.ts'
import { openPurchaseWorld } from './purchase-world.ts'
import { openSearchWorld } from './search-world.ts'

const PLAN_FULL: MarketPlan = {
  search: { listings: 1_000_000, searches: 1_500 },
  purchases: { listings: 20_000, warmSeconds: 5, seconds: 30 },
}
/** The same within 50 seconds: fewer listings and shorter, and it says so. */
const PLAN_QUICK: MarketPlan = {
  search: { listings: 60_000, searches: 300 },
  purchases: { listings: 4_000, warmSeconds: 3, seconds: 8 },
}

const isQuick = process.argv.includes('--quick')
const only = process.argv.find((word) => word.startsWith('--only='))?.slice('--only='.length)
const plan = isQuick ? PLAN_QUICK : PLAN_FULL

const purchases = only === 'search' ? undefined : await buy()
const search = only === 'purchases' ? undefined : await look()
const figures = { quick: isQuick, purchases, search }
if (process.argv.includes('--json')) {
  process.stdout.write(`${JSON.stringify(figures, null, 2)}\n`)
} else printFigures(figures)

async function look() {
  const world = await openSearchWorld(plan.search.listings)
  try {
    return await measureSearch(world.origin, plan.search)
  } finally {
    await world.close()
  }
}

async function buy() {
  const world = await openPurchaseWorld(plan.purchases.listings)
  try {
    return await measurePurchases(world, plan.purchases)
  } finally {
    await world.close()
  }
}
