import { assert, type BookFinding, type Ctx } from '@modosu/kernel'
import { readBalance } from '@modosu/ledger'
import { authorisedAccountOf } from './captures/authorised-account.ts'
import type { PaymentRequest } from './payment-request.ts'
import { sumCaptures } from './store/capture.ts'
import { pagePayments } from './store/payment.ts'

const PAGE = 500
const PAGES_MAX = 200_000

/**
 * Compares payments with the ledger: what is authorised and not captured lies in the payment's account,
 * of every other payment nothing does, and captures and refunds add up to what the payment says.
 * Nothing, when all is well and no job is due.
 */
export async function checkPayBooks(ctx: Ctx): Promise<readonly BookFinding[]> {
  const findings: BookFinding[] = []
  let after = ''
  for (let page = 0; ; page++) {
    assert(page < PAGES_MAX, 'there are more payments than one check can look at')
    const payments = await pagePayments(ctx, { after, limit: PAGE })
    findings.push(...(await checkPage(ctx, payments)))
    after = payments.at(-1)?.paymentRequestId ?? after
    if (payments.length < PAGE) return findings
  }
}

async function checkPage(
  ctx: Ctx,
  payments: readonly PaymentRequest[],
): Promise<readonly BookFinding[]> {
  if (payments.length === 0) return []
  const ids = payments.map(({ paymentRequestId }) => paymentRequestId)
  const sums = await sumCaptures(ctx, ids)
  const there = new Map<string, bigint>()
  const { lots } = await readBalance(ctx, ids.map(authorisedAccountOf))
  for (const { code, amount } of lots) there.set(code, (there.get(code) ?? 0n) + amount)
  return payments.flatMap(({ paymentRequestId, state, amount, captured, refunded }) => {
    const lies = there.get(authorisedAccountOf(paymentRequestId)) ?? 0n
    const wanted = state === 'authorised' ? amount - captured : 0n
    const sum = sums.get(paymentRequestId) ?? { captured: 0n, refunded: 0n }
    const wrong = []
    if (lies !== wanted) wrong.push(`is ${state}: ${lies} lie in its account instead of ${wanted}`)
    if (sum.captured !== captured) wrong.push(`says captured ${captured}, not ${sum.captured}`)
    if (sum.refunded !== refunded) wrong.push(`says refunded ${refunded}, not ${sum.refunded}`)
    return wrong.map((what) => ({ subject: paymentRequestId, what }))
  })
}
