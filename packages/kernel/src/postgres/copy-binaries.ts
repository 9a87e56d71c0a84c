import { createHash } from 'node:crypto'
import { chmod, cp, lstat, mkdtemp, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { linkLibraries } from './link-libraries.ts'
import type { RunAs } from './run-as.ts'
import { assertOwnFolder, reachableTemporaryFolder } from './temporary-folder.ts'

const HASH_LENGTH = 16

/**
 * Copies the programs once to a folder that the account can reach, and gives that folder. The copy
 * belongs to us, not to the account that runs it.
 */
export async function copyBinaries(
  nativeDir: string,
  version: string,
  runAs: RunAs | undefined,
): Promise<string> {
  const uid = process.getuid?.() ?? 0
  const hash = createHash('sha256').update(`${nativeDir}\n${uid}`).digest('hex')
  const parent = await reachableTemporaryFolder(runAs)
  const target = join(parent, `modosu-postgres-${version}-${hash.slice(0, HASH_LENGTH)}`)
  if (await isThere(target)) {
    await assertOwnFolder(target, [uid])
    if (await isWhole(nativeDir, target)) return join(target, 'native')
    await rm(target, { recursive: true, force: true })
  }
  await copyInto(nativeDir, target)
  await assertOwnFolder(target, [uid])
  return join(target, 'native')
}

/** Systems that clear old files out of /tmp leave half a copy behind. */
async function isWhole(nativeDir: string, target: string): Promise<boolean> {
  const source = await readdir(nativeDir, { recursive: true })
  const copied = new Set(await readdir(join(target, 'native'), { recursive: true }))
  return source.every((path) => copied.has(path))
}

/** The copy appears under its name only when it is whole, so an interrupted one is never used. */
async function copyInto(nativeDir: string, target: string): Promise<void> {
  const draft = await mkdtemp(`${target}.`)
  try {
    const native = join(draft, 'native')
    await cp(nativeDir, native, { recursive: true, verbatimSymlinks: true })
    await openToRead(native)
    await linkLibraries(native)
    await chmod(draft, 0o755)
    await rename(draft, target)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    // Another process finished the same copy first.
    if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw error
  } finally {
    await rm(draft, { recursive: true, force: true })
  }
}

/** A package installed under a strict umask, or read-only, is closed; the copy must not be. */
async function openToRead(folder: string): Promise<void> {
  await chmod(folder, 0o755)
  for (const entry of await readdir(folder, {
    withFileTypes: true,
    recursive: true,
  })) {
    const path = join(entry.parentPath, entry.name)
    if (entry.isDirectory()) await chmod(path, 0o755)
    else if (entry.isFile()) await chmod(path, (await lstat(path)).mode & 0o100 ? 0o755 : 0o644)
  }
}

async function isThere(path: string): Promise<boolean> {
  return await lstat(path).then(
    () => true,
    () => false,
  )
}
