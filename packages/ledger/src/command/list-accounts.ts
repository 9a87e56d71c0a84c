import type { Ctx } from '@modosu/kernel'
import { balanceSheet } from '../balance-sheet.ts'
import { readBalance } from '../read-balance.ts'
import { readHistory } from '../read-history.ts'

/** Where a command prints: one line a call. */
export type PrintLine = (line: string) => void

const HISTORY_LINES = 20

/**
 * `modosu ledger accounts [code…]`: without codes the balance sheet, with codes each account's lots
 * and latest history. Answers whether everything asked for exists.
 */
export async function ledgerCommandAccounts(
  ctx: Ctx,
  codes: readonly string[],
  print: PrintLine,
): Promise<boolean> {
  if (codes.length === 0) {
    await printSheet(ctx, print)
    return true
  }
  let found = true
  for (const code of codes) found = (await printAccount(ctx, code, print)) && found
  return found
}

async function printSheet(ctx: Ctx, print: PrintLine): Promise<void> {
  const lines = await balanceSheet(ctx)
  for (const unit of new Set(lines.map((line) => line.unit))) {
    print(`${unit}`)
    for (const line of lines.filter((one) => one.unit === unit)) {
      print(`  ${line.kind.padEnd(12)}${String(line.accounts).padStart(10)}${digits(line.amount)}`)
    }
    const sum = lines.reduce(
      (total, line) => (line.unit === unit ? total + line.amount : total),
      0n,
    )
    print(`  ${'sum'.padEnd(22)}${digits(sum)}`)
  }
}

async function printAccount(ctx: Ctx, code: string, print: PrintLine): Promise<boolean> {
  const { accounts, lots, total } = await readBalance(ctx, code)
  const account = accounts[0]
  if (account === undefined) {
    print(`${code}: there is no such account`)
    return false
  }
  const marks = [account.frozen ? 'frozen' : '', account.debt > 0n ? `owes ${account.debt}` : '']
  print(`${code}  ${account.kind}  ${total} ${account.unit}  ${marks.join(' ').trim()}`.trimEnd())
  for (const lot of lots) {
    const end = lot.expiresAt instanceof Date ? lot.expiresAt : (lot.rollingExpiresAt ?? 'never')
    const until = end instanceof Date ? end.toISOString() : end
    print(`  ${digits(lot.amount)}  until ${until}${lot.spendable ? '' : '  (expired)'}`)
  }
  for (const entry of await readHistory(ctx, { code, limit: HISTORY_LINES })) {
    const who = entry.who.sessionId ?? '-'
    const when = entry.effectiveAt.toISOString()
    print(`  ${when}  ${digits(entry.amount)}  ${entry.kind}  ${entry.counterparty}  ${who}`)
  }
  return true
}

const DIGITS_WIDTH = 16

function digits(amount: bigint): string {
  return amount.toString().padStart(DIGITS_WIDTH)
}
