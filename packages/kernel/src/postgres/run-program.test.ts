import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { test } from 'node:test'
import { startStopwatch } from '../clock.ts'
import { runProgram } from './run-program.ts'

test('a program sees nothing of our environment', async () => {
  const output = await runProgram('env', [], { runAs: undefined })
  const names = output
    .trim()
    .split('\n')
    .map((line) => line.split('=')[0])
  assert.deepEqual(new Set(names), new Set(['LC_ALL', 'TZ', 'PATH']))
})

test("a failing program's own words become the fault", async () => {
  await assert.rejects(
    runProgram('sh', ['-c', 'echo it is broken >&2; exit 3'], { runAs: undefined }),
    /sh ended with 3: it is broken/,
  )
})

test('a program that cannot be started does not keep the process from ending', async () => {
  const url = new URL('./run-program.ts', import.meta.url).href
  const code = `const { runProgram } = await import(process.argv[1])
    await runProgram('/no/such/program', [], {}).catch(() => undefined)`
  const elapsedMs = startStopwatch()
  const child = spawn(process.execPath, ['--input-type=module', '--eval', code, url])
  assert.deepEqual(await once(child, 'exit'), [0, null])
  assert.ok(elapsedMs() < 30_000)
})
