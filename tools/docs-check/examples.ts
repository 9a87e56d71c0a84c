import { spawnSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseDocument } from 'yaml'
import type { Finding, TreeFile } from '../tidy/tree.ts'

/** A block marked `ts runnable` or `yaml runnable` in a package's README. */
interface Example {
  readonly path: string
  /** The line of the first line inside the block. */
  readonly line: number
  readonly language: string
  readonly text: string
}

const BLOCK = /^```(ts|yaml) runnable\n([\s\S]*?)^```/gm
const README = /^packages\/[^/]+\/README\.md$/
const COMPILE_TIMEOUT_MS = 120_000

/** Examples are compiled against the packages as they are: a renamed verb makes its example fail. */
export function checkExamples(documents: readonly TreeFile[], root: string): Finding[] {
  const examples = documents.filter(({ path }) => README.test(path)).flatMap(examplesOf)
  return [
    ...examples.filter(({ language }) => language === 'yaml').flatMap(checkYaml),
    ...checkTypeScript(
      examples.filter(({ language }) => language === 'ts'),
      root,
    ),
  ]
}

export function examplesOf(file: TreeFile): Example[] {
  return [...file.text.matchAll(BLOCK)].map((match) => ({
    path: file.path,
    line: file.text.slice(0, match.index).split('\n').length + 1,
    language: match[1] ?? '',
    text: match[2] ?? '',
  }))
}

function checkYaml(example: Example): Finding[] {
  return parseDocument(example.text).errors.map((error) => ({
    path: example.path,
    line: example.line + (error.linePos?.[0].line ?? 1) - 1,
    message: `the example is not YAML: ${error.message.split('\n')[0]}`,
  }))
}

function checkTypeScript(examples: readonly Example[], root: string): Finding[] {
  if (examples.length === 0) return []
  const folder = join(root, '.tmp', 'docs-check')
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  for (const [index, example] of examples.entries()) {
    // Without an import or export the compiler would take two examples for one program.
    writeFileSync(join(folder, `example-${index}.ts`), `${example.text}\nexport {}\n`)
  }
  const config = { extends: '../../tsconfig.json', include: ['.'] }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config))
  const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
  const result = spawnSync(process.execPath, [compiler, '-p', folder, '--pretty', 'false'], {
    cwd: folder,
    encoding: 'utf8',
    timeout: COMPILE_TIMEOUT_MS,
  })
  rmSync(folder, { recursive: true, force: true })
  if (result.status === 0) return []
  const found = [...result.stdout.matchAll(/^example-(\d+)\.ts\((\d+),\d+\): error (.*)$/gm)].map(
    ([, index, line, message = '']) => ({
      path: examples[Number(index)]?.path ?? 'packages',
      line: (examples[Number(index)]?.line ?? 1) + Number(line) - 1,
      message: `the example does not compile: ${message}`,
    }),
  )
  if (found.length > 0) return found
  const why = result.error?.message ?? `${result.stdout}${result.stderr}`
  return [{ path: 'packages', line: 1, message: `the examples could not be compiled: ${why}` }]
}
