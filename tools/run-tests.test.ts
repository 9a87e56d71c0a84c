import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, test } from 'node:test'

const RUNNER = join(import.meta.dirname, 'run-tests.ts')
const IMPORTS = "import { describe, test } from 'node:test'\n"
let root: string

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'modosu-run-tests-'))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

function plant(path: string, code: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), `${IMPORTS}${code}\n`)
}

async function runTests(...args: string[]): Promise<{ code: number; out: string; last: string }> {
  // The runner refuses to run inside a test unless it forgets that it is in one.
  const { NODE_TEST_CONTEXT: _, ...env } = process.env
  const child = spawn(process.execPath, [RUNNER, ...args], { cwd: root, env })
  let out = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      out += text
    })
  }
  const [code] = (await once(child, 'close')) as [number]
  return { code, out, last: out.trimEnd().split('\n').at(-1) ?? '' }
}

const GOOD = "test('good', () => {})"
const BAD =
  "test('bad', () => { throw new Error('the reason', { cause: new Error('the cause') }) })"

test('good tests in every folder end with their number and code 0', async () => {
  plant('packages/pay/src/a.test.ts', GOOD)
  plant(
    'packages/pay/test/deep/b.test.ts',
    `describe('s', () => { ${GOOD}; test('two', () => {}) })`,
  )
  plant('tools/c.test.ts', GOOD)
  plant('e2e/d.test.ts', GOOD)
  plant('packages/pay/node_modules/x/e.test.ts', BAD)
  const { code, last } = await runTests()
  assert.deepEqual([code, last], [0, '5 passed, 0 failed'])
})

test('a failed test is told with its suite, reason and cause, and ends with code 1', async () => {
  plant('packages/pay/src/a.test.ts', `describe('suite', () => { ${BAD} })\n${GOOD}`)
  const { code, out, last } = await runTests()
  assert.deepEqual([code, last], [1, '1 passed, 1 failed'])
  for (const part of ['suite > bad', 'the reason', 'the cause']) assert.ok(out.includes(part), part)
})

test('a file that crashes counts as a failure, and its last words are told', async () => {
  plant('packages/pay/src/a.test.ts', "throw new Error('crashed on load')")
  const { code, out, last } = await runTests()
  assert.deepEqual([code, last], [1, '0 passed, 1 failed'])
  assert.ok(out.includes('crashed on load'))
})

test('a hook that fails counts as a failure', async () => {
  plant(
    'packages/pay/src/a.test.ts',
    `import { before } from 'node:test'\nbefore(() => { throw new Error('no database') })\n${GOOD}`,
  )
  const { code, out } = await runTests()
  assert.equal(code, 1)
  assert.ok(out.includes('no database'))
})

test('a file without a test fails, and so does a run without a file', async () => {
  assert.equal((await runTests()).last, '0 passed, 0 failed')
  assert.equal((await runTests()).code, 1)
  plant('packages/pay/src/a.test.ts', '')
  assert.deepEqual((await runTests()).last, '0 passed, 1 failed')
})

test('a test that takes too long fails by its own name', async () => {
  plant(
    'packages/pay/src/a.test.ts',
    `test('slow', (t) => new Promise((resolve) => {
      const timer = setTimeout(resolve, 60_000)
      t.signal.addEventListener('abort', () => clearTimeout(timer))
    }))`,
  )
  const { code, out, last } = await runTests('--timeout', '1')
  assert.deepEqual([code, last], [1, '0 passed, 1 failed'])
  assert.match(out, /slow\n\s+'?test timed out/)
})

test('a file that blocks is ended and fails, and the others run on', async () => {
  plant('packages/pay/src/a.test.ts', "test('blocks', () => { for (;;); })")
  plant('packages/pay/src/b.test.ts', GOOD)
  const { code, out, last } = await runTests('--timeout', '1')
  assert.deepEqual([code, last], [1, '1 passed, 1 failed'])
  assert.ok(out.includes('silent for'))
})

test('words choose files and the seed reaches the tests', async () => {
  plant(
    'packages/pay/src/a.test.ts',
    "test('seed', () => { if (process.env.FC_SEED !== '42') throw new Error('no seed') })",
  )
  plant('packages/desk/src/b.test.ts', BAD)
  const { code, last } = await runTests('packages/pay', '--seed', '42')
  assert.deepEqual([code, last], [0, '1 passed, 0 failed'])
})

test('a skipped test is counted apart', async () => {
  plant('packages/pay/src/a.test.ts', `${GOOD}\ntest('later', { skip: true }, () => {})`)
  assert.equal((await runTests()).last, '1 passed, 0 failed, 1 skipped')
})
