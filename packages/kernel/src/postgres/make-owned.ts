import { constants, lchown, mkdir, open, stat } from 'node:fs/promises'
import { dirname } from 'node:path'

/**
 * Makes a folder, if missing, that belongs to the owner of the folder above it. Without this a start
 * by root in a user's folder would lock the user out of the next one.
 */
export async function makeOwned(folder: string): Promise<void> {
  const made = await mkdir(folder, { recursive: true })
  if (made === undefined || process.getuid?.() !== 0) return
  const owner = await stat(dirname(folder))
  // Of a link itself, never of what it points to: the folder above may be somebody else's.
  await lchown(folder, owner.uid, owner.gid)
}

/** Opens a file for appending; made, if missing, for the owner of its folder and closed to others. */
export async function openOwnedLog(file: string) {
  const { O_APPEND, O_CREAT, O_NOFOLLOW, O_WRONLY } = constants
  const handle = await open(file, O_APPEND | O_CREAT | O_NOFOLLOW | O_WRONLY, 0o600)
  if (process.getuid?.() === 0) {
    const owner = await stat(dirname(file))
    await handle.chown(owner.uid, owner.gid)
  }
  return handle
}
