import { type Amount, amount, type Ctx } from '@modosu/kernel'
import { readBalanceAt, readHistory } from '@modosu/ledger'
import { WALLET_KINDS, type WalletKind, walletAccountOf } from '../wallet-kinds.ts'

/** What happened to the money of one kind in a month. */
export interface StatementLine {
  readonly kind: WalletKind
  readonly opening: Amount
  readonly cameIn: Amount
  readonly wentOut: Amount
  readonly closing: Amount
}

const PAGE = 500
/** A member with more movements in a month gets his statement from the desk. */
const PAGES_MAX = 200

/**
 * Reads a member's statement of a calendar month in Japan: for each kind of money what was there, what
 * came, what went, and what is left. The four always agree.
 */
export async function readStatement(
  ctx: Ctx,
  input: { readonly memberId: string; readonly from: Date; readonly until: Date },
): Promise<StatementLine[]> {
  const lines: StatementLine[] = []
  for (const kind of WALLET_KINDS) {
    const code = walletAccountOf(input.memberId, kind)
    const moved = await sumMoves(ctx, code, input)
    const opening = await sumBefore(ctx, code, input.from)
    const closing = amount(opening + moved.cameIn - moved.wentOut)
    lines.push({ kind, opening, ...moved, closing })
  }
  return lines
}

async function sumBefore(ctx: Ctx, code: string, at: Date): Promise<Amount> {
  const { total } = await readBalanceAt(ctx, { code, effectiveAt: new Date(at.getTime() - 1) })
  return amount(total)
}

async function sumMoves(
  ctx: Ctx,
  code: string,
  month: { readonly from: Date; readonly until: Date },
): Promise<{ cameIn: Amount; wentOut: Amount }> {
  let before: bigint | undefined
  let cameIn = 0n
  let wentOut = 0n
  for (let page = 0; page < PAGES_MAX; page++) {
    const entries = await readHistory(ctx, { code, before, limit: PAGE })
    for (const { effectiveAt, amount: size } of entries) {
      if (effectiveAt < month.from || effectiveAt >= month.until) continue
      if (size > 0n) cameIn += size
      else wentOut -= size
    }
    const last = entries.at(-1)
    if (!last || last.effectiveAt < month.from) break
    before = last.txnId
  }
  return { cameIn: amount(cameIn), wentOut: amount(wentOut) }
}
