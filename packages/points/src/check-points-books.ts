import { assert, type BookFinding, type Ctx } from '@modosu/kernel'
import { readBalance } from '@modosu/ledger'
import { exchangeAccountOf } from './exchange/exchange-account.ts'
import { pointsAccountOf } from './points-account.ts'
import { sumPendingByMember } from './store/earning.ts'
import { pageExchanges } from './store/exchange.ts'

const PAGE = 500
const PAGES_MAX = 20_000

/**
 * Compares the tables of points with the ledger: what a member's purchases have pending lies in his
 * pending account, what an exchange waits to send lies in its account, and what has ended does not.
 * Nothing, when all is well and no job is due.
 */
export async function checkPointsBooks(ctx: Ctx): Promise<readonly BookFinding[]> {
  const findings: BookFinding[] = []
  await eachPage(
    (after) => sumPendingByMember(ctx, { after, limit: PAGE }),
    ({ memberId }) => memberId,
    async (rows) => {
      const codeOf = (memberId: string) => `pending:${pointsAccountOf(memberId)}`
      const there = await sumsOf(
        ctx,
        rows.map((row) => codeOf(row.memberId)),
      )
      for (const { memberId, pending } of rows) {
        const lies = there.get(codeOf(memberId)) ?? 0n
        if (lies === pending) continue
        findings.push({ subject: memberId, what: `${pending} are pending, the ledger has ${lies}` })
      }
    },
  )
  await eachPage(
    (after) => pageExchanges(ctx, { after, limit: PAGE }),
    ({ exchangeId }) => exchangeId,
    async (exchanges) => {
      const codes = exchanges.map((one) => exchangeAccountOf(one.exchangeId))
      const there = await sumsOf(ctx, codes)
      for (const { exchangeId, state, amount } of exchanges) {
        const lies = there.get(exchangeAccountOf(exchangeId)) ?? 0n
        const wanted = state === 'processing' ? amount : 0n
        if (lies === wanted) continue
        const what = `is ${state}: ${lies} lie in its account instead of ${wanted}`
        findings.push({ subject: exchangeId, what })
      }
    },
  )
  return findings
}

async function eachPage<Row>(
  read: (after: string) => Promise<Row[]>,
  keyOf: (row: Row) => string,
  look: (rows: readonly Row[]) => Promise<void>,
): Promise<void> {
  let after = ''
  for (let page = 0; ; page++) {
    assert(page < PAGES_MAX, 'there is more than one check can look at')
    const rows = await read(after)
    await look(rows)
    const last = rows.at(-1)
    if (rows.length < PAGE || !last) return
    after = keyOf(last)
  }
}

async function sumsOf(ctx: Ctx, codes: readonly string[]): Promise<ReadonlyMap<string, bigint>> {
  const sums = new Map<string, bigint>()
  if (codes.length === 0) return sums
  const { lots } = await readBalance(ctx, codes)
  for (const { code, amount } of lots) sums.set(code, (sums.get(code) ?? 0n) + amount)
  return sums
}
