import ts from 'typescript'
import { type Finding, lineOf, type Rule, syntaxOf, type TreeFile } from './tree.ts'

const SUITES = new Set(['describe', 'suite'])
const TESTS = new Set(['test', 'it'])

interface NamedTest {
  readonly name: string
  readonly path: string
  readonly line: number
}

/** A red line in a report names one test, so a name stands once in a package. */
export const testNames: Rule = {
  name: 'test-names',
  check: (files) => {
    const found: Finding[] = []
    const rooms = Map.groupBy(
      files.filter(({ path }) => /\.test\.tsx?$/.test(path)),
      ({ path }) => (path.startsWith('packages/') ? path.split('/')[1] : path.split('/')[0]),
    )
    for (const room of rooms.values()) {
      const first = new Map<string, NamedTest>()
      for (const test of room.flatMap(testsOf)) {
        const other = first.get(test.name)
        if (!other) first.set(test.name, test)
        else {
          const message = `"${test.name}" is also the name of ${other.path}:${other.line}`
          found.push({ path: test.path, line: test.line, message })
        }
      }
    }
    return found
  },
}

/** Names that are computed in a loop are left to the loop. */
function testsOf(file: TreeFile): NamedTest[] {
  const found: NamedTest[] = []
  const visit = (node: ts.Node, suites: readonly string[]): void => {
    let inside = suites
    if (ts.isCallExpression(node) && ts.isIdentifier(node.expression)) {
      const called = node.expression.text
      const name = node.arguments[0]
      if (name && ts.isStringLiteralLike(name)) {
        if (SUITES.has(called)) inside = [...suites, name.text]
        if (TESTS.has(called)) {
          const full = [...suites, name.text].join(' > ')
          found.push({ name: full, path: file.path, line: lineOf(node) })
        }
      }
    }
    node.forEachChild((child) => visit(child, inside))
  }
  visit(syntaxOf(file), [])
  return found
}
