import { rm, rmdir } from 'node:fs/promises'
import { readPostmaster } from './find-postmaster.ts'
import { inspectProcess } from './inspect-process.ts'
import type { ServerHome } from './server-home.ts'
import { waitUntil } from './wait-until.ts'

const FAST_WAIT_MS = 30_000
const IMMEDIATE_WAIT_MS = 10_000

/**
 * Stops the postmaster of the folder, if one runs: fast first (open transactions are rolled back,
 * a checkpoint is written), then at once (the log is replayed at the next start). The caller holds
 * the start lock.
 */
export async function stopPostmaster(home: ServerHome): Promise<void> {
  const postmaster = await readPostmaster(home)
  if (postmaster) {
    const stopped =
      (await signalAndWait(postmaster.pid, 'SIGINT', FAST_WAIT_MS)) ||
      (await signalAndWait(postmaster.pid, 'SIGQUIT', IMMEDIATE_WAIT_MS))
    if (!stopped) throw new Error(`PostgreSQL (process ${postmaster.pid}) does not stop`)
    // A socket folder elsewhere goes with its server; one that is still in use is not empty.
    await rmdir(postmaster.socketDir).catch(() => undefined)
  }
  await rm(home.recordFile, { force: true })
}

async function signalAndWait(
  pid: number,
  signal: 'SIGINT' | 'SIGQUIT',
  timeoutMs: number,
): Promise<boolean> {
  try {
    process.kill(pid, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return true
    throw new Error(`process ${pid} belongs to another user and cannot be stopped`, {
      cause: error,
    })
  }
  const gone = await waitUntil(timeoutMs, async () =>
    (await inspectProcess(pid)) ? undefined : true,
  )
  return gone === true
}
