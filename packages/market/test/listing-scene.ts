import type { TestAnswer, TestCompany } from '@modosu/kernel/testing'
import { openTestCompany } from '@modosu/kernel/testing'
import { ledgerMigrations } from '@modosu/ledger'
import { recallMigrations } from '@modosu/recall'
import {
  furimaruProfile,
  type MarketDeps,
  marketApi,
  marketJobs,
  marketMigrations,
  marketProblems,
} from '../src/index.ts'

const START = new Date('2017-09-12T02:31:00+09:00')

export const SELLER = 'member:mem_mikan:ses_seller:dev_seller'
export const BUYER = 'member:mem_buyer:ses_buyer:dev_buyer'
export const OTHER = 'member:mem_other:ses_other:dev_other'
export const AGENT = 'staff:staff_agent:agent'

/** A market without a pay company: whatever needs no money. */
export function openMarket(): Promise<TestCompany> {
  const deps: MarketDeps = {
    neighbours: { company: 'furimaru', signingKey: { kid: 'f1' }, neighbours: {} } as never,
    payCompany: 'hinata',
    profile: furimaruProfile,
    origin: 'https://furimaru.example',
    displayName: { ja: 'フリマル', en: 'Furimaru' },
    readMembers: async (_, ids) =>
      ids
        .filter((memberId) => memberId !== 'mem_left')
        .map((memberId) => ({
          memberId,
          email: `${memberId}@example.com`,
          displayName: memberId.replace('mem_', ''),
        })),
  } as MarketDeps
  return openTestCompany({
    name: 'furimaru',
    now: START,
    migrations: [ledgerMigrations, recallMigrations, marketMigrations],
    problems: marketProblems,
    routes: (api) => marketApi(api, deps),
    jobs: () => marketJobs(deps),
  })
}

export const details = {
  title: 'ケイタイゲーム機 本体 グレー',
  description: '箱を開けただけの未使用品です。',
  price: '40000',
  category: 'games',
  condition: 'like_new',
  shippingWay: 'tracked',
  postage: 'seller',
  shipsIn: 'days_2_3',
}

let serial = 0

/** A key that was not used before. */
export function nextKey(): string {
  serial += 1
  return `listing-key-${serial}`
}

export async function list(
  company: TestCompany,
  change: Record<string, unknown> = {},
  as = SELLER,
): Promise<string> {
  const body = { ...details, ...change }
  const answer = await company.call('POST', '/market/v1/listings', { as, key: nextKey(), body })
  if (answer.status !== 201) throw new Error(JSON.stringify(answer.body))
  return answer.body.listingId
}

/** Sends a file as it is. */
export async function upload(
  company: TestCompany,
  bytes: Uint8Array,
  options: { as?: string; type?: string } = {},
): Promise<TestAnswer> {
  const response = await company.api.hono.request('/market/v1/photos', {
    method: 'POST',
    headers: {
      'content-type': options.type ?? 'image/jpeg',
      ...(options.as === '' ? {} : { authorization: `Bearer ${options.as ?? SELLER}` }),
    },
    body: new Uint8Array(bytes),
  })
  return { status: response.status, body: await response.json(), headers: response.headers }
}
