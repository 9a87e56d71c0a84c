import type { Ctx } from '@modosu/kernel'
import { selectHead } from '../store/read.ts'
import { verifyLedger } from '../verify-ledger.ts'
import type { PrintLine } from './list-accounts.ts'

/**
 * `modosu ledger verify`: rebuilds the ledger from its postings and prints what does not fit, and
 * the head of the chain, which is worth keeping somewhere else: nobody can shorten a chain whose
 * head is known. Answers whether the ledger is clean.
 */
export async function ledgerCommandVerify(ctx: Ctx, print: PrintLine): Promise<boolean> {
  const findings = await verifyLedger(ctx)
  for (const { finding, subject, detail } of findings) {
    print(`${finding}  ${subject}${detail === '' ? '' : `: ${detail}`}`)
  }
  const head = await selectHead(ctx)
  print(`${head.transactions} transactions in ${head.blocks} blocks, head ${head.hash}`)
  print(findings.length === 0 ? 'the ledger is clean' : `${findings.length} findings`)
  return findings.length === 0
}
