import type { Rule } from './tree.ts'

const KEBAB = /^[a-z0-9]+(?:-[a-z0-9]+)*$/
/** README.md, LICENSE and their kind carry the names that everybody looks for. */
const SHOUTED = /^[A-Z][A-Z_-]*(?:\.(?:ja|en))?(?:\.md)?$/
const VAGUE_FOLDERS = new Set(['utils', 'helpers', 'common', 'services', 'managers'])

/** A newcomer finds a file by guessing its name. */
export const fileNames: Rule = {
  name: 'file-names',
  check: (files) =>
    files
      .filter(({ path }) => {
        const name = path.split('/').at(-1) ?? ''
        const parts = name.replace(/^\./, '').split('.')
        return !SHOUTED.test(name) && !parts.every((part) => KEBAB.test(part))
      })
      .map(({ path }) => ({ path, line: 1, message: 'file names are kebab-case' })),
}

/** A folder is named by a noun of the domain; a vague name collects everything. */
export const folderNames: Rule = {
  name: 'folder-names',
  check: (files) => {
    const seen = new Map<string, string>()
    for (const { path } of files) {
      const folders = path.split('/').slice(0, -1)
      const at = folders.findIndex((folder) => VAGUE_FOLDERS.has(folder))
      if (at >= 0) seen.set(folders.slice(0, at + 1).join('/'), path)
    }
    return [...seen].map(([folder, path]) => ({
      path,
      line: 1,
      message: `the folder ${folder} says nothing: name it by a noun of the domain`,
    }))
  },
}
