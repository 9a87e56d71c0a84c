import { parseArgs } from 'node:util'
import { UsageError } from './command/command.ts'
import { commands } from './command/commands.ts'
import { help } from './command/help.ts'

/** The `modosu` command: finds the command, reads its options, runs it. */
const [name = 'help', ...rest] = process.argv.slice(2)
const command = commands[name]

if (name === 'help' || name === '--help' || name === '-h' || rest.includes('--help')) {
  process.stdout.write(help(commands, command && name))
} else if (!command) {
  process.stderr.write(`There is no command "${name}".\n\n${help(commands)}`)
  process.exitCode = 2
} else {
  try {
    const { values, positionals } = parseArgs({
      args: rest,
      options: command.options,
      allowPositionals: command.positionals !== undefined,
    })
    process.exitCode = await command.run(values, positionals)
  } catch (error) {
    const { code, message, stack } = error as NodeJS.ErrnoException
    const isUsage = error instanceof UsageError || code?.startsWith('ERR_PARSE_ARGS') === true
    process.stderr.write(`${isUsage ? message : stack}\n`)
    // What a failed start left open would keep the process alive; its database is adopted next time.
    process.exit(isUsage ? 2 : 1)
  }
}
