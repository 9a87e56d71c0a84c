import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, test } from 'node:test'
import { clearTestFolders, makeTestFolder } from '../testing/starter-process.ts'
import { inspectProcess } from './inspect-process.ts'
import { withStartLock } from './start-lock.ts'

afterEach(clearTestFolders)

/** Runs many holders at once and tells how many of them ever held the lock together. */
async function crowd(lockFile: string, holders: number): Promise<number> {
  let inside = 0
  let insideMax = 0
  const hold = () =>
    withStartLock(lockFile, async () => {
      inside += 1
      insideMax = Math.max(insideMax, inside)
      await readdir('.')
      inside -= 1
    })
  await Promise.all(Array.from({ length: holders }, hold))
  return insideMax
}

test('one holder at a time has the lock, and nothing of it stays', async () => {
  const folder = await makeTestFolder()
  assert.equal(await crowd(join(folder, 'start.lock'), 20), 1)
  assert.deepEqual(await readdir(folder), [])
})

test('the lock of a dead process is taken over by one of many waiters', async () => {
  const folder = await makeTestFolder()
  const child = spawn('sleep', ['60'])
  const facts = await inspectProcess(child.pid ?? 0)
  child.kill('SIGKILL')
  await once(child, 'exit')
  await writeFile(join(folder, 'start.lock'), `${facts?.pid} ${facts?.startedAt}\n`)
  assert.equal(await crowd(join(folder, 'start.lock'), 20), 1)
  assert.deepEqual(await readdir(folder), [])
})

test('the lock of a dead process whose number was given away again is taken over', async () => {
  const folder = await makeTestFolder()
  await writeFile(join(folder, 'start.lock'), `${process.pid} 1\n`)
  assert.equal(await crowd(join(folder, 'start.lock'), 2), 1)
})

test('a fault of the holder frees the lock', async () => {
  const lockFile = join(await makeTestFolder(), 'start.lock')
  const fault = new Error('no')
  await assert.rejects(
    withStartLock(lockFile, async () => {
      throw fault
    }),
    fault,
  )
  assert.equal(await withStartLock(lockFile, async () => 'free'), 'free')
})
