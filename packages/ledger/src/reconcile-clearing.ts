import { type Amount, amount, type Ctx } from '@modosu/kernel'
import { type ClearingRow, selectClearing, selectStatement } from './store/obligations.ts'

/** A line of the neighbour's own statement; `direction` as the neighbour sees it. */
export interface StatementLine {
  readonly transferId: string
  readonly direction: 'in' | 'out'
  readonly unit: string
  readonly amount: Amount
}

/** What two statements of the same transfers say, seen from the first of them. */
export interface StatementDifferences {
  /** We sent it; the neighbour does not have it (yet): under way. */
  readonly underWay: readonly StatementLine[]
  /** The neighbour says it sent it; it has not arrived here. */
  readonly notArrived: readonly StatementLine[]
  /** Both have it, and not the same: somebody's books are wrong. */
  readonly different: readonly { readonly ours: StatementLine; readonly theirs: StatementLine }[]
  /** We received it and the neighbour says that it never sent it. */
  readonly unexplained: readonly StatementLine[]
}

export interface Reconciliation extends StatementDifferences {
  readonly units: readonly {
    readonly unit: string
    readonly sent: Amount
    readonly received: Amount
    /** What the neighbour owes us when positive. */
    readonly owed: bigint
  }[]
}

/** Compares the clearing accounts of a neighbour with its own statement, transfer by transfer. */
export async function reconcileClearing(
  ctx: Ctx,
  input: { readonly neighbour: string; readonly statement: readonly StatementLine[] },
): Promise<Reconciliation> {
  const ours = (await selectClearing(ctx, input.neighbour)).map(lineOf)
  return { units: unitsOf(ours), ...compareStatements(ours, input.statement) }
}

/**
 * Our transfers with a neighbour whose names lie in `[from, before)`, in the order of their names, at
 * most `limit` of them. Reads only.
 */
export async function readStatement(
  ctx: Ctx,
  input: {
    readonly neighbour: string
    readonly from: string
    readonly before: string
    readonly limit: number
  },
): Promise<StatementLine[]> {
  return (await selectStatement(ctx, input)).map(lineOf)
}

/** Compares our statement with the neighbour's about the same transfers. */
export function compareStatements(
  ours: readonly StatementLine[],
  statement: readonly StatementLine[],
): StatementDifferences {
  const theirs = new Map(statement.map((line) => [nameOf(line, mirror(line)), line]))
  const different: { ours: StatementLine; theirs: StatementLine }[] = []
  const alone: StatementLine[] = []
  for (const line of ours) {
    const name = nameOf(line, line.direction)
    const their = theirs.get(name)
    theirs.delete(name)
    if (their === undefined) alone.push(line)
    else if (their.amount !== line.amount || their.unit !== line.unit) {
      different.push({ ours: line, theirs: their })
    }
  }
  const missing = [...theirs.values()]
  return {
    underWay: alone.filter((line) => line.direction === 'out'),
    unexplained: [
      ...alone.filter((line) => line.direction === 'in'),
      ...missing.filter((line) => line.direction === 'in'),
    ],
    notArrived: missing.filter((line) => line.direction === 'out'),
    different,
  }
}

function lineOf(row: ClearingRow): StatementLine {
  return {
    transferId: row.transfer_id,
    direction: row.direction,
    unit: row.unit,
    amount: amount(row.amount),
  }
}

/** What goes out on one side comes in on the other. */
function mirror(line: StatementLine): 'in' | 'out' {
  return line.direction === 'in' ? 'out' : 'in'
}

function nameOf(line: StatementLine, direction: 'in' | 'out'): string {
  return `${direction}:${line.transferId}`
}

function unitsOf(lines: readonly StatementLine[]): Reconciliation['units'] {
  const units = [...new Set(lines.map((line) => line.unit))].sort()
  return units.map((unit) => {
    const sum = (direction: 'in' | 'out') =>
      lines
        .filter((line) => line.unit === unit && line.direction === direction)
        .reduce((total, line) => total + line.amount, 0n)
    const sent = amount(sum('out'))
    const received = amount(sum('in'))
    return { unit, sent, received, owed: sent - received }
  })
}
