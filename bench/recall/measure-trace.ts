import { amount, type Pool } from '@modosu/kernel'
import {
  issuePoints,
  openAccount,
  type PostInput,
  postTransfers,
  type Span,
  traceForward,
} from '@modosu/ledger'
import { median } from './figures.ts'
import { fillHistory, newKey, payment, randomBelow, randomHolder } from './history.ts'
import { inLedger } from './world.ts'

const STOLEN = 10_000n
const HOPS = 20
const PIECES = 10
/** Ordinary payments of the person whom the loot passes, between one piece and the next. */
const TRAFFIC = 6
const TRACES = 15

/** The time of one trace after each of these histories; the last over the first. */
export async function measureTraceGrowth(
  pool: Pool,
  histories: readonly number[],
  say: (line: string) => void,
): Promise<number> {
  const times: number[] = []
  for (const transfers of histories) {
    await fillHistory(pool, transfers)
    const stolen = await launder(pool)
    times.push(await timeOfTrace(pool, stolen))
    say(`trace through ${transfers} transfers: ${times.at(-1)?.toFixed(1)} ms`)
  }
  return (times.at(-1) ?? Number.NaN) / (times[0] ?? Number.NaN)
}

/** 10,000 yen over twenty busy people, in ten pieces, mixed with their ordinary payments. */
async function launder(pool: Pool): Promise<Span> {
  const victim = newKey('victim')
  const stolen = await inLedger(pool, async (ctx) => {
    await openAccount(ctx, { code: victim, unit: 'yen', kind: 'member' })
    const issued = await issuePoints(ctx, {
      key: newKey('grant'),
      to: victim,
      amount: amount(STOLEN),
      expiresAt: 'never',
      kind: 'grant',
      who: {},
    })
    if (!issued.ok) throw new Error(issued.error.code)
    return issued.value.span
  })
  let from = victim
  for (let hop = 0; hop < HOPS; hop++) {
    const to = randomHolder()
    const inputs = Array.from({ length: PIECES }, (): PostInput[] => [
      payment(from, to, STOLEN / BigInt(PIECES)),
      ...Array.from({ length: TRAFFIC }, () =>
        payment(to, randomHolder(), BigInt(1 + randomBelow(100))),
      ),
    ]).flat()
    await inLedger(pool, (ctx) =>
      postTransfers(
        ctx,
        inputs.filter((input) => input.from !== input.to),
      ),
    )
    from = to
  }
  return stolen
}

async function timeOfTrace(pool: Pool, stolen: Span): Promise<number> {
  const times: number[] = []
  for (let i = 0; i < TRACES; i++) {
    const started = performance.now()
    await inLedger(pool, (ctx) => traceForward(ctx, { spans: [stolen] }))
    times.push(performance.now() - started)
  }
  return median(times)
}
