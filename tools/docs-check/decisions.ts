import type { Finding, TreeFile } from '../tidy/tree.ts'

const FOLDER = 'docs/decisions/'
const NAME = /^(\d{4})-[a-z0-9]+(?:-[a-z0-9]+)*\.md$/
const LINES_MIN = 20
const LINES_MAX = 60

/**
 * Decision records are numbered without a gap and fit a screen; each runtime dependency has one that
 * names it in a line `Dependency: name`.
 */
export function checkDecisions(
  documents: readonly TreeFile[],
  dependencies: readonly string[],
): Finding[] {
  const records = documents
    .filter(({ path }) => path.startsWith(FOLDER) && !path.endsWith('/README.md'))
    .toSorted((a, b) => (a.path < b.path ? -1 : 1))
  const named = new Set(
    records.flatMap(({ text }) =>
      [...text.matchAll(/^(?:- )?Dependency: `?([@\w./-]+)`?/gm)].map(([, name]) => name),
    ),
  )
  return [
    ...checkNumbers(records),
    ...records.flatMap(checkLength),
    ...dependencies
      .filter((name) => !named.has(name))
      .map((name) => ({
        path: 'package.json',
        line: 1,
        message: `no decision record has the line "Dependency: ${name}"`,
      })),
  ]
}

function checkNumbers(records: readonly TreeFile[]): Finding[] {
  const found: Finding[] = []
  let last = 0
  for (const { path } of records) {
    const number = NAME.exec(path.slice(FOLDER.length))?.[1]
    if (number === undefined) {
      found.push({ path, line: 1, message: 'a decision record is named NNNN-title.md' })
      continue
    }
    if (Number(number) !== last + 1) {
      found.push({ path, line: 1, message: `${number} does not follow ${last}` })
    }
    last = Number(number)
  }
  return found
}

function checkLength({ path, text }: TreeFile): Finding[] {
  const lines = text.trimEnd().split('\n').length
  if (lines >= LINES_MIN && lines <= LINES_MAX) return []
  return [{ path, line: 1, message: `${lines} lines, not ${LINES_MIN} to ${LINES_MAX}` }]
}
