import { isSql } from './sql-in-stores.ts'
import { isOutsideProduct, isTypeScript, literalsOf, type Rule, type TreeFile } from './tree.ts'

interface SqlText {
  readonly path: string
  /** The line of the file on which the text begins. */
  readonly line: number
  readonly text: string
}

const STAR = /\b(?:select|returning)\s+(?:distinct\s+)?(?:\w+\.)?\*|,\s*\w+\.\*/gi

/** A column added later must not change what a statement returns. */
export const selectStar: Rule = {
  name: 'select-star',
  check: (files) =>
    files.flatMap(sqlTextsOf).flatMap((sql) =>
      [...withoutComments(sql.text).matchAll(STAR)].map((match) => ({
        path: sql.path,
        line: sql.line + linesBefore(sql.text, match.index),
        message: 'list the columns instead of *',
      })),
    ),
}

const TABLE = /\b(?:create|alter)\s+table\b[^;]*/gi
const CONSTRAINT = /\b(?:primary\s+key|foreign\s+key|references|unique|exclude|check\s*\()/gi
/** What stands before the keyword when its constraint has a name. */
const NAMED_BEFORE = /\bconstraint\s+\w+\s+$/i
/** The second half of a foreign key that was named at its first. */
const FOREIGN_KEY_BEFORE = /\bforeign\s+key\s*\([^)]*\)\s*$/i

/** The name of a constraint is how code tells one refusal of the database from another. */
export const namedConstraints: Rule = {
  name: 'named-constraints',
  check: (files) =>
    files
      .filter(({ path }) => /^packages\/[^/]+\/sql\/\d{4}-[^/]+\.sql$/.test(path))
      .flatMap((file) => {
        const sql = withoutComments(file.text)
        return [...sql.matchAll(TABLE)].flatMap((table) =>
          [...table[0].matchAll(CONSTRAINT)]
            .filter((constraint) => {
              const before = table[0].slice(0, constraint.index)
              return !NAMED_BEFORE.test(before) && !FOREIGN_KEY_BEFORE.test(before)
            })
            .map((constraint) => ({
              path: file.path,
              line: 1 + linesBefore(sql, table.index + constraint.index),
              message: `name the constraint: constraint <name> ${constraint[0]} …`,
            })),
        )
      }),
}

function sqlTextsOf(file: TreeFile): SqlText[] {
  if (file.path.endsWith('.sql') && !file.path.endsWith('/schema.sql')) {
    return [{ path: file.path, line: 1, text: file.text }]
  }
  if (!isTypeScript(file) || isOutsideProduct(file)) return []
  return literalsOf(file)
    .filter((literal) => isSql(literal.text))
    .map((literal) => ({ path: file.path, ...literal }))
}

/** Blanks, so that positions stay. */
function withoutComments(sql: string): string {
  return sql.replaceAll(/--[^\n]*/g, (comment) => ' '.repeat(comment.length))
}

function linesBefore(text: string, index: number): number {
  return text.slice(0, index).split('\n').length - 1
}
