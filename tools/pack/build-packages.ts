import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** The parts of the kernel that know nothing but values and the database. */
const KERNEL_PARTS = [
  'amount',
  'assert',
  'context',
  'database',
  'http/problem-kind',
  'id',
  'log',
  'migrate',
  'result',
]
/** What the kernel's types are written with. */
const KERNEL_TYPES = ['@types/pg']

interface Manifest {
  readonly name: string
  readonly version: string
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
}

/** Compiles both packages; answers their folders, ready to be packed. */
export function buildPackages(root: string, stage: string): string[] {
  const copySource = (name: string, keep: (file: string) => boolean) =>
    cpSync(join(root, 'packages', name, 'src'), join(stage, 'src', name), {
      recursive: true,
      filter: (file) => !file.endsWith('.test.ts') && (!file.endsWith('.ts') || keep(file)),
    })
  copySource('ledger', () => true)
  copySource('kernel', (file) => KERNEL_PARTS.some((part) => file.endsWith(`/src/${part}.ts`)))
  const index = readFileSync(join(root, 'packages/kernel/src/index.ts'), 'utf8')
  writeFileSync(join(stage, 'src/kernel/index.ts'), partOfIndex(index))
  compile(root, stage)
  return [
    finish({ root, stage, name: 'kernel', types: KERNEL_TYPES }),
    finish({ root, stage, name: 'ledger', types: [] }),
  ]
}

/** The exports of the kernel that come from the kept parts. */
function partOfIndex(index: string): string {
  const kept = [...index.matchAll(/^export [^']*from '\.\/([^']*)\.ts'$/gm)]
    .filter(([, part = '']) => KERNEL_PARTS.includes(part))
    .map(([statement]) => statement)
  return `${kept.join('\n')}\n`
}

function compile(root: string, stage: string): void {
  const config = {
    extends: join(root, 'tsconfig.json'),
    compilerOptions: {
      noEmit: false,
      declaration: true,
      rewriteRelativeImportExtensions: true,
      rootDir: './src',
      outDir: './dist',
      paths: { '@modosu/kernel': ['./src/kernel/index.ts'] },
    },
    files: ['./src/kernel/index.ts', './src/ledger/index.ts'],
    include: [],
  }
  symlinkSync(join(root, 'node_modules'), join(stage, 'node_modules'))
  writeFileSync(join(stage, 'package.json'), '{ "type": "module" }')
  writeFileSync(join(stage, 'tsconfig.json'), JSON.stringify(config))
  execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', stage], {
    stdio: 'inherit',
  })
}

function finish(plan: {
  readonly root: string
  readonly stage: string
  readonly name: string
  readonly types: readonly string[]
}): string {
  const { root, stage, name } = plan
  const source = join(root, 'packages', name)
  const folder = join(stage, name)
  mkdirSync(folder)
  cpSync(join(stage, 'dist', name), join(folder, 'dist'), { recursive: true })
  cpSync(join(root, 'LICENSE'), join(folder, 'LICENSE'))
  if (name === 'ledger') {
    cpSync(join(source, 'README.md'), join(folder, 'README.md'))
    cpSync(join(source, 'sql'), join(folder, 'sql'), { recursive: true })
  }
  const manifest = publicManifest(
    readManifest(source),
    readManifest(root),
    [...outsideOf(join(folder, 'dist')), ...plan.types].sort(),
  )
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest, undefined, 2)}\n`)
  return folder
}

function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest
}

/** Which packages the compiled code imports. */
function outsideOf(dist: string): string[] {
  const names = new Set<string>()
  for (const file of readdirSync(dist, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.js')) continue
    const text = readFileSync(join(dist, file), 'utf8')
    for (const [, name = ''] of text.matchAll(/ from '([^.'][^']*)'/g)) {
      if (!name.startsWith('node:')) names.add(name)
    }
  }
  return [...names]
}

function publicManifest(own: Manifest, house: Manifest, needs: readonly string[]) {
  const versions = { ...house.devDependencies, ...house.dependencies, ...own.dependencies }
  const dependencies = needs.map((name) => {
    const version = versions[name]
    if (version === undefined) throw new Error(`${own.name} imports ${name}, which has no version`)
    return [name, name.startsWith('@modosu/') ? version : `^${version}`] as const
  })
  return {
    description: 'What every room of Modosu stands on: the parts that its ledger needs.',
    license: 'Apache-2.0',
    ...own,
    private: undefined,
    engines: { node: '>=24' },
    exports: { '.': { types: './dist/index.d.ts', default: './dist/index.js' } },
    files: ['dist', 'sql'],
    dependencies: Object.fromEntries(dependencies),
  }
}
