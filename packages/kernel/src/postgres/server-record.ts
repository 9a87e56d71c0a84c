import { readFile, rename, writeFile } from 'node:fs/promises'
import type { ServerHome } from './server-home.ts'

/** What a postmaster was started with: a later caller adopts it only when it wants the same. */
export interface ServerRecord {
  readonly pid: number
  readonly version: string
  readonly settings: Readonly<Record<string, string>>
}

export async function writeServerRecord(home: ServerHome, record: ServerRecord): Promise<void> {
  const draft = `${home.recordFile}.${process.pid}`
  await writeFile(draft, `${JSON.stringify(record, null, 2)}\n`)
  await rename(draft, home.recordFile)
}

/** Tells whether the recorded postmaster is the wanted one. No record means no. */
export async function matchesRecord(home: ServerHome, wanted: ServerRecord): Promise<boolean> {
  const found = await readServerRecord(home)
  return (
    found !== undefined &&
    found.pid === wanted.pid &&
    found.version === wanted.version &&
    sorted(found.settings) === sorted(wanted.settings)
  )
}

function sorted(settings: Readonly<Record<string, string>>): string {
  return JSON.stringify(Object.entries(settings).sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** A record that a power cut left empty counts as none. */
async function readServerRecord(home: ServerHome): Promise<ServerRecord | undefined> {
  try {
    return JSON.parse(await readFile(home.recordFile, 'utf8')) as ServerRecord
  } catch (error) {
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT') {
      return undefined
    }
    throw error
  }
}
