import { link, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { inspectProcess, type ProcessFacts } from './inspect-process.ts'
import { waitUntil } from './wait-until.ts'

const LOCK_WAIT_MS = 120_000

/**
 * Runs `work` while this process alone starts or stops servers of the folder. A lock whose holder
 * is dead is taken over.
 */
export async function withStartLock<Value>(
  lockFile: string,
  work: () => Promise<Value>,
): Promise<Value> {
  const self = await inspectProcess(process.pid)
  if (!self) throw new Error('this process cannot be looked up')
  const text = lockText(self)
  const taken = await waitUntil(LOCK_WAIT_MS, async () => {
    const held = await readIfThere(lockFile)
    if (held === undefined) return (await tryTake(lockFile, text)) || undefined
    if (!(await isHeld(held))) await breakStale(lockFile, held)
    return undefined
  })
  if (!taken)
    throw new Error(
      `${lockFile} has been held for ${LOCK_WAIT_MS / 1000} s by ${await holder(lockFile)}`,
    )
  try {
    return await work()
  } finally {
    await rm(lockFile, { force: true })
  }
}

function lockText(facts: ProcessFacts): string {
  return `${facts.pid} ${facts.startedAt}\n`
}

async function holder(lockFile: string): Promise<string> {
  return (await readIfThere(lockFile))?.trim() ?? 'nobody'
}

/** Linking a finished file in is atomic and exclusive: nobody ever reads a lock half written. */
async function tryTake(lockFile: string, text: string): Promise<boolean> {
  const scratch = await mkdtemp(`${lockFile}.`)
  try {
    const draft = join(scratch, basename(lockFile))
    await writeFile(draft, text)
    await link(draft, lockFile)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

/**
 * Two waiters may find the same dead holder. The lock is moved away and looked at once more, so the
 * slower of them puts a fresh lock back instead of deleting it. Should even that fail, the server's
 * own interlock on its data folder still refuses a second postmaster.
 */
async function breakStale(lockFile: string, text: string): Promise<void> {
  const scratch = await mkdtemp(`${lockFile}.`)
  const moved = join(scratch, 'moved')
  try {
    await rename(lockFile, moved)
    if ((await readIfThere(moved)) !== text) await link(moved, lockFile)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code !== 'ENOENT' && code !== 'EEXIST') throw error
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

async function isHeld(text: string): Promise<boolean> {
  const [pid, startedAt] = text.trim().split(' ')
  const facts = await inspectProcess(Number(pid))
  return facts !== undefined && facts.startedAt === startedAt
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
