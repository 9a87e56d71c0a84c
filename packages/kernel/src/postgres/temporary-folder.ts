import { lstat, realpath } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { canPass, type RunAs } from './run-as.ts'

/** A folder for short-lived things that the account can reach; root's own TMPDIR often is not. */
export async function reachableTemporaryFolder(runAs: RunAs | undefined): Promise<string> {
  for (const candidate of [tmpdir(), '/tmp', '/var/tmp']) {
    const folder = await realpath(candidate).catch(() => undefined)
    if (folder !== undefined && (await canPass(folder, runAs))) return folder
  }
  throw new Error(`no temporary folder can be reached by uid ${runAs?.uid}: set TMPDIR to one`)
}

/**
 * Refuses a folder that somebody else made under a name that can be foreseen: in /tmp anybody can
 * be first, and would then own our socket or our program.
 */
export async function assertOwnFolder(folder: string, uids: readonly number[]): Promise<void> {
  const facts = await lstat(folder)
  if (!facts.isDirectory() || !uids.includes(facts.uid)) {
    throw new Error(`${folder} is not a folder that we made (uid ${facts.uid}): remove it`)
  }
}
