import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'

/**
 * Writes the account’s `leaked-passwords.bin` anew: `node tools/make-leaked-passwords.ts <list>`,
 * where the list has one password a line, the most used first. What came from where: packages/account/words/README.md.
 */
const LENGTH_MIN = 10
/** Of shorter ones only the most used, for companies that allow them (OWASP ASVS 5.0, 6.2.4). */
const SHORT_LENGTH_MIN = 8
const SHORT_MAX = 3_000

const beside = (name: string) => new URL(`../packages/account/words/${name}`, import.meta.url)
const fold = (text: string) => text.normalize('NFKC').trim().toLowerCase()

function read(path: string | URL): string[] {
  const lines = readFileSync(path, 'utf8').split('\n').map(fold)
  return [...new Set(lines)].filter((line) => line !== '' && !line.startsWith('#'))
}

const [listed] = process.argv.slice(2)
if (listed === undefined) throw new Error('name the list')
const list = read(listed)
const lengthOf = (line: string) => [...line].length
const short = list
  .filter((line) => lengthOf(line) >= SHORT_LENGTH_MIN && lengthOf(line) < LENGTH_MIN)
  .slice(0, SHORT_MAX)
const long = list.filter((line) => lengthOf(line) >= LENGTH_MIN)
const own = read(beside('common-passwords.txt'))
const prefixes = new Set(
  [...short, ...long, ...own].map((line) =>
    createHash('sha256').update(line).digest().readUInt32BE(),
  ),
)
const sorted = Uint32Array.from(prefixes).sort()
const file = Buffer.alloc(sorted.length * 4)
for (const [index, prefix] of sorted.entries()) file.writeUInt32BE(prefix, index * 4)
writeFileSync(beside('leaked-passwords.bin'), file)
process.stdout.write(`${sorted.length} passwords, ${file.length} bytes\n`)
