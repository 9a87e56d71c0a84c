import { chown, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { canPass, type RunAs } from './run-as.ts'
import type { ServerHome } from './server-home.ts'
import { assertOwnFolder, reachableTemporaryFolder } from './temporary-folder.ts'

/** The name of the socket is all that the port is used for: there is no TCP. */
export const SOCKET_PORT = 5432
/** sun_path holds 108 bytes on Linux and 104 on macOS, with the closing zero. */
const SOCKET_PATH_BYTES_MAX = 103

/**
 * Makes the private folder of the socket: in the server's folder when the path is short enough and
 * open to the account, else under the system's temporary folder. Whoever can enter it is the
 * superuser, so it is closed to everybody but the account.
 */
export async function makeSocketFolder(
  home: ServerHome,
  runAs: RunAs | undefined,
): Promise<string> {
  const near = join(home.dir, 'socket')
  const fits = isShort(near) && (await canPass(home.dir, runAs))
  const folder = fits ? near : join(await reachableTemporaryFolder(runAs), home.name)
  if (!isShort(folder)) throw new Error(`${folder} is too long for a socket: set TMPDIR shorter`)
  const uid = process.getuid?.() ?? 0
  await mkdir(folder, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })
  await assertOwnFolder(folder, [uid, runAs?.uid ?? uid])
  if (runAs) await chown(folder, runAs.uid, runAs.gid)
  return folder
}

function isShort(folder: string): boolean {
  return Buffer.byteLength(join(folder, `.s.PGSQL.${SOCKET_PORT}`)) <= SOCKET_PATH_BYTES_MAX
}
