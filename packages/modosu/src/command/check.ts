import { inContext } from '@modosu/kernel'
import { checkBooks } from '../company/check-books.ts'
import type { Command } from './command.ts'
import { lookOptionHelp, lookOptions, openLook } from './open-database.ts'

/** Compares the books of a company: every service's tables with the ledger. It changes nothing. */
export const checkCommand: Command = {
  summary: "Check a company's books: every service's tables against the ledger",
  usage: 'modosu check --company hinata [--data DIR]   (or --config FILE)',
  options: lookOptions,
  optionHelp: lookOptionHelp,
  async run(values) {
    const opened = await openLook(values)
    try {
      const { runtime, services } = opened
      const findings = await inContext(runtime, (ctx) => checkBooks(ctx, services))
      for (const { room, subject, what } of findings) {
        process.stdout.write(`${room}  ${subject}  ${what}\n`)
      }
      process.stdout.write(
        findings.length === 0 ? 'the books agree\n' : `${findings.length} found\n`,
      )
      return findings.length === 0 ? 0 : 1
    } finally {
      await opened.close()
    }
  },
}
