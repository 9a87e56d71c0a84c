import { conditions } from '@modosu/market'
import { pick, pickCommon, seededChance } from './chance.ts'
import { percentile, round } from './figures.ts'
import { makeModel } from './fill-listings.ts'
import { COLOURS, MAKERS, NOUNS, PRAISE } from './words.ts'

const CLIENTS = 2
const SLOWEST_SHOWN = 5

export interface SearchFigures {
  readonly listings: number
  readonly searches: number
  readonly p50Ms: number
  readonly p95Ms: number
  readonly p99Ms: number
  readonly maxMs: number
  readonly slowest: readonly { readonly ms: number; readonly query: string }[]
}

/** Searches as people do, over HTTP, two at a time: words, filters, orders and further pages. */
export async function measureSearch(
  origin: string,
  plan: { listings: number; searches: number },
): Promise<SearchFigures> {
  const chance = seededChance(5)
  const queries = Array.from({ length: plan.searches }, () => makeQuery(chance))
  const warm = seededChance(6)
  for (let i = 0; i < plan.searches / 10; i++) await search(origin, makeQuery(warm))
  const taken: { ms: number; query: string }[] = []
  await Promise.all(
    Array.from({ length: CLIENTS }, async () => {
      for (let query = queries.pop(); query; query = queries.pop()) {
        let after: string | null = null
        // Some go on to the next pages.
        for (let page = 0; page < query.pages; page++) {
          const begun = performance.now()
          after = await search(origin, query, after)
          taken.push({ ms: performance.now() - begun, query: decodeURIComponent(query.text) })
          if (!after) break
        }
      }
    }),
  )
  const times = taken.map(({ ms }) => ms)
  return {
    listings: plan.listings,
    searches: taken.length,
    p50Ms: round(percentile(times, 0.5)),
    p95Ms: round(percentile(times, 0.95)),
    p99Ms: round(percentile(times, 0.99)),
    maxMs: round(Math.max(...times)),
    slowest: taken
      .toSorted((a, b) => b.ms - a.ms)
      .slice(0, SLOWEST_SHOWN)
      .map(({ ms, query }) => ({ ms: round(ms), query })),
  }
}

interface Query {
  readonly text: string
  readonly pages: number
}

async function search(origin: string, query: Query, after?: string | null): Promise<string | null> {
  const more = after ? `&after=${after}` : ''
  const answer = await fetch(`${origin}/market/v1/listings?${query.text}${more}`)
  if (answer.status !== 200) throw new Error(await answer.text())
  return ((await answer.json()) as { next: string | null }).next
}

function makeQuery(chance: () => number): Query {
  const text = new URLSearchParams()
  const words = makeWords(chance)
  if (words !== '') text.set('q', words)
  if (words === '' || chance() < 0.15) text.set('category', 'games')
  if (chance() < 0.15) text.set('conditions', conditions.slice(0, 2).join(','))
  if (chance() < 0.3) {
    const from = Math.round(300 * 300 ** chance())
    text.set('priceMin', String(from))
    text.set('priceMax', String(from * pick(chance, [1, 2, 10])))
  }
  const state = chance()
  if (state > 0.7) text.set('state', state > 0.9 ? 'any' : 'sold')
  const sort = chance()
  if (sort > 0.6) text.set('sort', sort > 0.85 ? 'price_desc' : 'price_asc')
  return { text: text.toString(), pages: chance() < 0.15 ? 5 : 1 }
}

function makeWords(chance: () => number): string {
  const kind = chance()
  if (kind < 0.3) return pickCommon(chance, NOUNS)
  if (kind < 0.4) return pick(chance, NOUNS)
  if (kind < 0.55) return `${pickCommon(chance, MAKERS)} ${pickCommon(chance, NOUNS)}`
  if (kind < 0.65) return `${pick(chance, NOUNS)} ${pick(chance, COLOURS)}`
  if (kind < 0.75) return makeModel(chance)
  if (kind < 0.85) return pick(chance, PRAISE)
  if (kind < 0.9) return `${pick(chance, PRAISE)} ${pick(chance, PRAISE)} ${pick(chance, NOUNS)}`
  // A thing that nobody sells.
  return kind < 0.95 ? `${pick(chance, NOUNS)}の化石` : ''
}
