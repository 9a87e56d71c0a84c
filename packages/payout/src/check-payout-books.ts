import { assert, type BookFinding, type Ctx } from '@modosu/kernel'
import { readBalance } from '@modosu/ledger'
import { isOpen, type Payout } from './payout.ts'
import { PAID_OUT, payoutAccountOf } from './payout-account.ts'
import { pagePayouts } from './store/payout.ts'

const PAGE = 500
const PAGES_MAX = 20_000

/**
 * Compares every payout with the ledger: what waits lies in its account, what has ended does not, and
 * all that was settled is out of the company. Nothing, when all is well and no job is due. Of a payout
 * that a claim has stopped a part may lie with the case, so it is only told when it holds too much.
 */
export async function checkPayoutBooks(ctx: Ctx): Promise<readonly BookFinding[]> {
  const findings: BookFinding[] = []
  let settled = 0n
  let after = ''
  for (let page = 0; ; page++) {
    assert(page < PAGES_MAX, 'there are more payouts than one check can look at')
    const payouts = await pagePayouts(ctx, { after, limit: PAGE })
    findings.push(...(await checkPage(ctx, payouts)))
    for (const { state, amount } of payouts) if (state === 'settled') settled += amount
    after = payouts.at(-1)?.payoutId ?? after
    if (payouts.length < PAGE) break
  }
  const out = (await readBalance(ctx, PAID_OUT)).total
  if (out !== settled) {
    findings.push({ subject: PAID_OUT, what: `holds ${out}, but ${settled} were settled` })
  }
  return findings
}

async function checkPage(ctx: Ctx, payouts: readonly Payout[]): Promise<BookFinding[]> {
  const codes = payouts.map(({ payoutId }) => payoutAccountOf(payoutId))
  const { lots } = await readBalance(ctx, codes)
  const there = new Map<string, bigint>()
  for (const { code, amount } of lots) there.set(code, (there.get(code) ?? 0n) + amount)
  return payouts.flatMap((payout) => {
    const lies = there.get(payoutAccountOf(payout.payoutId)) ?? 0n
    const wanted = isOpen(payout) ? payout.amount : 0n
    const fine = payout.state === 'stopping' ? lies <= wanted : lies === wanted
    const what = `is ${payout.state}: ${lies} lie in its account instead of ${wanted}`
    return fine ? [] : [{ subject: payout.payoutId, what }]
  })
}
