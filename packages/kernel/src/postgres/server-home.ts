import { createHash } from 'node:crypto'
import { access, constants, mkdir, realpath } from 'node:fs/promises'
import { join, resolve } from 'node:path'

/** The named folder of one embedded server and what lies in it. */
export interface ServerHome {
  /** The folder as the system knows it: two spellings of one folder must share one lock. */
  readonly dir: string
  /** The cluster itself; a folder of its own, so that clearing it never touches anything else. */
  readonly clusterDir: string
  readonly logFile: string
  readonly lockFile: string
  readonly recordFile: string
  readonly usersDir: string
  /** Short and unique per folder: names the socket folder and marks the postmaster's command line. */
  readonly name: string
}

const HASH_LENGTH = 16

/** Makes the named folder if needed and tells where everything in it lies. */
export async function openServerHome(dataDir: string): Promise<ServerHome> {
  await mkdir(resolve(dataDir), { recursive: true })
  const dir = await realpath(resolve(dataDir))
  await access(dir, constants.R_OK | constants.W_OK | constants.X_OK).catch((cause: unknown) => {
    throw new Error(`${dir} belongs to another user: choose another folder for the data`, { cause })
  })
  return {
    dir,
    clusterDir: join(dir, 'cluster'),
    logFile: join(dir, 'server.log'),
    lockFile: join(dir, 'start.lock'),
    recordFile: join(dir, 'server.json'),
    usersDir: join(dir, 'users'),
    name: `modosu-${createHash('sha256').update(dir).digest('hex').slice(0, HASH_LENGTH)}`,
  }
}
