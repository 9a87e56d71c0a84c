import { chown, mkdtemp, open, readdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Binaries } from './find-binaries.ts'
import { canPass, type RunAs } from './run-as.ts'
import { runProgram } from './run-program.ts'
import type { ServerHome } from './server-home.ts'

const DRAFT_PREFIX = 'cluster.new-'

/**
 * Makes the cluster if there is none. It is made under another name and renamed when it is whole:
 * one that was interrupted halfway would never start. The built-in locale keeps the order of
 * indexes the same on every host.
 */
export async function initCluster(
  home: ServerHome,
  binaries: Binaries,
  runAs: RunAs | undefined,
): Promise<void> {
  const version = await clusterVersion(home)
  const wanted = binaries.version.split('.')[0]
  if (version !== undefined) {
    if (version === wanted) return
    throw new Error(
      `${home.clusterDir} was made by PostgreSQL ${version} and the installed one is ` +
        `${binaries.version}: move its data over, or start with --fresh to clear it`,
    )
  }
  await clearDrafts(home)
  const draft = await mkdtemp(join(home.dir, DRAFT_PREFIX))
  if (runAs) await chown(draft, runAs.uid, runAs.gid)
  await withClusterPath(draft, runAs, async (path, folder) => {
    await runProgram(
      binaries.initdb,
      [
        ...['-D', path, '-U', 'postgres', '--auth=trust', '--encoding=UTF8'],
        ...['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--no-instructions'],
      ],
      { runAs, folder },
    ).catch(explainNameless)
  })
  await rename(draft, home.clusterDir).catch((cause: unknown) => {
    throw new Error(`${home.clusterDir} is there and is not a cluster: move it away`, { cause })
  })
  // The new name must outlive a power cut like the rows that will be committed under it.
  const folder = await open(home.dir, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

/** Containers are often run under a bare number, for which initdb has no answer of its own. */
function explainNameless(cause: Error): never {
  if (!cause.message.includes('could not look up effective user ID')) throw cause
  throw new Error(
    `uid ${process.getuid?.()} has no name, and PostgreSQL makes no cluster for it: add the user ` +
      'to /etc/passwd, run as root, or use a PostgreSQL server of yours (docs/own-server.md)',
    { cause },
  )
}

/** Removes the cluster, its log and nothing else. No server may be running on it. */
export async function clearCluster(home: ServerHome): Promise<void> {
  await clearDrafts(home)
  for (const path of [home.clusterDir, home.logFile, `${home.logFile}.1`, home.recordFile]) {
    await rm(path, { recursive: true, force: true })
  }
}

/**
 * Gives the path by which the programs can reach the cluster. Root may keep it under a folder that
 * is closed to the server's account (its own home, say): on Linux the folder is then handed over
 * open, as descriptor 3, which needs no passage through the folders above.
 */
export async function withClusterPath<Value>(
  clusterDir: string,
  runAs: RunAs | undefined,
  work: (path: string, folder: number | undefined) => Promise<Value>,
): Promise<Value> {
  if (await canPass(clusterDir, runAs)) return await work(clusterDir, undefined)
  if (process.platform !== 'linux') {
    throw new Error(`${clusterDir} cannot be reached by uid ${runAs?.uid}: choose another folder`)
  }
  const handle = await open(clusterDir, 'r')
  try {
    return await work('/proc/self/fd/3', handle.fd)
  } finally {
    await handle.close()
  }
}

async function clusterVersion(home: ServerHome): Promise<string | undefined> {
  try {
    return (await readFile(join(home.clusterDir, 'PG_VERSION'), 'utf8')).trim()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw new Error(`${home.clusterDir} cannot be read: it belongs to another user`, {
      cause: error,
    })
  }
}

async function clearDrafts(home: ServerHome): Promise<void> {
  for (const name of await readdir(home.dir)) {
    if (!name.startsWith(DRAFT_PREFIX)) continue
    await rm(join(home.dir, name), { recursive: true, force: true })
  }
}
