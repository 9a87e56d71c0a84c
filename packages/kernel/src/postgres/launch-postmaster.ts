import { spawn } from 'node:child_process'
import { open, readFile, rename, stat } from 'node:fs/promises'
import type { Binaries } from './find-binaries.ts'
import {
  awaitPostmaster,
  type Postmaster,
  postmasterMark,
  readPostmaster,
} from './find-postmaster.ts'
import { withClusterPath } from './init-cluster.ts'
import type { RunAs } from './run-as.ts'
import { PROGRAM_ENVIRONMENT } from './run-program.ts'
import type { ServerHome } from './server-home.ts'
import { writeServerRecord } from './server-record.ts'
import { makeSocketFolder } from './socket-folder.ts'
import { waitUntil } from './wait-until.ts'

const LOG_BYTES_MAX = 10 * 1024 * 1024
const LOG_TAIL_CHARACTERS = 2_000
/** Until the postmaster has written its postmaster.pid. */
const PID_FILE_WAIT_MS = 20_000

/** Starts a postmaster on the cluster and waits until it answers. */
export async function launchPostmaster(
  home: ServerHome,
  binaries: Binaries,
  settings: Readonly<Record<string, string>>,
  runAs: RunAs | undefined,
): Promise<Postmaster> {
  const socketDir = await makeSocketFolder(home, runAs)
  await turnLogOver(home)
  const log = await open(home.logFile, 'a', 0o600)
  try {
    const args = ['-k', socketDir, '-c', postmasterMark(home)]
    for (const [key, value] of Object.entries(settings)) args.push('-c', `${key}=${value}`)
    const child = await withClusterPath(home.clusterDir, runAs, async (path, folder) =>
      // Detached: ctrl-c in the terminal goes to the whole process group, and the caller still has
      // work to finish on the database when it gets it.
      spawn(binaries.postgres, ['-D', path, ...args], {
        ...runAs,
        cwd: '/',
        env: PROGRAM_ENVIRONMENT,
        detached: true,
        stdio: ['ignore', log.fd, log.fd, folder ?? 'ignore'],
      }),
    )
    child.unref()
    let ended: string | undefined
    child.once('error', (error) => {
      ended = error.message
    })
    child.once('exit', (code, signal) => {
      ended = `ended with ${signal ?? code}`
    })
    if (child.pid !== undefined) {
      await writeServerRecord(home, {
        pid: child.pid,
        settings,
        version: binaries.version,
      })
    }
    await waitUntil(PID_FILE_WAIT_MS, async () =>
      ended !== undefined || (await readPostmaster(home)) ? true : undefined,
    )
    const postmaster = ended === undefined ? await awaitPostmaster(home) : undefined
    if (postmaster && postmaster.pid === child.pid) return postmaster
    throw new Error(`PostgreSQL did not start (${ended ?? 'no answer'}): ${await logTail(home)}`)
  } finally {
    await log.close()
  }
}

async function turnLogOver(home: ServerHome): Promise<void> {
  const facts = await stat(home.logFile).catch(() => undefined)
  if (facts && facts.size > LOG_BYTES_MAX) await rename(home.logFile, `${home.logFile}.1`)
}

async function logTail(home: ServerHome): Promise<string> {
  return (await readFile(home.logFile, 'utf8')).slice(-LOG_TAIL_CHARACTERS).trim()
}
