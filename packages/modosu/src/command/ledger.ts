import { type Ctx, inContext } from '@modosu/kernel'
import { ledgerCommandAccounts, ledgerCommandTrace, ledgerCommandVerify } from '@modosu/ledger'
import { type Command, UsageError } from './command.ts'
import { lookOptionHelp, lookOptions, openLook } from './open-database.ts'

type Look = (ctx: Ctx, words: readonly string[], print: (line: string) => void) => Promise<boolean>

const looks: Readonly<Record<string, Look>> = {
  accounts: ledgerCommandAccounts,
  trace: (ctx, [key = ''], print) => ledgerCommandTrace(ctx, key, print),
  verify: (ctx, _, print) => ledgerCommandVerify(ctx, print),
}

/** Looks into a company's ledger: it reads as the application does and can change nothing. */
export const ledgerCommand: Command = {
  summary: "Look into a company's ledger: accounts, a trace as a tree, a whole proof",
  usage:
    "modosu ledger accounts [CODE… or 'BEGINNING*'] --company hinata [--data DIR]\n" +
    '       modosu ledger trace KEY --company hinata [--data DIR]\n' +
    '       modosu ledger verify --company hinata [--data DIR]   (or --config FILE)',
  positionals: 'accounts|trace|verify',
  options: lookOptions,
  optionHelp: lookOptionHelp,
  async run(values, [name = '', ...words]) {
    const look = looks[name]
    if (!look) throw new UsageError(`say what to look at: ${Object.keys(looks).join(', ')}`)
    const opened = await openLook(values)
    try {
      const print = (line: string) => void process.stdout.write(`${line}\n`)
      return (await inContext(opened.runtime, (ctx) => look(ctx, words, print))) ? 0 : 1
    } finally {
      await opened.close()
    }
  },
}
