import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { inspectProcess } from './inspect-process.ts'
import { probePostmaster } from './probe.ts'
import type { ServerHome } from './server-home.ts'
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

/** The mark on the command line of every postmaster that we start for this folder. */
export function postmasterMark(home: ServerHome): string {
  return `cluster_name=${home.name}`
}

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
  if (facts.commandLine.includes(postmasterMark(home))) {
    return {
      pid,
      socketDir: lines[SOCKET_LINE]?.trim() ?? '',
      ready: lines[STATUS_LINE]?.trim() === 'ready',
    }
  }
  if (
    /\bpostgres\b.* -D ?\S/.test(facts.commandLine) &&
    facts.commandLine.includes(home.clusterDir)
  ) {
    throw new Error(`${home.clusterDir} is run by process ${pid}, which we did not start: stop it`)
  }
  await rm(file, { force: true })
  return undefined
}

/** Waits until the postmaster answers on its socket; `undefined` when it ends or never answers. */
export async function awaitPostmaster(home: ServerHome): Promise<Postmaster | undefined> {
  const found = await waitUntil(READY_WAIT_MS, async () => {
    const postmaster = await readPostmaster(home)
    if (!postmaster) return 'none'
    if (!postmaster.ready) return undefined
    return (await probePostmaster(postmaster.socketDir)) === postmaster.pid ? postmaster : 'mute'
  })
  return typeof found === 'object' ? found : undefined
}
