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

const refusalSchema = z.object({ code: z.string() })
const debitSchema = z.object({
  state: z.enum(['debited', 'refused']),
  reason: z.string().nullable(),
})

/** What became of a debit: the money is the company's, or why it is not. */
export type DebitOutcome =
  | { readonly state: 'debited' }
  | { readonly state: 'refused'; readonly reason: string }

/** Takes money out of a bank account, under a key. Asking again finds what was done. */
export async function debitAtBank(
  bank: BankConfig,
  order: { readonly key: string; readonly from: PayoutBankAccount; readonly amount: bigint },
): Promise<DebitOutcome> {
  const { holderKana, ...account } = order.from
  const from = { ...account, holder: bankName(holderKana) ?? '' }
  const body = { from, amount: String(order.amount) }
  return debitOf(await call(bank, `/v1/debits/${order.key}`, { method: 'PUT', body }))
}

/** What the bank did under a key; `refused` where it has done nothing. */
export async function findDebitAtBank(bank: BankConfig, key: string): Promise<DebitOutcome> {
  return debitOf(await call(bank, `/v1/debits/${key}`, { method: 'GET' }))
}

function debitOf(answer: { readonly ok: boolean; readonly json: unknown }): DebitOutcome {
  if (!answer.ok) {
    const { code } = refusalSchema.parse(answer.json)
    if (code === 'bank/unknown' || code === 'bank/malformed')
      return { state: 'refused', reason: code }
    throw new Error(`the bank answered ${code}`)
  }
  const { state, reason } = debitSchema.parse(answer.json)
  return state === 'debited' ? { state } : { state, reason: reason ?? state }
}

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
  const answer = await call(bank, path, { method: 'PUT', body })
  if (answer.ok) return { said: bankAnswerSchema.parse(answer.json) }
  const { code } = refusalSchema.parse(answer.json)
  if (code === 'bank/settled') return { tooLate: true }
  if (code === 'bank/malformed') return { refused: code }
  throw new Error(`the bank answered ${answer.status} ${code}`)
}

async function call(
  bank: BankConfig,
  path: string,
  request: { readonly method: 'GET' | 'PUT'; readonly body?: unknown },
): Promise<{ ok: boolean; status: number; json: unknown }> {
  const answer = await fetch(bank.origin + path, {
    method: request.method,
    headers: { 'content-type': 'application/json', authorization: `Bearer ${bank.token}` },
    ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
    signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
  })
  const text = (await answer.text()).slice(0, ANSWER_BYTES_MAX)
  return { ok: answer.ok, status: answer.status, json: JSON.parse(text) }
}
