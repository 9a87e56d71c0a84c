import type { Command } from './command.ts'

/** The help of all commands, or of one. */
export function help(commands: Readonly<Record<string, Command>>, name?: string): string {
  const command = name === undefined ? undefined : commands[name]
  if (command) {
    const options = Object.entries(command.optionHelp)
      .map(([option, text]) => `  --${option.padEnd(20)} ${text}`)
      .join('\n')
    return `${command.summary}\n\nUsage: ${command.usage}\n${options ? `\nOptions:\n${options}\n` : ''}`
  }
  const list = Object.entries(commands)
    .map(([one, { summary }]) => `  ${one.padEnd(10)} ${summary}`)
    .join('\n')
  return `modosu (戻す, "give back"): gives hijacked points accounts back.\n\nUsage: modosu <command> [options]\n\nCommands:\n${list}\n\n"modosu <command> --help" tells more about one.\n`
}
