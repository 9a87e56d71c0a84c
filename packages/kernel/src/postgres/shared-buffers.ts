import { totalmem } from 'node:os'

const MB = 1024 * 1024
const SHARE = 1 / 4
const LEAST_MB = 128
/** A ledger of ten million transfers uses no more than this; the rest is the system's own cache. */
const MOST_MB = 2048

/** The memory that this process may use: of the machine, or of its container. */
export function memoryBytes(): number {
  const limit = process.constrainedMemory()
  return limit > 0 ? Math.min(limit, totalmem()) : totalmem()
}

/** A quarter of the memory, as PostgreSQL's own manual has it, within bounds; taken only when used. */
export function sharedBuffers(bytes: number): string {
  const share = Math.floor((bytes / MB) * SHARE)
  return `${Math.min(Math.max(share, LEAST_MB), MOST_MB)}MB`
}
