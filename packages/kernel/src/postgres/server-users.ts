import { readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { inspectProcess } from './inspect-process.ts'
import { makeOwned } from './make-owned.ts'

/** One handle on the server, held by this process. */
export interface ServerUser {
  readonly file: string
}

let handles = 0

/** Notes that this process uses the server. The caller holds the start lock. */
export async function addServerUser(usersDir: string): Promise<ServerUser> {
  const self = await inspectProcess(process.pid)
  if (!self) throw new Error('this process cannot be looked up')
  await makeOwned(usersDir)
  await liveServerUsers(usersDir)
  handles += 1
  const file = join(usersDir, `${self.pid}-${self.startedAt}-${handles}`)
  await writeFile(file, '')
  return { file }
}

export async function removeServerUser(user: ServerUser): Promise<void> {
  await rm(user.file, { force: true })
}

/** The numbers of live processes that use the server; forgets those that died without a word. */
export async function liveServerUsers(usersDir: string): Promise<number[]> {
  const names = await readdir(usersDir).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  const live: number[] = []
  for (const name of names) {
    const [pid, startedAt] = name.split('-')
    const facts = await inspectProcess(Number(pid))
    if (facts && facts.startedAt === startedAt) live.push(facts.pid)
    else await rm(join(usersDir, name), { force: true })
  }
  return live
}
