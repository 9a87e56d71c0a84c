import ts from 'typescript'
import {
  type Finding,
  isTypeScript,
  lineOf,
  type Rule,
  syntaxOf,
  type TreeFile,
  walk,
} from './tree.ts'

const FUNCTION_LINES_MAX = 70
const FILE_LINES_MAX = 500
/** Message catalogues and published vectors are lists: their length is not a reader's burden. */
const LISTS = /(?:^|\/)(?:messages|vectors)(?:\/|\.[a-z]+$)/
const TEST_WRAPPERS = new Set(['describe', 'suite', 'test', 'it'])

/** A function fits a screen and a file can be read in one sitting. */
export const sizes: Rule = {
  name: 'sizes',
  check: (files) =>
    files
      .filter((file) => isTypeScript(file) && !LISTS.test(file.path))
      .flatMap((file) => [...checkFile(file), ...checkFunctions(file)]),
}

function checkFile(file: TreeFile): Finding[] {
  const lines = file.text.trimEnd().split('\n').length
  if (lines <= FILE_LINES_MAX) return []
  const message = `${lines} lines, at most ${FILE_LINES_MAX}: split it by what its parts are about`
  return [{ path: file.path, line: 1, message }]
}

function checkFunctions(file: TreeFile): Finding[] {
  const found: Finding[] = []
  const source = syntaxOf(file)
  const isTest = /\.test\.tsx?$/.test(file.path)
  walk(source, (node) => {
    if (!ts.isFunctionLike(node) || (isTest && isTestWrapper(node))) return
    const first = lineOf(node)
    const lines = source.getLineAndCharacterOfPosition(node.end).line + 2 - first
    if (lines > FUNCTION_LINES_MAX) {
      const name = node.name?.getText() ?? 'a function'
      const message = `${name} has ${lines} lines, at most ${FUNCTION_LINES_MAX}`
      found.push({ path: file.path, line: first, message })
    }
  })
  return found
}

function isTestWrapper(node: ts.Node): boolean {
  const call = node.parent
  return (
    ts.isCallExpression(call) && TEST_WRAPPERS.has(call.expression.getText().split('.')[0] ?? '')
  )
}
