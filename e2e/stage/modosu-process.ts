import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const BIN = fileURLToPath(new URL('../../packages/modosu/src/bin.ts', import.meta.url))
/** Halves the time of a start; these tests start the same program some hundred times. */
const COMPILE_CACHE = join(ROOT, '.tmp', 'compile-cache')
const READY_DEADLINE_MS = 60_000
const STOP_DEADLINE_MS = 20_000
const OUTPUT_MAX = 20_000

/** How a process ended: by itself with a code, or by a signal. */
export interface Ending {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

/** One `modosu` command, or another program of ours, in a process of its own. */
export interface ModosuProcess {
  readonly pid: number
  readonly ended: Promise<Ending>
  isUp(): boolean
  output(): { readonly out: string; readonly err: string }
  /** As a power cut: `kill -9`. */
  kill(): Promise<void>
  /** Politely, as ctrl-C. */
  stop(): Promise<void>
}

const running = new Set<ChildProcess>()
// Nothing may be left behind, also when the runner gives a test up.
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => process.exit(1))

interface StartOptions {
  readonly env?: NodeJS.ProcessEnv
  readonly readyWhen?: RegExp
}

/** Starts `modosu …` and, when a pattern is given, waits until it stands on standard output. */
export function startModosu(
  args: readonly string[],
  options: StartOptions = {},
): Promise<ModosuProcess> {
  return startProgram(BIN, args, options)
}

/** The same for any program of ours. */
export async function startProgram(
  program: string,
  args: readonly string[],
  options: StartOptions = {},
): Promise<ModosuProcess> {
  const child = spawn(process.execPath, [program, ...args], {
    cwd: ROOT,
    env: { NODE_COMPILE_CACHE: COMPILE_CACHE, ...process.env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  running.add(child)
  const texts = { out: '', err: '' }
  child.stdout.on('data', (data) => {
    texts.out += data
  })
  child.stderr.on('data', (data) => {
    texts.err = (texts.err + data).slice(-OUTPUT_MAX)
  })
  const ended = new Promise<Ending>((resolve) => {
    child.once('close', (code, signal) => {
      running.delete(child)
      resolve({ code, signal })
    })
  })
  const one: ModosuProcess = {
    pid: child.pid ?? 0,
    ended,
    isUp: () => running.has(child),
    output: () => ({ ...texts }),
    async kill() {
      child.kill('SIGKILL')
      await ended
    },
    async stop() {
      child.kill('SIGTERM')
      const impatience = setTimeout(() => child.kill('SIGKILL'), STOP_DEADLINE_MS)
      await ended
      clearTimeout(impatience)
    },
  }
  if (options.readyWhen) await untilPrinted(one, child, options.readyWhen)
  return one
}

/** Waits for a text on standard output; a process that ends before it said so is a fault. */
async function untilPrinted(one: ModosuProcess, child: ChildProcess, text: RegExp): Promise<void> {
  const said = () => text.test(one.output().out)
  let impatience: NodeJS.Timeout | undefined
  await Promise.race([
    new Promise<void>((resolve) => {
      child.stdout?.on('data', () => said() && resolve())
    }),
    one.ended,
    new Promise<void>((resolve) => {
      impatience = setTimeout(resolve, READY_DEADLINE_MS)
    }),
  ])
  clearTimeout(impatience)
  if (said()) return
  await one.kill()
  throw new Error(`the program did not say ${text}:\n${one.output().err}`)
}
