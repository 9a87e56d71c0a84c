import { amount, assert, startStopwatch } from '@modosu/kernel'
import {
  issuePoints,
  openAccount,
  type PostInput,
  postTransfers,
  type Span,
  traceForward,
} from '@modosu/ledger'
import { type BenchDatabase, MEMBERS, memberCode, newId } from './bench-database.ts'
import { median } from './figures.ts'
import { randomBelow } from './traffic.ts'

const HOPS = 20
const STOLEN = 10_000n
const PIECES = 10
const TRAFFIC_PER_HOP = 60
const TRACES = 7

/** How long it takes to say where every stolen point is: the median of some traces. */
export async function measureTrace(
  database: BenchDatabase,
  stolen: Span,
): Promise<{ ms: number; ends: number }> {
  const times: number[] = []
  let ends = 0
  for (let i = 0; i < TRACES; i++) {
    const elapsed = startStopwatch()
    ends = (await database.run((ctx) => traceForward(ctx, { spans: [stolen] }))).length
    times.push(elapsed())
  }
  return { ms: median(times), ends }
}

/**
 * Steals 10,000 points in ten pieces and sends them on over twenty busy members, mixed with their
 * ordinary payments.
 */
export async function stealAndPass(database: BenchDatabase): Promise<Span> {
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
  return stolen
}

function pay(from: string, to: string, value: bigint): PostInput {
  return { key: newId('pay'), from, to, amount: amount(value), kind: 'payment', who: {} }
}
