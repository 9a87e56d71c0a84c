import type { Finding, Rule, TreeFile } from './tree.ts'

const IN_SQL_FOLDER = /^packages\/([^/]+)\/sql\/([^/]+)$/
const MIGRATION = /^(\d{4})-[a-z0-9]+(?:-[a-z0-9]+)*\.sql$/
const FIRST_LINE = /^-- (?:compatible|breaking)$/

/**
 * Migrations are numbered from 0001 without gap or double, and each says in its first line whether
 * the code before it still runs on the database after it.
 */
export const migrations: Rule = {
  name: 'migrations',
  check: (files) => {
    const rooms = Map.groupBy(
      files.filter(({ path }) => IN_SQL_FOLDER.test(path) && !path.endsWith('/schema.sql')),
      ({ path }) => path.split('/')[1],
    )
    return [...rooms.values()].flatMap(checkRoom)
  },
}

function checkRoom(files: readonly TreeFile[]): Finding[] {
  const found: Finding[] = []
  const report = (path: string, message: string) => found.push({ path, line: 1, message })
  let last = 0
  for (const file of files.toSorted((a, b) => (a.path < b.path ? -1 : 1))) {
    const number = MIGRATION.exec(file.path.split('/').at(-1) ?? '')?.[1]
    if (number === undefined) {
      report(file.path, 'a migration is named NNNN-name.sql')
      continue
    }
    if (Number(number) === last) report(file.path, `the number ${number} stands twice`)
    else if (Number(number) !== last + 1) report(file.path, `a number is missing before ${number}`)
    last = Number(number)
    if (!FIRST_LINE.test(file.text.split('\n')[0] ?? '')) {
      report(file.path, 'the first line is "-- compatible" or "-- breaking"')
    }
  }
  return found
}
