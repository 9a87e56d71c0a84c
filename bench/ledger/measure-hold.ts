import { amount, assert, startStopwatch } from '@modosu/kernel'
import { openAccount, placeHold, readBalance } from '@modosu/ledger'
import { type BenchDatabase, MEMBERS, memberCode, newId } from './bench-database.ts'
import { randomBelow } from './traffic.ts'

const SPANS = 1_000
/** Asked of this many members, since a few of them have too little left to be held. */
const ASKED = 1_000

/** Holds 1,000 spans out of the middle of 1,000 members' queues in one call. */
export async function measureHold(database: BenchDatabase): Promise<number> {
  const to = `case:${newId('case')}`
  const spans = await database.run(async (ctx) => {
    await openAccount(ctx, { code: to, unit: 'pt', kind: 'case' })
    const first = 1 + randomBelow(MEMBERS - ASKED)
    const codes = Array.from({ length: ASKED }, (_, offset) => memberCode(first + offset))
    const { lots } = await readBalance(ctx, codes)
    const long = lots.filter((lot) => lot.amount > 20n)
    const byCode = new Map(long.map((lot) => [lot.code, lot.span]))
    // Where a member has nothing that long, a second queue of another one stands in.
    const more = long.map((lot) => lot.span).filter((span) => ![...byCode.values()].includes(span))
    return [...byCode.values(), ...more]
      .slice(0, SPANS)
      .map((span) => ({ ...span, lo: span.lo + 5n, amount: amount(7n) }))
  })
  assert(spans.length === SPANS, `only ${spans.length} spans could be asked for`)
  const elapsed = startStopwatch()
  const held = await database.run((ctx) =>
    placeHold(ctx, { key: newId('hold'), caseId: 'case', spans, to, who: {} }),
  )
  const ms = elapsed()
  assert(held.ok && held.value.missed.length === 0, 'everything asked for is held')
  return ms
}
