import { lstat, readFile, symlink } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

const LINKS_MAX = 100

/**
 * Makes the links between shared libraries that the package's install script would have made: npm
 * keeps no links in packages, and install scripts may be switched off. Links that are there stay.
 */
export async function linkLibraries(nativeDir: string): Promise<void> {
  const list = JSON.parse(await readFile(join(nativeDir, 'pg-symlinks.json'), 'utf8')) as {
    source: string
    target: string
  }[]
  if (list.length > LINKS_MAX) throw new Error(`${nativeDir} lists ${list.length} links`)
  for (const { source, target } of list) {
    // The list counts from the package's folder; the native folder is one below.
    const link = join(dirname(nativeDir), target)
    if (await isThere(link)) continue
    await symlink(basename(source), link).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error
    })
  }
}

async function isThere(path: string): Promise<boolean> {
  return await lstat(path).then(
    () => true,
    () => false,
  )
}
