import type { Ctx } from '@modosu/kernel'
import { balanceSheet } from '../balance-sheet.ts'
import { readBalance } from '../read-balance.ts'
import { readHistory } from '../read-history.ts'
import { selectAccounts } from '../store/read.ts'

/** Where a command prints: one line a call. */
export type PrintLine = (line: string) => void

const HISTORY_LINES = 20
const ACCOUNTS_MAX = 100

/**
 * `modosu ledger accounts [code…]`: without codes the balance sheet; with a code the account's lots
 * and latest history, each line with the key that `trace` takes; with the beginning of codes and a
 * star (`points:*`) the accounts that begin so. Answers whether everything asked for exists.
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
  for (const code of codes) {
    const some = code.endsWith('*') ? printAccounts : printAccount
    found = (await some(ctx, code, print)) && found
  }
  return found
}

async function printSheet(ctx: Ctx, print: PrintLine): Promise<void> {
  const lines = await balanceSheet(ctx)
  print(`  ${'kind'.padEnd(12)}${'accounts'.padStart(10)}${'units'.padStart(DIGITS_WIDTH)}`)
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

async function printAccounts(ctx: Ctx, pattern: string, print: PrintLine): Promise<boolean> {
  const rows = await selectAccounts(ctx, pattern.slice(0, -1), ACCOUNTS_MAX + 1)
  for (const { code, kind, unit, balance, frozen } of rows.slice(0, ACCOUNTS_MAX)) {
    print(`${digits(balance)} ${unit}  ${code}  ${kind}${frozen ? '  frozen' : ''}`)
  }
  if (rows.length === 0) print(`${pattern}: there is no such account`)
  if (rows.length > ACCOUNTS_MAX) print(`and more: only the first ${ACCOUNTS_MAX} are shown`)
  return rows.length > 0
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
    const what = `${entry.kind}  ${entry.counterparty}`
    print(`  ${when}  ${digits(entry.amount)}  ${what}  ${who}  ${entry.key}`)
  }
  return true
}

const DIGITS_WIDTH = 16

function digits(amount: bigint): string {
  return amount.toString().padStart(DIGITS_WIDTH)
}
