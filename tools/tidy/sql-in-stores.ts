import { isOutsideProduct, isTypeScript, literalsOf, type Rule, type TreeFile } from './tree.ts'

/**
 * How statements begin. "Select a date from the list" does not: it is a text for a person.
 * `?` is where a value was put into a template.
 */
const STATEMENTS = [
  String.raw`select\s[\s\S]+?\sfrom\s`,
  String.raw`select\s+[\w.?]+\s*\(`,
  String.raw`insert\s+into\s`,
  String.raw`update\s+[\w.?]+\s+(?:as\s+)?(?:\w+\s+)?set\s`,
  String.raw`delete\s+from\s`,
  String.raw`with\s+(?:recursive\s+)?\w+\s*(?:\([^)]*\)\s*)?as\s+(?:not\s+)?(?:materialized\s+)?\(`,
  String.raw`(?:create|alter|drop)\s+(?:or\s+replace\s+)?(?:unique\s+)?(?:table|index|schema|view|function|role|database|sequence|type|trigger)\s`,
  String.raw`truncate\s+[\w.]+\s*$`,
  String.raw`(?:lock|copy)\s+(?:table\s+)?[\w.]+\s+(?:in|from|to)\s`,
]
const STATEMENT = new RegExp(`^\\s*(?:${STATEMENTS.join('|')})`)

/** Tells whether a text is an SQL statement, written in lower case or shouted. */
export function isSql(text: string): boolean {
  const first = /^\s*([a-z]+)\b/i.exec(text)?.[1]
  if (first === undefined) return false
  return STATEMENT.test(first === first.toUpperCase() ? text.toLowerCase() : text)
}

/** SQL text stands in stores only, where it can be read, measured and reviewed in one place. */
export const sqlInStores: Rule = {
  name: 'sql-in-stores',
  check: (files) =>
    files
      .filter((file) => isTypeScript(file) && !mayHoldSql(file))
      .flatMap((file) =>
        literalsOf(file)
          .filter((literal) => isSql(literal.text))
          .map((literal) => ({
            path: file.path,
            line: literal.line,
            message:
              'SQL text outside a store: move it to src/store.ts or src/store/<statement>.ts',
          })),
      ),
}

function mayHoldSql(file: TreeFile): boolean {
  return (
    isOutsideProduct(file) ||
    file.path.startsWith('packages/kernel/') ||
    /^packages\/[^/]+\/(?:src|example)\/store(?:\.ts|\/[^/]+\.ts)$/.test(file.path)
  )
}
