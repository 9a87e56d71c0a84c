import ts from 'typescript'
import {
  isOutsideProduct,
  isTypeScript,
  lineOf,
  type Rule,
  syntaxOf,
  type TreeFile,
  walk,
} from './tree.ts'

/** Measures how fast the replay runs on the machine; nothing it measures reaches a decision. */
const REAL_TIME = new Set(['packages/modosu/src/replay/stopwatch.ts'])

const CLOCKS = new Set(['Date.now', 'performance.now', 'process.hrtime', 'Temporal.Now'])
/** The kernel's own doors, which only the wiring hands on; verbs get `ctx.now` and `ctx.newId`. */
const KERNEL_DOORS = new Set(['wallClock', 'systemRandomBytes', 'startStopwatch'])

/**
 * Time and chance come from `ctx`: a read of the machine's clock or its random numbers anywhere else
 * would make a replay differ from the day it replays, and a test depend on when it runs.
 */
export const clockAndChance: Rule = {
  name: 'clock-and-chance',
  check: (files) =>
    files.filter(isBound).flatMap((file) => {
      const found: { path: string; line: number; message: string }[] = []
      walk(syntaxOf(file), (node) => {
        const what = readOf(node, file)
        if (what) {
          const message = `${what}: take the time and ids from ctx`
          found.push({ path: file.path, line: lineOf(node), message })
        }
      })
      return found
    }),
}

function isBound(file: TreeFile): boolean {
  return (
    isTypeScript(file) &&
    !isOutsideProduct(file) &&
    !file.path.startsWith('packages/kernel/') &&
    !REAL_TIME.has(file.path)
  )
}

function readOf(node: ts.Node, file: TreeFile): string | undefined {
  if (ts.isNewExpression(node) && node.expression.getText() === 'Date') {
    return (node.arguments?.length ?? 0) === 0 ? 'new Date() reads the wall clock' : undefined
  }
  if (ts.isCallExpression(node) && node.expression.getText() === 'Date') {
    return 'Date() reads the wall clock'
  }
  if (ts.isPropertyAccessExpression(node)) return readOfProperty(node)
  if (ts.isImportDeclaration(node)) return readOfImport(node, file)
  return undefined
}

function readOfProperty(node: ts.PropertyAccessExpression): string | undefined {
  const path = node.getText().replace(/^globalThis\./, '')
  if (CLOCKS.has(path)) return `${path} reads the wall clock`
  if (path === 'Math.random') return 'Math.random is chance'
  const owner = node.expression.getText()
  if (/(?:^|\.|[a-z])crypto$/i.test(owner) && /^(?:random|getRandomValues)/.test(node.name.text)) {
    return `${path} is chance`
  }
  return undefined
}

function readOfImport(node: ts.ImportDeclaration, file: TreeFile): string | undefined {
  const from = (node.moduleSpecifier as ts.StringLiteral).text
  const bindings = node.importClause?.namedBindings
  if (!bindings || !ts.isNamedImports(bindings)) return undefined
  const names = bindings.elements.map((element) => (element.propertyName ?? element.name).text)
  if (/^(?:node:)?crypto$/.test(from)) {
    const chance = names.find((name) => /^(?:random|getRandomValues|webcrypto)/.test(name))
    return chance && `${chance} of ${from} is chance`
  }
  if (/^(?:node:)?perf_hooks$/.test(from)) return `${from} reads the wall clock`
  if (from === '@modosu/kernel' && !file.path.startsWith('packages/modosu/')) {
    const door = names.find((name) => KERNEL_DOORS.has(name))
    return door && `${door} is for the wiring`
  }
  return undefined
}
