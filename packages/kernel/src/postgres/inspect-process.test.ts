import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { test } from 'node:test'
import { inspectProcess, workingFolder } from './inspect-process.ts'
import { waitUntil } from './wait-until.ts'

const DEADLINE_MS = 10_000

test('a process is told with its command line, its folder and a start that never changes', async () => {
  const facts = await inspectProcess(process.pid)
  assert.equal(facts?.pid, process.pid)
  assert.ok(facts?.commandLine.includes('node'))
  assert.equal((await inspectProcess(process.pid))?.startedAt, facts?.startedAt)
  assert.equal(await workingFolder(process.pid, undefined), process.cwd())
})

test('numbers that name no process are told as none', async () => {
  for (const pid of [0, -1, Number.NaN, 2 ** 22 + 1]) {
    assert.equal(await inspectProcess(pid), undefined)
  }
})

test('a dead process that its parent never reaped counts as dead', async () => {
  // The shell becomes a program that does not wait for the child it inherits.
  const parent = spawn('sh', ['-c', 'true & echo $!; exec sleep 60'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  try {
    const [line] = (await once(createInterface(parent.stdout), 'line')) as [string]
    const pid = Number(line)
    const dead = await waitUntil(DEADLINE_MS, async () =>
      (await inspectProcess(pid)) ? undefined : true,
    )
    assert.equal(dead, true)
  } finally {
    parent.kill('SIGKILL')
    await once(parent, 'exit')
  }
})
