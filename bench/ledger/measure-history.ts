import { amount, assert, startStopwatch } from '@modosu/kernel'
import {
  issuePoints,
  openAccount,
  type PostInput,
  placeHold,
  postTransfers,
  readBalance,
  type Span,
  traceForward,
} from '@modosu/ledger'
import { type BenchDatabase, MEMBERS, memberCode, newId } from './bench-database.ts'
import { BATCH, openGatherer } from './measure-posting.ts'
import { median, randomBatch, randomBelow } from './traffic.ts'

/** Posts random transfers until the ledger has this many; answers the rate. */
export async function fillHistory(database: BenchDatabase, transfers: number): Promise<number> {
  const gatherer = openGatherer(database)
  const before = await countTransfers(database)
  const elapsed = startStopwatch()
  let left = transfers - before
  const lane = async () => {
    while (left > 0) {
      left -= BATCH
      await gatherer.postBatch(randomBatch(BATCH, 'uniform'))
    }
  }
  await Promise.all([lane(), lane(), lane()])
  await gatherer.close()
  return Math.max(0, transfers - before) / (elapsed() / 1_000)
}

export async function countTransfers(database: BenchDatabase): Promise<number> {
  const { rows } = await database.admin.query<{ n: bigint }>(
    'select max(last_txn_id) as n from ledger.block',
  )
  return Number(rows[0]?.n ?? 0n)
}

/** Everything on disk that grows with transfers: tables and all their indexes. */
export async function countBytes(database: BenchDatabase): Promise<number> {
  const { rows } = await database.admin.query<{ bytes: bigint }>(
    `select sum(pg_total_relation_size(c.oid))::bigint as bytes from pg_class c
     where c.relnamespace = 'ledger'::regnamespace and c.relkind = 'r'`,
  )
  return Number(rows[0]?.bytes ?? 0n)
}

const HOPS = 20
const STOLEN = 10_000n
const PIECES = 10
const TRAFFIC_PER_HOP = 60
const TRACES = 7

/**
 * Steals 10,000 points in ten pieces and sends them on over twenty busy members, mixed with their
 * ordinary payments; then asks where every one of them is.
 */
export async function measureTrace(
  database: BenchDatabase,
): Promise<{ ms: number; ends: number; stolen: Span }> {
  const victim = `victim:${newId('mem')}`
  const stolen = await database.run(async (ctx) => {
    const opened = await openAccount(ctx, { code: victim, unit: 'pt', kind: 'member' })
    assert(opened.ok, 'a new account can be opened')
    const issued = await issuePoints(ctx, {
      key: newId('key'),
      to: victim,
      amount: amount(STOLEN),
      expiresAt: new Date('2027-01-31'),
      kind: 'grant',
      who: {},
    })
    assert(issued.ok, 'points can be issued')
    return issued.value.span
  })
  let from = victim
  for (let hop = 0; hop < HOPS; hop++) {
    const to = memberCode(1 + randomBelow(MEMBERS))
    const pieces = Array.from({ length: PIECES }, (): PostInput[] => [
      pay(from, to, STOLEN / BigInt(PIECES)),
      ...Array.from({ length: TRAFFIC_PER_HOP / PIECES }, () =>
        pay(to, memberCode(1 + randomBelow(MEMBERS)), BigInt(1 + randomBelow(100))),
      ),
    ])
    const inputs = pieces.flat().filter((input) => input.from !== input.to)
    await database.run((ctx) => postTransfers(ctx, inputs))
    from = to
  }
  const times: number[] = []
  let ends = 0
  for (let i = 0; i < TRACES; i++) {
    const elapsed = startStopwatch()
    ends = (await database.run((ctx) => traceForward(ctx, { spans: [stolen] }))).length
    times.push(elapsed())
  }
  return { ms: median(times), ends, stolen }
}

function pay(from: string, to: string, value: bigint): PostInput {
  return { key: newId('pay'), from, to, amount: amount(value), kind: 'payment', who: {} }
}

const HELD_SPANS = 1_000

/** Holds 1,000 spans out of the middle of 1,000 members' queues in one call. */
export async function measureHold(database: BenchDatabase): Promise<number> {
  const to = `case:${newId('case')}`
  const spans = await database.run(async (ctx) => {
    await openAccount(ctx, { code: to, unit: 'pt', kind: 'case' })
    const first = 1 + randomBelow(MEMBERS - HELD_SPANS)
    const codes = Array.from({ length: HELD_SPANS }, (_, offset) => memberCode(first + offset))
    const { lots } = await readBalance(ctx, codes)
    const byCode = new Map(
      lots.filter((lot) => lot.amount > 20n).map((lot) => [lot.code, lot.span]),
    )
    return [...byCode.values()].map((span) => ({ ...span, lo: span.lo + 5n, amount: amount(7n) }))
  })
  const elapsed = startStopwatch()
  const held = await database.run((ctx) =>
    placeHold(ctx, { key: newId('hold'), caseId: 'case', spans, to, who: {} }),
  )
  const ms = elapsed()
  assert(held.ok && held.value.missed.length === 0, 'everything asked for is held')
  assert(spans.length > HELD_SPANS * 0.95, `only ${spans.length} spans could be asked for`)
  return ms
}
