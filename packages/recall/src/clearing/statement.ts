import { createHash } from 'node:crypto'
import { amount, type Ctx } from '@modosu/kernel'
import { readStatement, type StatementLine } from '@modosu/ledger'
import { findTransfers, type Transfer } from '../store/transfer.ts'
import { STATEMENT_LINES_MAX, type StatementMessage } from '../wire/clearing-messages.ts'

/** Which transfers with a neighbour are meant, by their names: `[from, before)`. */
interface StatementPart {
  readonly neighbour: string
  readonly from: string
  readonly before: string
}

/** What moved between two companies by our books, as far as both have heard of it. */
export interface Statement {
  readonly before: string
  readonly lines: readonly StatementLine[]
}

/**
 * Our side of the clearing accounts, from the ledger itself. It ends before the first transfer of
 * ours that has not been answered: the neighbour may have it or not. What it refused never counted
 * there, so neither it nor what we booked back for it is told.
 */
export async function statementOf(ctx: Ctx, part: StatementPart): Promise<Statement> {
  const found = await readStatement(ctx, { ...part, limit: STATEMENT_LINES_MAX + 1 })
  const transfers = await findTransfers(
    ctx,
    found.map((line) => line.transferId),
  )
  const originals = await findTransfers(
    ctx,
    [...transfers.values()].flatMap((one) => one.originalTransferId ?? []),
  )
  const lines: StatementLine[] = []
  for (const [at, line] of found.entries()) {
    const transfer = transfers.get(line.transferId)
    const isUnderWay = line.direction === 'out' && transfer?.state === 'sent'
    if (isUnderWay || at === STATEMENT_LINES_MAX) return { before: line.transferId, lines }
    if (!neverCrossed(transfer, originals)) lines.push(line)
  }
  return { before: part.before, lines }
}

/** A transfer that was refused, and what brought its value back inside our own books. */
function neverCrossed(
  transfer: Transfer | undefined,
  originals: ReadonlyMap<string, Transfer>,
): boolean {
  if (transfer?.direction === 'out') return transfer.state === 'refused'
  const original = originals.get(transfer?.originalTransferId ?? '')
  return original?.direction === 'out' && original.state === 'refused'
}

/** The same statement up to an earlier end. */
export function endingBefore(statement: Statement, before: string): Statement {
  return before >= statement.before
    ? statement
    : { before, lines: statement.lines.filter((line) => line.transferId < before) }
}

/** What a statement says in one line; the same at both companies when their books agree. */
export function digestOf(statement: Statement, of: { us: string; neighbour: string }): string {
  const hash = createHash('sha256')
  for (const { transferId, direction, unit, amount: value } of statement.lines) {
    const payer = direction === 'out' ? of.us : of.neighbour
    hash.update(`${transferId} ${payer} ${value} ${unit}\n`)
  }
  return hash.digest('hex')
}

/** The sums of a statement, unit by unit. */
export function sumsOf(statement: Statement): StatementMessage['units'] {
  const units = [...new Set(statement.lines.map((line) => line.unit))].sort()
  return units.map((unit) => {
    const sum = (direction: StatementLine['direction']) =>
      statement.lines
        .filter((line) => line.unit === unit && line.direction === direction)
        .reduce((total, line) => total + line.amount, 0n)
    return { unit, sent: String(sum('out')), received: String(sum('in')) }
  })
}

export function linesToJson(
  lines: readonly StatementLine[],
): NonNullable<StatementMessage['lines']> {
  return lines.map(({ transferId, direction, unit, amount: value }) => ({
    transfer: transferId,
    direction,
    unit,
    amount: String(value),
  }))
}

export function linesFromJson(json: NonNullable<StatementMessage['lines']>): StatementLine[] {
  return json.map(({ transfer, direction, unit, amount: value }) => ({
    transferId: transfer,
    direction,
    unit,
    amount: amount(BigInt(value)),
  }))
}
