import { access, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { startStopwatch } from '../clock.ts'
import { inspectProcess, type ProcessFacts, workingFolder } from './inspect-process.ts'
import { probePostmaster } from './probe.ts'
import { chooseRunAs } from './run-as.ts'
import type { ServerHome } from './server-home.ts'
import { SOCKET_PORT } from './socket-folder.ts'
import { waitUntil } from './wait-until.ts'

/** A live postmaster on our cluster. */
export interface Postmaster {
  readonly pid: number
  readonly socketDir: string
  readonly ready: boolean
}

const PID_LINE = 0
const SOCKET_LINE = 4
const STATUS_LINE = 7
/** A postmaster that was just started, or that replays its log after a crash, becomes ready. */
const READY_WAIT_MS = 60_000
/** A postmaster that says it is ready and does not answer for so long hangs. */
const MUTE_WAIT_MS = 5_000

/**
 * Reads postmaster.pid and tells which live postmaster it names; `undefined` when there is none.
 * A file that names a dead process stays: the server itself then looks whether children of the dead
 * postmaster still run before it starts over it. Only a file whose number now belongs to a foreign
 * process is removed, since PostgreSQL would refuse to start because of it.
 */
export async function readPostmaster(home: ServerHome): Promise<Postmaster | undefined> {
  const file = join(home.clusterDir, 'postmaster.pid')
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  if (text === undefined) return undefined
  const lines = text.split('\n')
  const pid = Number.parseInt(lines[PID_LINE] ?? '', 10)
  const facts = await inspectProcess(pid)
  if (!facts) return undefined
  if (await worksOn(home, facts)) {
    return {
      pid,
      socketDir: lines[SOCKET_LINE]?.trim() ?? '',
      ready: lines[STATUS_LINE]?.trim() === 'ready',
    }
  }
  await rm(file, { force: true })
  return undefined
}

/**
 * A postmaster lives in its data folder, also after the folder was moved; nothing on its command
 * line is as reliable. Taking a live one for a foreign process would put two on one cluster, so a
 * folder that cannot be told is a fault.
 */
async function worksOn(home: ServerHome, facts: ProcessFacts): Promise<boolean> {
  if (!facts.commandLine.includes('postgres')) return false
  const folder = await workingFolder(facts.pid, await chooseRunAs(home))
  if (folder !== undefined) return folder === home.clusterDir
  if (!(await inspectProcess(facts.pid))) return false
  throw new Error(`process ${facts.pid} may be running the database in ${home.dir}: stop it first`)
}

/**
 * Waits until the postmaster answers on its socket; `undefined` when it ends or stays mute. One that
 * answers that it is full is waited for.
 */
export async function awaitPostmaster(home: ServerHome): Promise<Postmaster | undefined> {
  const elapsedMs = startStopwatch()
  const found = await waitUntil(READY_WAIT_MS, async () => {
    const postmaster = await readPostmaster(home)
    if (!postmaster) return 'ended'
    if (!postmaster.ready) return undefined
    const answer = await probePostmaster(postmaster.socketDir)
    if (answer === postmaster.pid) return postmaster
    if (answer === 'busy') return undefined
    // Without its socket, as after the folder was moved, it can never be reached again.
    const hopeless = elapsedMs() > MUTE_WAIT_MS || !(await hasSocket(postmaster.socketDir))
    return hopeless ? 'mute' : undefined
  })
  return typeof found === 'object' ? found : undefined
}

async function hasSocket(socketDir: string): Promise<boolean> {
  return await access(join(socketDir, `.s.PGSQL.${SOCKET_PORT}`)).then(
    () => true,
    () => false,
  )
}
