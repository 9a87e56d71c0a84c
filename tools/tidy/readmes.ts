import type { Rule } from './tree.ts'

const LINES_MAX = 39

/** The door of a package: what it is about must fit a screen. */
export const readmes: Rule = {
  name: 'readmes',
  check: (files) => {
    const byPath = new Map(files.map((file) => [file.path, file]))
    return files
      .filter(({ path }) => /^packages\/[^/]+\/package\.json$/.test(path))
      .flatMap((manifest) => {
        const path = manifest.path.replace('package.json', 'README.md')
        const readme = byPath.get(path)
        if (!readme) return [{ path, line: 1, message: 'the package has no README.md' }]
        const lines = readme.text.trimEnd().split('\n').length
        if (lines <= LINES_MAX) return []
        return [{ path, line: LINES_MAX + 1, message: `${lines} lines, at most ${LINES_MAX}` }]
      })
  },
}
