import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import ts from 'typescript'

/** One text file of the repository. */
export interface TreeFile {
  /** Relative to the root, with slashes. */
  readonly path: string
  readonly text: string
}

export interface Finding {
  readonly path: string
  /** Counted from 1. */
  readonly line: number
  readonly message: string
}

/** One rule of the house. It sees all files, since some rules compare them. */
export interface Rule {
  readonly name: string
  check(files: readonly TreeFile[]): Finding[]
}

const NEVER_ENTERED = new Set(['.git', 'node_modules', '.tmp', 'data', 'dist', 'coverage'])
const TEXT_PATTERN = /\.(?:ts|tsx|js|cjs|mjs|sql|css|html|md|json|jsonc|ya?ml|sh|svg)$|(?:^|\/)run$/
const FILES_MAX = 20_000

/** Reads every text file under the root, and nothing that is generated or installed. */
export async function readTree(root: string): Promise<TreeFile[]> {
  const files: TreeFile[] = []
  await collect(root, '', files)
  return files
}

async function collect(root: string, folder: string, files: TreeFile[]): Promise<void> {
  for (const entry of await readdir(join(root, folder), { withFileTypes: true })) {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`
    if (entry.isDirectory()) {
      if (!NEVER_ENTERED.has(entry.name)) await collect(root, path, files)
    } else if (entry.isFile() && TEXT_PATTERN.test(path)) {
      if (files.length >= FILES_MAX) throw new Error(`more than ${FILES_MAX} files`)
      files.push({ path, text: await readFile(join(root, path), 'utf8') })
    }
  }
}

export function isTypeScript(file: TreeFile): boolean {
  return /\.tsx?$/.test(file.path)
}

/** Tests, measurements and the tools themselves may do what the product may not. */
export function isOutsideProduct(file: TreeFile): boolean {
  return (
    /^(?:tools|bench|e2e|sim)\//.test(file.path) ||
    /^packages\/[^/]+\/(?:test|testing)\//.test(file.path) ||
    /\.test\.tsx?$/.test(file.path)
  )
}

const syntaxTrees = new WeakMap<TreeFile, ts.SourceFile>()

/** The syntax tree of a TypeScript file, parsed once for all rules. */
export function syntaxOf(file: TreeFile): ts.SourceFile {
  let tree = syntaxTrees.get(file)
  if (!tree) {
    tree = ts.createSourceFile(file.path, file.text, ts.ScriptTarget.Latest, true)
    syntaxTrees.set(file, tree)
  }
  return tree
}

/** Calls `visit` with every node, parents first. */
export function walk(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node)
  node.forEachChild((child) => walk(child, visit))
}

export function lineOf(node: ts.Node): number {
  const source = node.getSourceFile()
  return source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1
}

/** A text that stands in the code: a string, or a template with `?` where values go. */
export interface Literal {
  readonly text: string
  readonly line: number
}

export function literalsOf(file: TreeFile): Literal[] {
  const found: Literal[] = []
  walk(syntaxOf(file), (node) => {
    if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node) || ts.isJsxText(node))
      found.push({ text: node.text, line: lineOf(node) })
    if (ts.isTemplateExpression(node)) {
      const text = [node.head.text, ...node.templateSpans.map((span) => span.literal.text)]
      found.push({ text: text.join('?'), line: lineOf(node) })
    }
  })
  return found
}

/** Finds a pattern line by line, so that the finding can name its line. */
export function matchLines(file: TreeFile, pattern: RegExp): { line: number; word: string }[] {
  return file.text.split('\n').flatMap((text, index) => {
    const match = pattern.exec(text)
    return match ? [{ line: index + 1, word: match[0] }] : []
  })
}
