import { join } from 'node:path'
import { run } from 'node:test'
import { inspect } from 'node:util'

export interface FileResult {
  readonly file: string
  readonly passed: number
  readonly skipped: number
  readonly failures: readonly TestFailure[]
  readonly durationMs: number
  /** What the file printed, cut to a limit. */
  readonly output: string
}

export interface TestFailure {
  /** The names from the outermost suite to the test. */
  readonly name: string
  readonly reason: string
}

export interface FileOptions {
  readonly root: string
  readonly timeoutMs: number
  /** Stops the run when the person at the terminal does. */
  readonly signal: AbortSignal
}

/** What the runner adds to the time of one test before it gives a silent file up. */
const SILENCE_GRACE_MS = 15_000
const OUTPUT_MAX = 20_000

interface Tally {
  passed: number
  skipped: number
  failures: TestFailure[]
  output: string
}

/**
 * Runs one test file in a process of its own. A file that neither ends nor reports a test for longer
 * than a test may take is ended and counts as a failure: a forgotten timer or connection would
 * otherwise hold the whole run. A file without a test is a failure too.
 */
export async function runTestFile(file: string, options: FileOptions): Promise<FileResult> {
  const path = join(options.root, file)
  const started = performance.now()
  const tally: Tally = { passed: 0, skipped: 0, failures: [], output: '' }
  const silence = new AbortController()
  const silenceMs = options.timeoutMs + SILENCE_GRACE_MS
  const watch = setTimeout(() => silence.abort(), silenceMs)
  const events = run({
    files: [path],
    timeout: options.timeoutMs,
    signal: AbortSignal.any([options.signal, silence.signal]),
  })
  const names: string[] = []
  for await (const event of events) {
    watch.refresh()
    if (event.type === 'test:start') names[event.data.nesting] = event.data.name
    if (event.type === 'test:pass') countPass(tally, event.data, path)
    if (event.type === 'test:fail') {
      countFailure(tally, event.data, { path, names: names.slice(0, event.data.nesting) })
    }
    if (event.type === 'test:stdout' || event.type === 'test:stderr') {
      tally.output = (tally.output + event.data.message).slice(0, OUTPUT_MAX)
    }
  }
  clearTimeout(watch)
  addFileFailures(tally, {
    silent: silence.signal.aborted,
    stopped: options.signal.aborted,
    silenceMs,
  })
  return { file, ...tally, durationMs: performance.now() - started }
}

interface TestData {
  readonly name: string
  readonly nesting: number
  readonly skip?: string | boolean | undefined
  readonly todo?: string | boolean | undefined
  readonly details: { readonly type?: string | undefined; readonly error?: Error }
}

function countPass(tally: Tally, data: TestData, path: string): void {
  // The runner reports a file that made no test of its own as one passed test of the file's name.
  if (data.details.type === 'suite' || data.name === path) return
  if (data.skip !== undefined || data.todo !== undefined) tally.skipped += 1
  else tally.passed += 1
}

function countFailure(
  tally: Tally,
  data: TestData,
  at: { path: string; names: readonly string[] },
): void {
  if (data.todo !== undefined) {
    tally.skipped += 1
    return
  }
  const error = data.details.error as (Error & { failureType?: string }) | undefined
  // The parent of a failed test fails with it; the reason stands at the child.
  if (error?.failureType === 'subtestsFailed') return
  // Why the file was ended is told once, at its end.
  if (error?.failureType === 'testAborted') return
  const isFile = data.name === at.path
  tally.failures.push({
    name: isFile ? '(the file itself)' : [...at.names, data.name].join(' > '),
    reason: inspect(error?.cause ?? error, { depth: 6 }),
  })
}

function addFileFailures(
  tally: Tally,
  end: { silent: boolean; stopped: boolean; silenceMs: number },
): void {
  const name = '(the file itself)'
  if (end.stopped) {
    tally.failures.push({ name, reason: 'stopped before its end' })
  } else if (end.silent) {
    const seconds = end.silenceMs / 1000
    tally.failures.push({
      name,
      reason: `silent for ${seconds} s: it blocks, or left a timer, connection or server open`,
    })
  } else if (tally.passed + tally.skipped + tally.failures.length === 0) {
    tally.failures.push({ name, reason: 'it holds no test' })
  }
}
