import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { foldName } from '../names.ts'

const file = readFileSync(new URL('../../words/leaked-passwords.bin', import.meta.url))
const ENTRY_BYTES = 4
const count = file.length / ENTRY_BYTES

/**
 * Whether a password is on the list that ships with us. The list holds the beginnings of hashes, so
 * about one good password in 37,000 is refused with them.
 */
export function isLeaked(password: string): boolean {
  const wanted = createHash('sha256').update(foldName(password)).digest().readUInt32BE()
  let from = 0
  let to = count
  while (from < to) {
    const middle = (from + to) >> 1
    const entry = file.readUInt32BE(middle * ENTRY_BYTES)
    if (entry === wanted) return true
    if (entry < wanted) from = middle + 1
    else to = middle
  }
  return false
}
