import { z } from 'zod'
import type { BankConfig, PayoutBankAccount } from '../deps.ts'
import { bankName } from '../names/bank-name.ts'

const ANSWER_TIMEOUT_MS = 10_000
const ANSWER_BYTES_MAX = 64 * 1024

/** How a transfer stands at the bank. */
export const bankAnswerSchema = z.object({
  key: z.string(),
  state: z.enum(['accepted', 'settled', 'returned', 'recalled']),
  at: z.iso.datetime({ offset: true }),
  reason: z.string().nullable(),
})
export type BankAnswer = z.infer<typeof bankAnswerSchema>

/** What the bank said; anything else than an answer we understand is thrown, and asked again. */
export type BankOutcome =
  | { readonly said: BankAnswer }
  | { readonly refused: string }
  | { readonly tooLate: true }

/** Hands a payout to the bank, under the payout's id. Asking again finds it as it stands. */
export function sendToBank(
  bank: BankConfig,
  order: { readonly key: string; readonly to: PayoutBankAccount; readonly amount: bigint },
): Promise<BankOutcome> {
  const { holderKana, ...to } = order.to
  return ask(bank, `/v1/transfers/${order.key}`, {
    to: { ...to, holder: bankName(holderKana) ?? '' },
    amount: String(order.amount),
  })
}

/** Asks the bank to stop a payout; a payout that it has not got yet is refused when it comes. */
export function recallAtBank(bank: BankConfig, key: string): Promise<BankOutcome> {
  return ask(bank, `/v1/transfers/${key}/recall`, {})
}

async function ask(bank: BankConfig, path: string, body: unknown): Promise<BankOutcome> {
  const answer = await fetch(bank.origin + path, {
    method: 'PUT',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${bank.token}` },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
  })
  const text = (await answer.text()).slice(0, ANSWER_BYTES_MAX)
  if (answer.ok) return { said: bankAnswerSchema.parse(JSON.parse(text)) }
  const code = z.object({ code: z.string() }).parse(JSON.parse(text)).code
  if (code === 'bank/settled') return { tooLate: true }
  if (code === 'bank/malformed') return { refused: code }
  throw new Error(`the bank answered ${answer.status} ${code}`)
}
