import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'

/** In the order in which they run: the long ones, which start whole companies, come last. */
const TEST_FOLDERS = ['tools', 'packages', 'sim', 'e2e']
const NEVER_ENTERED = new Set(['node_modules', '.tmp', 'data', 'dist', 'coverage'])
const FILES_MAX = 5_000

/** Finds the test files under `root`, as paths relative to it, that hold one of the words. */
export async function findTestFiles(root: string, words: readonly string[]): Promise<string[]> {
  const found: string[] = []
  for (const folder of TEST_FOLDERS) {
    if (existsSync(join(root, folder))) await collect(root, folder, found)
  }
  return found.filter((file) => words.length === 0 || words.some((word) => file.includes(word)))
}

async function collect(root: string, folder: string, found: string[]): Promise<void> {
  const entries = await readdir(join(root, folder), { withFileTypes: true })
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = `${folder}/${entry.name}`
    if (entry.isDirectory()) {
      if (!NEVER_ENTERED.has(entry.name)) await collect(root, path, found)
    } else if (/\.test\.tsx?$/.test(entry.name)) {
      found.push(path)
      if (found.length > FILES_MAX) throw new Error(`more than ${FILES_MAX} test files`)
    }
  }
}
