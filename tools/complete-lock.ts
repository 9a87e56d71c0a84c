import { readFileSync, writeFileSync } from 'node:fs'
import { type LockPackages, missingPlatforms } from './lock/missing-platforms.ts'

/** Run after `npm install`: completes package-lock.json so that `npm ci` takes it everywhere. */
const PATH = 'package-lock.json'

interface Lock {
  packages: LockPackages
}

const lock = JSON.parse(readFileSync(PATH, 'utf8')) as Lock
const missing = missingPlatforms(lock.packages)
const all = [
  ...Object.entries(lock.packages),
  ...missing.map(({ name, entry }) => [`node_modules/${name}`, entry] as const),
]
lock.packages = Object.fromEntries(all.sort(([a], [b]) => (a < b ? -1 : 1)))
writeFileSync(PATH, `${JSON.stringify(lock, null, 2)}\n`)
for (const { name, entry } of missing) console.log(`${name} ${entry.version}`)
console.log(`lock: ${missing.length} packages of other platforms added`)
