import type { Ctx } from '@modosu/kernel'
import { spansOfTransaction } from '../spans-of-transaction.ts'
import { selectHops } from '../store/hops.ts'
import type { PrintLine } from './list-accounts.ts'

/** A tree with more branches than this is no longer read by a person. */
const BRANCHES_MAX = 5_000

interface Branch {
  readonly code: string
  amount: bigint
  live: bigint
  readonly next: Map<string, Branch>
}

/**
 * `modosu ledger trace <key>`: where the units of one transaction went, as a tree. Each line says
 * how many of them came there, and how many are there still. Answers whether there is one.
 */
export async function ledgerCommandTrace(
  ctx: Ctx,
  key: string,
  print: PrintLine,
): Promise<boolean> {
  const moved = await spansOfTransaction(ctx, { key })
  if (moved.length === 0) {
    print(`${key}: no transaction of this key moved anything`)
    return false
  }
  const root: Branch = { code: key, amount: 0n, live: 0n, next: new Map() }
  const spans = moved.map((piece) => piece.to)
  for (const hop of await selectHops(ctx, spans, BRANCHES_MAX)) {
    let branch = root
    for (const code of hop.path) branch = enter(branch, code)
    branch.amount += hop.amount
    branch.live += hop.live
  }
  const from = [...new Set(moved.map((piece) => piece.fromCode))].join(', ')
  const total = moved.reduce((sum, piece) => sum + piece.from.amount, 0n)
  print(`${key}: ${total} from ${from}`)
  printBranches(root, '', print)
  return true
}

function enter(branch: Branch, code: string): Branch {
  const known = branch.next.get(code)
  if (known) return known
  const made: Branch = { code, amount: 0n, live: 0n, next: new Map() }
  branch.next.set(code, made)
  return made
}

function printBranches(branch: Branch, indent: string, print: PrintLine): void {
  const children = [...branch.next.values()].sort((left, right) =>
    left.amount > right.amount ? -1 : 1,
  )
  for (const [index, child] of children.entries()) {
    const last = index === children.length - 1
    const here = child.live > 0n ? `, ${child.live} still here` : ''
    print(`${indent}${last ? '└─' : '├─'} ${child.amount} to ${child.code}${here}`)
    printBranches(child, `${indent}${last ? '   ' : '│  '}`, print)
  }
}
