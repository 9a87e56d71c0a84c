import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { checkCommands } from './docs-check/commands.ts'
import { checkDecisions } from './docs-check/decisions.ts'
import { checkExamples } from './docs-check/examples.ts'
import { checkLinks } from './docs-check/links.ts'
import { checkOpenApi, writeOpenApi } from './docs-check/open-api.ts'
import { checkOrderTables, writeOrderTables } from './docs-check/order-tables.ts'
import { checkPackages } from './docs-check/packages.ts'
import { checkStateDiagrams, writeStateDiagrams } from './docs-check/state-diagrams.ts'
import { readTree } from './tidy/tree.ts'

const HELP_TIMEOUT_MS = 20_000

interface Manifest {
  readonly scripts: Readonly<Record<string, string>>
  readonly dependencies: Readonly<Record<string, string>>
}

const root = process.cwd()
if (process.argv.includes('--write')) {
  writeOpenApi(root)
  writeOrderTables(root)
  writeStateDiagrams(root)
}
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest
const documents = (await readTree(root)).filter(({ path }) => path.endsWith('.md'))
const findings = [
  ...checkLinks(documents, (path) => existsSync(join(root, path))),
  ...checkCommands(documents, {
    scripts: new Set(Object.keys(manifest.scripts)),
    help: readHelp(),
  }),
  ...checkPackages(documents, packagesOf()),
  ...checkDecisions(documents, Object.keys(manifest.dependencies)),
  ...checkExamples(documents, root),
  ...checkOpenApi(root),
  ...checkOrderTables(root),
  ...checkStateDiagrams(root),
]
for (const { path, line, message } of findings) console.log(`${path}:${line}  ${message}`)
console.log(`docs: ${documents.length} documents, ${findings.length} findings`)
process.exitCode = findings.length === 0 ? 0 : 1

function packagesOf(): string[] {
  return readdirSync(join(root, 'packages'))
    .filter((name) => existsSync(join(root, 'packages', name, 'package.json')))
    .sort()
}

/** What the command says about itself; the documents are held to it. */
function readHelp(): string {
  const bin = join(root, 'packages', 'modosu', 'src', 'bin.ts')
  if (!existsSync(bin)) return ''
  const result = spawnSync(process.execPath, [bin, '--help'], {
    encoding: 'utf8',
    timeout: HELP_TIMEOUT_MS,
  })
  return `${result.stdout}${result.stderr}`
}
