import { stat } from 'node:fs/promises'
import { dirname } from 'node:path'
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
 * owner of the folder that will hold it.
 */
export async function chooseRunAs(home: ServerHome): Promise<RunAs | undefined> {
  if (process.getuid?.() !== 0) return undefined
  for (const folder of [home.clusterDir, home.dir]) {
    const owner = await stat(folder).catch(() => undefined)
    if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid }
  }
  return NOBODY
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
