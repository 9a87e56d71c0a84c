import { amount, openPool, type Pool, type PostgresServer } from '@modosu/kernel'
import {
  issuePoints,
  openAccount,
  type PostInput,
  postTransfers,
  type Span,
  traceForward,
} from '@modosu/ledger'
import { median } from './figures.ts'
import { newKey, payment, randomBelow, randomHolder } from './history.ts'
import { keepHistory } from './kept-histories.ts'
import { inLedger } from './world.ts'

const STOLEN = 10_000n
const HOPS = 20
const PIECES = 10
/** Ordinary payments of the person whom the loot passes, between one piece and the next. */
const TRAFFIC = 6
const TURNS = 31

/**
 * The time of one trace with each of these histories behind it; the longest over the shortest. They
 * take turns, so that all of them meet the same machine.
 */
export async function measureTraceGrowth(
  server: PostgresServer,
  histories: readonly number[],
  say: (line: string) => void,
): Promise<number> {
  const thefts: { transfers: number; pool: Pool; stolen: Span; times: number[] }[] = []
  for (const transfers of histories) {
    const pool = openPool(server.connection(await keepHistory(server, transfers)), { max: 2 })
    thefts.push({ transfers, pool, stolen: await launder(pool), times: [] })
  }
  for (let turn = 0; turn < TURNS; turn++) {
    for (const { pool, stolen, times } of thefts) times.push(await timeOfTrace(pool, stolen))
  }
  for (const { transfers, pool, times } of thefts) {
    say(`trace through ${transfers} transfers: ${median(times).toFixed(1)} ms`)
    await pool.end()
  }
  return median(thefts.at(-1)?.times ?? []) / median(thefts[0]?.times ?? [])
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
  const started = performance.now()
  await inLedger(pool, (ctx) => traceForward(ctx, { spans: [stolen] }))
  return performance.now() - started
}
