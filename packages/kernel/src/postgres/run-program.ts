import { spawn } from 'node:child_process'
import type { RunAs } from './run-as.ts'

const OUTPUT_MAX = 64 * 1024
const PROGRAM_TIMEOUT_MS = 120_000

/**
 * What the server's programs get to see: nothing of ours. PGDATA, PGOPTIONS or a foreign locale in
 * the caller's environment would change the cluster.
 */
export const PROGRAM_ENVIRONMENT = {
  LC_ALL: 'C',
  TZ: 'UTC',
  PATH: '/usr/bin:/bin:/usr/sbin:/sbin',
} as const

/** Runs a program to its end and gives its output; its complaint is the message of the fault. */
export async function runProgram(
  program: string,
  args: readonly string[],
  options: { runAs: RunAs | undefined; folder?: number | undefined },
): Promise<string> {
  return await new Promise((resolve, reject) => {
    const child = spawn(program, [...args], {
      ...options.runAs,
      // The current folder may be closed to the account, which the programs complain about.
      cwd: '/',
      env: PROGRAM_ENVIRONMENT,
      stdio: ['ignore', 'pipe', 'pipe', options.folder ?? 'ignore'],
    })
    // Not the option of spawn: its timer outlives a program that could not be started, and would
    // keep this process from ending.
    const timer = setTimeout(() => child.kill('SIGKILL'), PROGRAM_TIMEOUT_MS)
    timer.unref()
    let output = ''
    const collect = (chunk: Buffer) => {
      if (output.length < OUTPUT_MAX) output += chunk.toString()
    }
    child.stdout?.on('data', collect)
    child.stderr?.on('data', collect)
    child.once('error', (error) => {
      clearTimeout(timer)
      reject(error)
    })
    child.once('close', (code, signal) => {
      clearTimeout(timer)
      if (code === 0) resolve(output)
      else reject(new Error(`${program} ended with ${signal ?? code}: ${output.trim()}`))
    })
  })
}
