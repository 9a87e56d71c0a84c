import ts from 'typescript'
import { type Finding, lineOf, type Rule, syntaxOf, walk } from './tree.ts'

const CALLS = new Set(['describe', 'suite', 'test', 'it'])
const MARKS = new Set(['skip', 'todo', 'only'])

/** A test that does not run tells nobody that it does not; it runs or it is deleted. */
export const skippedTests: Rule = {
  name: 'skipped-tests',
  check: (files) =>
    files
      .filter(({ path }) => /\.test\.tsx?$/.test(path))
      .flatMap((file) => {
        const found: Finding[] = []
        walk(syntaxOf(file), (node) => {
          const mark = markOf(node)
          if (mark) {
            const message = `a test marked ${mark}: run it or delete it`
            found.push({ path: file.path, line: lineOf(node), message })
          }
        })
        return found
      }),
}

function markOf(node: ts.Node): string | undefined {
  if (!ts.isCallExpression(node)) return undefined
  const called = node.expression
  if (ts.isPropertyAccessExpression(called)) {
    const owner = called.expression.getText()
    const isTest = CALLS.has(owner) || owner === 't' || owner === 'context'
    return isTest && MARKS.has(called.name.text) ? called.name.text : undefined
  }
  if (!ts.isIdentifier(called) || !CALLS.has(called.text)) return undefined
  const options = node.arguments.find(ts.isObjectLiteralExpression)
  return options?.properties
    .map((property) => property.name?.getText() ?? '')
    .find((name) => MARKS.has(name))
}
