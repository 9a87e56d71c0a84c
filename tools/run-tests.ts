import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { findTestFiles } from './run-tests/find-test-files.ts'
import { type FileResult, runTestFile } from './run-tests/run-test-file.ts'

const USAGE = `npm test -- [words] [--seed N] [--timeout seconds]
  words      only the files whose path holds one of them
  --seed     the seed of the property tests, as the environment variable FC_SEED
  --timeout  how long one test may take, instead of 120 s (240 s under e2e/)`

/** One more than the two cores we promise to be quick on: tests wait for a disk or a clock as well. */
const CONCURRENCY = 3
const TEST_TIMEOUT_MS = 120_000
const E2E_TIMEOUT_MS = 240_000

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: 'string' },
    timeout: { type: 'string' },
    help: { type: 'boolean' },
  },
})
if (values.help) console.log(USAGE)
else process.exitCode = await runAll(process.cwd())

async function runAll(root: string): Promise<number> {
  if (values.seed !== undefined) process.env.FC_SEED = values.seed
  // Some hundred processes load the same files; with their compiled form kept, twice as fast.
  process.env.NODE_COMPILE_CACHE ??= join(root, '.tmp', 'compile-cache')
  const stop = new AbortController()
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => stop.abort())

  const waiting = await findTestFiles(root, positionals)
  const results: FileResult[] = []
  const worker = async (): Promise<void> => {
    for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
      if (stop.signal.aborted) return
      const result = await runTestFile(file, {
        root,
        timeoutMs: timeoutOf(file),
        signal: stop.signal,
      })
      results.push(result)
      reportFile(result)
    }
  }
  try {
    await Promise.all(Array.from({ length: CONCURRENCY }, worker))
  } finally {
    await stopSharedServer(root)
  }
  return reportTotal(results, stop.signal.aborted)
}

function timeoutOf(file: string): number {
  if (values.timeout !== undefined) return Number(values.timeout) * 1000
  return file.startsWith('e2e/') ? E2E_TIMEOUT_MS : TEST_TIMEOUT_MS
}

function reportFile(result: FileResult): void {
  const mark = result.failures.length === 0 ? 'ok  ' : 'FAIL'
  const seconds = (result.durationMs / 1000).toFixed(1).padStart(6)
  console.log(`${mark} ${seconds} s ${String(result.passed).padStart(4)} tests  ${result.file}`)
  if (result.failures.length === 0) return
  for (const failure of result.failures) {
    console.log(`\n  ${failure.name}\n${indent(failure.reason, 4)}\n`)
  }
  if (result.output.trim() !== '') console.log(`  printed:\n${indent(result.output.trim(), 4)}\n`)
}

function indent(text: string, spaces: number): string {
  return text.replaceAll(/^/gm, ' '.repeat(spaces))
}

/** The closing line is read by machines: it stays the last one and keeps its form. */
function reportTotal(results: readonly FileResult[], aborted: boolean): number {
  const sum = (of: (result: FileResult) => number) =>
    results.reduce((total, result) => total + of(result), 0)
  const passed = sum((result) => result.passed)
  const failed = sum((result) => result.failures.length)
  const skipped = sum((result) => result.skipped)
  const broken = results.filter((result) => result.failures.length > 0)
  if (broken.length > 0) {
    console.log(`\nfailed in:\n${broken.map((result) => `  ${result.file}`).join('\n')}`)
  }
  if (aborted) console.log('\nstopped before the end')
  if (results.length === 0) console.log('no test file found')
  console.log(`\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`)
  return failed === 0 && passed > 0 && !aborted ? 0 : 1
}

/** Test processes leave the database server up for the next one; the run ends it. */
async function stopSharedServer(root: string): Promise<void> {
  if (!existsSync(join(root, '.tmp', 'test-postgres'))) return
  const { stopTestServer } = await import('@modosu/kernel/testing')
  await stopTestServer()
}
