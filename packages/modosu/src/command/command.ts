import type { ParseArgsConfig } from 'node:util'

export type OptionValues = Readonly<
  Record<string, string | boolean | (string | boolean)[] | undefined>
>

/** One command of `modosu`. */
export interface Command {
  readonly summary: string
  readonly usage: string
  /** Names of what is given without a dash, when anything may be. */
  readonly positionals?: string
  readonly options: NonNullable<ParseArgsConfig['options']>
  /** What each option is for, for the help. */
  readonly optionHelp: Readonly<Record<string, string>>
  /** Gives the exit code. */
  run(values: OptionValues, positionals: readonly string[]): Promise<number>
}

/** What was typed cannot be meant: the words are for whoever typed it, and no stack goes with them. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

export function textOption(values: OptionValues, name: string): string | undefined {
  const value = values[name]
  return typeof value === 'string' ? value : undefined
}

/** Waits for ctrl-C or a polite end. */
export function untilToldToStop(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGINT', () => resolve())
    process.once('SIGTERM', () => resolve())
  })
}
