import type { PurchaseFigures } from './measure-purchases.ts'
import type { SearchFigures } from './measure-search.ts'

export interface MarketPlan {
  readonly search: { readonly listings: number; readonly searches: number }
  readonly purchases: {
    readonly listings: number
    readonly warmSeconds: number
    readonly seconds: number
  }
}

/** A table for people; what is wanted stands beside what was measured. */
export function printFigures(figures: {
  readonly purchases: PurchaseFigures | undefined
  readonly search: SearchFigures | undefined
}): void {
  const { purchases, search } = figures
  const line = (name: string, wanted: string, value: string) =>
    process.stdout.write(`${name.padEnd(58)}${wanted.padStart(10)}${value.padStart(12)}\n`)
  line('', 'wanted', 'here')
  if (purchases) {
    line('purchases a second, paid into escrow', '200', String(purchases.perSecond))
    line('from the order to the money in escrow, p99, ms', '', String(purchases.p99Ms))
    line('what the two ledgers find wrong with themselves', '0', String(purchases.findings))
    for (const { what, share } of purchases.limits) {
      line(`  ${what}`, '', `${share} %`)
    }
  }
  if (search) {
    line(`a search over ${search.listings} listings, p95, ms`, '< 50', String(search.p95Ms))
    line('  p50, ms', '', String(search.p50Ms))
    line('  p99, ms', '', String(search.p99Ms))
    for (const { ms, query } of search.slowest)
      line(`  slowest: ${query.slice(0, 46)}`, '', `${ms}`)
  }
}
