import { execFile } from 'node:child_process'
import { readFile, readlink } from 'node:fs/promises'
import type { RunAs } from './run-as.ts'
import { runProgram } from './run-program.ts'

/** A live process. The start tells it from a later process that got the same number. */
export interface ProcessFacts {
  readonly pid: number
  readonly startedAt: string
  readonly commandLine: string
}

/** Looks a process up; `undefined` when there is none or when it is dead and only not yet reaped. */
export async function inspectProcess(pid: number): Promise<ProcessFacts | undefined> {
  if (!Number.isSafeInteger(pid) || pid <= 0) return undefined
  return process.platform === 'linux' ? await inspectByProc(pid) : await inspectByPs(pid)
}

const START_FIELD = 19

/**
 * A postmaster whose parent was killed belongs to process 1, which in a container may never reap
 * it: then `kill(pid, 0)` succeeds for ever, so the state has to be read.
 */
async function inspectByProc(pid: number): Promise<ProcessFacts | undefined> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
    // The name stands in brackets and may itself hold brackets and spaces.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const [state, startedAt] = [fields[0], fields[START_FIELD]]
    if (state === 'Z' || state === 'X' || startedAt === undefined) return undefined
    const commandLine = (await readFile(`/proc/${pid}/cmdline`, 'utf8')).replaceAll('\0', ' ')
    return { pid, startedAt, commandLine }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ESRCH') return undefined
    throw error
  }
}

const PS_LINE = /^\s*(\S+)\s+(\S+ \S+ +\d+ [\d:]+ \d+)\s(.*)$/

async function inspectByPs(pid: number): Promise<ProcessFacts | undefined> {
  const output = await new Promise<string>((resolve) => {
    const args = ['-ww', '-o', 'stat=,lstart=,args=', '-p', String(pid)]
    execFile('ps', args, { env: { ...process.env, LC_ALL: 'C' } }, (_error, stdout) => {
      resolve(stdout)
    })
  })
  const [, state, startedAt, commandLine] = PS_LINE.exec(output.trimEnd()) ?? []
  if (state === undefined || startedAt === undefined || state.startsWith('Z')) return undefined
  return {
    pid,
    startedAt: startedAt.replaceAll(/\s+/g, '_'),
    commandLine: commandLine ?? '',
  }
}

/**
 * Tells the folder that a process lives in; `undefined` when it cannot be told. In a container even
 * root may not look into another account's processes, so the account itself is asked to look.
 */
export async function workingFolder(
  pid: number,
  runAs: RunAs | undefined,
): Promise<string | undefined> {
  try {
    if (process.platform === 'linux') {
      const link = `/proc/${pid}/cwd`
      return await readlink(link).catch(async () =>
        (await runProgram('readlink', [link], { runAs })).replace(/\n$/, ''),
      )
    }
    const output = await runProgram('lsof', ['-a', '-p', String(pid), '-d', 'cwd', '-Fn'], {
      runAs,
    })
    return /^n(.*)$/m.exec(output)?.[1]
  } catch {
    return undefined
  }
}
