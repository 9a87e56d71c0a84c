import type { Pool } from '@modosu/kernel'
import {
  categoryIds,
  conditions,
  foldText,
  type ListingDetails,
  postages,
  searchKeysOf,
  shippingWays,
} from '@modosu/market'
import { pick, pickCommon, seededChance } from './chance.ts'
import { COLOURS, MAKERS, NOUNS, PRAISE } from './words.ts'

const BATCH = 5_000
const FIRST_DAY = new Date('2014-01-01T00:00:00Z').getTime()
const MINUTE_MS = 60_000
const DESCRIPTION =
  'ご覧いただきありがとうございます。自宅で保管していました。中古品であることをご理解のうえご購入ください。'
const shipsIns = ['days_1_2', 'days_2_3', 'days_4_7'] as const

type Chance = () => number

export interface MarketOfListings {
  /** The share of all that was ever listed that is sold by now. */
  readonly sold: number
  readonly sellers: number
}

/** The same so many listings in every run, over some years, newest last. */
export async function fillListings(
  admin: Pool,
  listings: number,
  market: MarketOfListings,
): Promise<void> {
  const chance = seededChance(20_170_912)
  const index = await admin.query<{ indexdef: string }>(
    `select indexdef from pg_indexes where indexname = 'listing_by_keys'`,
  )
  await admin.query('drop index market.listing_by_keys')
  for (let first = 1; first <= listings; first += BATCH) {
    await insertBatch(admin, chance, {
      ...market,
      first,
      last: Math.min(listings, first + BATCH - 1),
    })
  }
  await admin.query(`set maintenance_work_mem = '512MB'`)
  await admin.query(index.rows[0]?.indexdef ?? '')
  await admin.query(
    `insert into market.member (member_id, profile_id, joined_at)
     select 'mem_' || i, 'prf_' || i, now() from generate_series(0, $1 - 1) as i`,
    [market.sellers],
  )
}

async function insertBatch(
  admin: Pool,
  chance: Chance,
  part: MarketOfListings & { first: number; last: number },
): Promise<void> {
  const rows = Array.from({ length: part.last - part.first + 1 }, (_, i) => {
    const details = makeDetails(chance)
    const number = part.first + i
    const listedAt = new Date(FIRST_DAY + number * MINUTE_MS)
    return {
      listing_id: `lst_${String(number).padStart(24, '0')}`,
      seller_id: `mem_${Math.floor(chance() * part.sellers)}`,
      title: details.title,
      title_folded: foldText(details.title),
      price: Number(details.price),
      category: details.category,
      condition: details.condition,
      shipping_way: details.shippingWay,
      postage: details.postage,
      ships_in: details.shipsIn,
      search_keys: searchKeysOf(details, listedAt),
      state: chance() < part.sold ? 'sold' : 'listed',
      listed_at: listedAt,
    }
  })
  await admin.query(
    `insert into market.listing (listing_id, seller_id, title, title_folded, description, price,
       category, condition, shipping_way, postage, ships_in, search_keys, state, listed_at,
       changed_at)
     select listing_id, seller_id, title, title_folded, $2, price, category, condition,
       shipping_way, postage, ships_in, search_keys, state,
       listed_at, now()
     from jsonb_to_recordset($1::jsonb) as r(listing_id text, seller_id text, title text,
       title_folded text, price bigint, category text, condition text, shipping_way text,
       postage text, ships_in text, search_keys integer[], state text, listed_at timestamptz)`,
    [JSON.stringify(rows), DESCRIPTION],
  )
}

function makeDetails(chance: Chance): ListingDetails {
  const noun = pickCommon(chance, NOUNS)
  const words = [
    ...(chance() < 0.5 ? [pickCommon(chance, PRAISE)] : []),
    pickCommon(chance, MAKERS),
    noun,
    ...(chance() < 0.6 ? [pickCommon(chance, COLOURS)] : []),
    ...(chance() < 0.4 ? [makeModel(chance)] : []),
    ...(chance() < 0.4 ? [pickCommon(chance, PRAISE)] : []),
  ]
  return {
    title: words.join(chance() < 0.7 ? ' ' : ''),
    description: DESCRIPTION,
    // Most things cost little: 300 to 300,000, evenly on a scale of powers.
    price: BigInt(Math.round(300 * 1_000 ** (chance() ** 1.5))) as ListingDetails['price'],
    // A noun belongs to few categories.
    category: categoryIds[
      (NOUNS.indexOf(noun) + (chance() < 0.1 ? 1 : 0)) % categoryIds.length
    ] as ListingDetails['category'],
    condition: pickCommon(chance, conditions),
    shippingWay: pick(chance, shippingWays),
    postage: chance() < 0.9 ? postages[0] : postages[1],
    shipsIn: pick(chance, shipsIns),
    approvesBuyers: false,
  }
}

/** `KX-4182`: what is sold by a number is found by it. */
export function makeModel(chance: Chance): string {
  const letter = () => String.fromCharCode(65 + Math.floor(chance() * 26))
  return `${letter()}${letter()}-${1_000 + Math.floor(chance() * 9_000)}`
}
