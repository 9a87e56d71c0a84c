import assert from 'node:assert/strict'
import { afterEach, test } from 'node:test'
import {
  clearTestFolders,
  endOtherProcesses,
  makeTestFolder,
  startInAnotherProcess,
} from '../testing/starter-process.ts'
import { inspectProcess } from './inspect-process.ts'
import { stopPostgres } from './stop-postgres.ts'

afterEach(async () => {
  await endOtherProcesses()
  await clearTestFolders()
})

test('an orphan is stopped, and a folder without a server is left alone', async () => {
  const dataDir = await makeTestFolder()
  assert.equal(await stopPostgres({ dataDir }), true)
  const child = await startInAnotherProcess(dataDir, {})
  await child.kill()
  assert.equal(await stopPostgres({ dataDir }), true)
  assert.equal(await inspectProcess(child.server), undefined)
})

test('a server that a live process uses is left up', async () => {
  const dataDir = await makeTestFolder()
  const child = await startInAnotherProcess(dataDir, {})
  assert.equal(await stopPostgres({ dataDir }), false)
  assert.ok(await inspectProcess(child.server))
  await child.stop()
})
