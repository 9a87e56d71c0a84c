import { amount, type Pool, txOf } from '@modosu/kernel'
import {
  gatherPosts,
  issuePoints,
  openAccount,
  type PostInput,
  postTransfers,
} from '@modosu/ledger'
import { inLedger, ledgerContext } from './world.ts'

const HOLDERS = 5_000
const FUNDED_AT_ONCE = 1_000
const BALANCE_EACH = 1_000_000n
const AMOUNT_MAX = 100
const BATCH = 1_000
/** Batches under way at once: the next is prepared while one is written. */
const LANES = 3
const FUND = 'history:fund'

let state = 20_170_910

/** A seeded stream: every run has the same history. */
export function randomBelow(max: number): number {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
  return Math.floor((state / 4_294_967_296) * max)
}

const holderCode = (holder: number) => `history:${String(holder).padStart(6, '0')}`

/** Told apart from those of other runs on the same history. */
const RUN = Date.now().toString(36)
let keys = 0
export const newKey = (kind: string) => `${kind}:${RUN}:${++keys}`

/** Five thousand people with money, so that payments between them can begin; once a history. */
export async function openHolders(pool: Pool): Promise<void> {
  if ((await countTransfers(pool)) >= HOLDERS) return
  await inLedger(pool, async (ctx) => {
    await openAccount(ctx, { code: FUND, unit: 'yen', kind: 'member' })
    await issuePoints(ctx, {
      key: 'history-fund',
      to: FUND,
      amount: amount(BALANCE_EACH * BigInt(HOLDERS)),
      expiresAt: 'never',
      kind: 'grant',
      who: {},
    })
  })
  for (let first = 0; first < HOLDERS; first += FUNDED_AT_ONCE) {
    const codes = Array.from({ length: FUNDED_AT_ONCE }, (_, at) => holderCode(first + at))
    await inLedger(pool, async (ctx) => {
      for (const code of codes) await openAccount(ctx, { code, unit: 'yen', kind: 'member' })
    })
    await post(
      pool,
      codes.map((code) => ({ ...payment(FUND, code, BALANCE_EACH), key: `fund:${code}` })),
    )
  }
}

/** Posts random payments between the holders until the ledger has this many transfers. */
export async function fillHistory(pool: Pool, transfers: number): Promise<void> {
  let left = transfers - (await countTransfers(pool))
  if (left <= 0) return
  const gatherer = gatherPosts({
    runInTransaction: (work) => work(ledgerContext(pool, txOf(pool))),
    now: () => new Date(),
    batchMax: BATCH,
  })
  const lane = async () => {
    while (left > 0) {
      const size = Math.min(BATCH, left)
      left -= size
      await gatherer.postBatch(Array.from({ length: size }, randomPayment))
    }
  }
  await Promise.all(Array.from({ length: LANES }, lane))
  await gatherer.close()
  await pool.query('vacuum analyze')
}

async function countTransfers(pool: Pool): Promise<number> {
  const { rows } = await pool.query<{ n: bigint }>('select count(*) as n from ledger.posting')
  return Number(rows[0]?.n ?? 0n)
}

function randomPayment(): PostInput {
  const from = randomBelow(HOLDERS)
  const to = randomBelow(HOLDERS)
  return payment(
    holderCode(from),
    holderCode(from === to ? (to + 1) % HOLDERS : to),
    BigInt(1 + randomBelow(AMOUNT_MAX)),
  )
}

export function payment(from: string, to: string, value: bigint): PostInput {
  return { key: newKey('pay'), from, to, amount: amount(value), kind: 'payment', who: {} }
}

async function post(pool: Pool, inputs: readonly PostInput[]): Promise<void> {
  await inLedger(pool, (ctx) => postTransfers(ctx, inputs))
}

export const randomHolder = () => holderCode(randomBelow(HOLDERS))
