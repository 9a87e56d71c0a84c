import { bankCommand } from './bank.ts'
import { carrierCommand } from './carrier.ts'
import { checkCommand } from './check.ts'
import type { Command } from './command.ts'
import { demoCommand } from './demo.ts'
import { ledgerCommand } from './ledger.ts'
import { mailboxCommand } from './mailbox.ts'
import { recallCommand } from './recall.ts'
import { replayCommand } from './replay.ts'
import { serveCommand } from './serve.ts'

export const commands: Readonly<Record<string, Command>> = {
  demo: demoCommand,
  serve: serveCommand,
  mailbox: mailboxCommand,
  bank: bankCommand,
  carrier: carrierCommand,
  replay: replayCommand,
  ledger: ledgerCommand,
  check: checkCommand,
  recall: recallCommand,
}
