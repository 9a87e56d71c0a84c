import { stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { runProgram } from './run-program.ts'
import type { ServerHome } from './server-home.ts'

/** The account that the server runs under when it is not our own. */
export interface RunAs {
  readonly uid: number
  readonly gid: number
}

/** The account `nobody`: PostgreSQL refuses to run as root, and no new user has to be made. */
const NOBODY: RunAs = { uid: 65_534, gid: 65_534 }

/**
 * Tells under which account the server has to run: our own unless we are root. What an ordinary
 * user made stays that user's when root starts it: the cluster's owner comes first, then the
 * owner of the folder that will hold it. An owner without an entry in the list of users (a folder
 * mounted into a container) is passed over for a new cluster: initdb refuses to run for it.
 */
export async function chooseRunAs(home: ServerHome): Promise<RunAs | undefined> {
  if (process.getuid?.() !== 0) return undefined
  const cluster = await ownerOf(home.clusterDir)
  if (cluster) return cluster
  const folder = await ownerOf(home.dir)
  return folder && (await hasName(folder.uid)) ? folder : NOBODY
}

async function ownerOf(folder: string): Promise<RunAs | undefined> {
  const facts = await stat(folder).catch(() => undefined)
  return facts && facts.uid !== 0 ? { uid: facts.uid, gid: facts.gid } : undefined
}

async function hasName(uid: number): Promise<boolean> {
  return await runProgram('id', ['-un', String(uid)], { runAs: undefined }).then(
    () => true,
    () => false,
  )
}

const EXECUTE_OTHERS = 0o001
const EXECUTE_GROUP = 0o010
const EXECUTE_OWNER = 0o100

/** Tells whether the account can pass through the folder and every folder above it. */
export async function canPass(folder: string, runAs: RunAs | undefined): Promise<boolean> {
  if (!runAs) return true
  for (let at = folder; ; at = dirname(at)) {
    const facts = await stat(at)
    const bit =
      facts.uid === runAs.uid
        ? EXECUTE_OWNER
        : facts.gid === runAs.gid
          ? EXECUTE_GROUP
          : EXECUTE_OTHERS
    if ((facts.mode & bit) === 0) return false
    if (at === dirname(at)) return true
  }
}
