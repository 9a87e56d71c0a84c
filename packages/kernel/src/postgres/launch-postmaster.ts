import { spawn } from 'node:child_process'
import { readFile, rename, stat } from 'node:fs/promises'
import type { Binaries } from './find-binaries.ts'
import { awaitPostmaster, type Postmaster, readPostmaster } from './find-postmaster.ts'
import { withClusterPath } from './init-cluster.ts'
import { openOwnedLog } from './make-owned.ts'
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

/** Which programs to run, how, and under which account. */
export interface LaunchPlan {
  readonly binaries: Binaries
  readonly settings: Readonly<Record<string, string>>
  readonly runAs: RunAs | undefined
}

/** What the server says while something of a dead or a racing postmaster still holds the cluster. */
const STILL_IN_USE = /is still in use|lock file .* already exists/

/** A postmaster did not come up. `mayPass` when the reason goes away by itself. */
export class LaunchFault extends Error {
  override readonly name = 'LaunchFault'
  readonly mayPass: boolean
  constructor(message: string, mayPass: boolean) {
    super(message)
    this.mayPass = mayPass
  }
}

/** Starts a postmaster on the cluster and waits until it answers. */
export async function launchPostmaster(
  home: ServerHome,
  { binaries, settings, runAs }: LaunchPlan,
): Promise<Postmaster> {
  const socketDir = await makeSocketFolder(home, runAs)
  await turnLogOver(home)
  const log = await openOwnedLog(home.logFile)
  try {
    const logStart = (await log.stat()).size
    const args = ['-k', socketDir, '-c', `cluster_name=${home.name}`]
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
    const said = (await readFile(home.logFile)).subarray(logStart).toString().trim()
    throw new LaunchFault(
      `PostgreSQL did not start (${ended ?? 'no answer'}): ${said.slice(-LOG_TAIL_CHARACTERS)}`,
      STILL_IN_USE.test(said),
    )
  } finally {
    await log.close()
  }
}

async function turnLogOver(home: ServerHome): Promise<void> {
  const facts = await stat(home.logFile).catch(() => undefined)
  if (facts && facts.size > LOG_BYTES_MAX) await rename(home.logFile, `${home.logFile}.1`)
}
