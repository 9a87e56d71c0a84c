import { type CategoryId, categories, categoryPath } from '../listings/categories.ts'
import {
  type Condition,
  conditions,
  type ListingDetails,
  type Postage,
  postages,
  type ShippingWay,
  shippingWays,
} from '../listings/listing.ts'
import { foldText } from './fold-words.ts'

/**
 * What a listing is found by: numbers of 32 bits, kept in one array under one inverted index. Of the
 * title each letter and each pair of neighbours (two code units, first times 2^16 plus second): exact
 * for what a person types of Japanese, where words are not parted and two letters are a whole word,
 * which three-letter indexes cannot find. What has no letter, below 2^16, are the other marks.
 */
export type SearchKey = number

const CONDITION_BASE = 1_000
const SHIPPING_BASE = 1_100
const POSTAGE_BASE = 1_200
const PRICE_BASE = 2_000
const MONTH_BASE = 3_000
/** Prices double in this many steps. */
const PRICE_STEPS = 4
/** Wider price ranges than this leave so much that they are not worth a look into the index. */
const PRICE_KEYS_MAX = 12
const FIRST_YEAR = 2000
const MONTHS = 12

export function searchKeysOf(details: ListingDetails, listedAt: Date): SearchKey[] {
  return [
    ...new Set([
      ...foldText(details.title).split(' ').flatMap(gramsOfTitle),
      ...categoryPath(details.category).map((category) => category.number),
      CONDITION_BASE + conditions.indexOf(details.condition),
      SHIPPING_BASE + shippingWays.indexOf(details.shippingWay),
      POSTAGE_BASE + postages.indexOf(details.postage),
      PRICE_BASE + priceStep(details.price),
      monthKey(listedAt),
    ]),
  ]
}

export interface KeyQuery {
  /** Folded words. */
  readonly words: readonly string[]
  readonly category: CategoryId | undefined
  readonly conditions: readonly Condition[]
  readonly shippingWay: ShippingWay | undefined
  readonly postage: Postage | undefined
  readonly priceMin: bigint
  readonly priceMax: bigint
}

/** What a listing must have of: every key of `all`, and of each group in `anyOf` at least one. */
export function keysOfQuery(query: KeyQuery): { all: SearchKey[]; anyOf: SearchKey[][] } {
  const all = query.words.flatMap(gramsOfWord)
  if (query.category) all.push(categories[query.category].number)
  if (query.shippingWay) all.push(SHIPPING_BASE + shippingWays.indexOf(query.shippingWay))
  if (query.postage) all.push(POSTAGE_BASE + postages.indexOf(query.postage))
  const anyOf: SearchKey[][] = []
  if (query.conditions.length > 0) {
    anyOf.push(query.conditions.map((condition) => CONDITION_BASE + conditions.indexOf(condition)))
  }
  const steps = priceStep(query.priceMax) - priceStep(query.priceMin) + 1
  if (steps <= PRICE_KEYS_MAX) anyOf.push(priceKeys(query.priceMin, steps))
  return { all: [...new Set(all)], anyOf }
}

function gramsOfTitle(word: string): SearchKey[] {
  return [...pairs(word), ...Array.from(word.split(''), (unit) => gram(unit.charCodeAt(0), 0))]
}

/**
 * Of a word of one letter the letter; else pairs, which say more: as many as cover the word. What
 * lies between them is left to the comparison with the title itself.
 */
function gramsOfWord(word: string): SearchKey[] {
  if (word.length === 1) return [gram(word.charCodeAt(0), 0)]
  return pairs(word).filter((_, i) => i % 2 === 0 || i === word.length - 2)
}

function pairs(word: string): SearchKey[] {
  return Array.from({ length: word.length - 1 }, (_, i) =>
    gram(word.charCodeAt(i), word.charCodeAt(i + 1)),
  )
}

function gram(first: number, second: number): SearchKey {
  return (first << 16) | second
}

/** The keys of so many steps of prices, upwards from this one, or downwards. */
export function priceKeys(from: bigint, steps: number, way: 1 | -1 = 1): SearchKey[] {
  return Array.from({ length: steps }, (_, i) => PRICE_BASE + priceStep(from) + way * i)
}

/** The keys of so many months, backwards from this time. */
export function monthKeys(from: Date, months: number): SearchKey[] {
  return Array.from({ length: months }, (_, i) => monthKey(from) - i)
}

function monthKey(at: Date): SearchKey {
  return MONTH_BASE + (at.getUTCFullYear() - FIRST_YEAR) * MONTHS + at.getUTCMonth()
}

function priceStep(price: bigint): number {
  return Math.floor(Math.log2(Math.max(1, Number(price))) * PRICE_STEPS)
}
