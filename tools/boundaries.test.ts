import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { before, test } from 'node:test'

const ROOT = join(import.meta.dirname, '..')
const ROOMS = ['kernel', 'ledger', 'recall', 'account', 'pay', 'market', 'desk', 'web']

interface Fault {
  readonly name: string
  readonly file: string
  readonly text: string
  /** The rules that refuse the file, sorted; none if it may stay. */
  readonly rules: readonly string[]
}

const importing = (from: string, kind = 'import') =>
  `${kind} { a } from '${from}'\nexport const b: typeof a = 1\n`

const FAULTS: readonly Fault[] = [
  {
    name: 'an import that the table names passes',
    file: 'pay/src/good.ts',
    text: importing('@modosu/recall'),
    rules: [],
  },
  {
    name: 'a service that imports another service is refused',
    file: 'pay/src/service.ts',
    text: importing('@modosu/market'),
    rules: ['pay-imports-only-what-the-table-names', 'tests-of-pay-import-only-what-it-stands-on'],
  },
  {
    name: 'a service that imports only types of another service is refused',
    file: 'pay/src/service-types.ts',
    text: importing('@modosu/market', 'import type'),
    rules: ['pay-imports-only-what-the-table-names', 'tests-of-pay-import-only-what-it-stands-on'],
  },
  {
    name: 'the kernel knows no other package',
    file: 'kernel/src/upward.ts',
    text: importing('@modosu/web'),
    rules: [
      'kernel-imports-only-what-the-table-names',
      'tests-of-kernel-import-only-what-it-stands-on',
    ],
  },
  {
    name: 'the web reaches a service through its HTTP contract only',
    file: 'web/src/service.ts',
    text: importing('@modosu/account'),
    rules: ['tests-of-web-import-only-what-it-stands-on', 'web-imports-only-what-the-table-names'],
  },
  {
    name: 'a package does not import what only its imports may',
    file: 'desk/src/below.ts',
    text: importing('@modosu/ledger'),
    rules: ['desk-imports-only-what-the-table-names'],
  },
  {
    name: 'a test may import what its package stands on',
    file: 'desk/test/below.ts',
    text: importing('@modosu/ledger'),
    rules: [],
  },
  {
    name: 'a test does not import what stands beside its package',
    file: 'desk/test/beside.ts',
    text: importing('@modosu/market'),
    rules: ['tests-of-desk-import-only-what-it-stands-on'],
  },
  {
    name: 'a path into another package is refused, even to what it exports',
    file: 'pay/src/path.ts',
    text: importing('../../ledger/src/index.ts'),
    rules: ['another-package-only-by-its-name'],
  },
  {
    name: 'a path to what a package does not export is refused',
    file: 'pay/src/inner-path.ts',
    text: importing('../../ledger/src/inner.ts'),
    rules: ['another-package-only-by-its-name', 'another-package-only-through-its-exports'],
  },
  {
    name: 'what a package does not export does not resolve by name',
    file: 'pay/src/inner-name.ts',
    text: importing('@modosu/ledger/src/inner.ts'),
    rules: ['everything-resolves'],
  },
  {
    name: 'the kernel may use the driver',
    file: 'kernel/src/driver.ts',
    text: importing('pg'),
    rules: [],
  },
  {
    name: 'the driver is refused outside the kernel',
    file: 'pay/src/driver.ts',
    text: importing('pg'),
    rules: ['driver-only-in-kernel'],
  },
  {
    name: 'a test may use what is made for tests',
    file: 'pay/src/testing.test.ts',
    text: importing('@modosu/kernel/testing'),
    rules: [],
  },
  {
    name: 'what is made for tests is refused in the product',
    file: 'pay/src/testing-in-product.ts',
    text: importing('@modosu/kernel/testing'),
    rules: ['testing-only-in-tests'],
  },
  {
    name: 'a dependency of development is refused in the product',
    file: 'pay/src/development.ts',
    text: importing('dev'),
    rules: ['no-dev-dependency-in-the-product'],
  },
  {
    name: 'a cycle is refused',
    file: 'pay/src/cycle-a.ts',
    text: "export { a } from './cycle-b.ts'\n",
    rules: ['no-cycle'],
  },
  {
    name: 'a cycle of types passes',
    file: 'pay/src/type-cycle.ts',
    text: "export type { A } from './type-cycle-back.ts'\nexport type B = 1\n",
    rules: [],
  },
  {
    name: 'a package that the table does not know is refused',
    file: 'shop/src/b.ts',
    text: importing('@modosu/kernel'),
    rules: ['every-package-stands-in-the-table'],
  },
]

let broken: ReadonlyMap<string, ReadonlySet<string>>

before(() => {
  const house = mkdtempSync(join(tmpdir(), 'modosu-boundaries-'))
  const plant = (path: string, text: string): void => {
    mkdirSync(dirname(join(house, path)), { recursive: true })
    writeFileSync(join(house, path), text)
  }
  build(house, plant)
  for (const fault of FAULTS) plant(`packages/${fault.file}`, fault.text)
  plant('packages/pay/src/cycle-b.ts', "export { a } from './cycle-a.ts'\n")
  plant('packages/pay/src/type-cycle-back.ts', "export type { B as A } from './type-cycle.ts'\n")
  broken = cruise(house)
  rmSync(house, { recursive: true })
})

/** A house of the same form as ours. */
function build(house: string, plant: (path: string, text: string) => void): void {
  plant(
    'tsconfig.json',
    JSON.stringify({ compilerOptions: { module: 'nodenext', allowImportingTsExtensions: true } }),
  )
  const root = {
    type: 'module',
    workspaces: ['packages/*'],
    dependencies: { pg: '8.0.0' },
    devDependencies: { dev: '1.0.0' },
  }
  plant('package.json', JSON.stringify(root))
  for (const name of ['pg', 'dev']) {
    plant(`node_modules/${name}/package.json`, JSON.stringify({ name, main: 'index.js' }))
    plant(`node_modules/${name}/index.js`, 'export const a = 1\n')
  }
  mkdirSync(join(house, 'node_modules/@modosu'))
  for (const room of ROOMS) {
    const exports = { '.': './src/index.ts', './testing': './src/testing/index.ts' }
    plant(`packages/${room}/package.json`, JSON.stringify({ name: `@modosu/${room}`, exports }))
    for (const file of ['index', 'testing/index', 'inner']) {
      plant(`packages/${room}/src/${file}.ts`, 'export const a = 1\n')
    }
    symlinkSync(join(house, 'packages', room), join(house, 'node_modules/@modosu', room))
  }
}

/** The names of the rules that each file breaks. */
function cruise(house: string): Map<string, Set<string>> {
  const bin = join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs')
  const config = join(ROOT, '.dependency-cruiser.cjs')
  const args = [bin, '--no-progress', '--config', config, '--output-type', 'json', 'packages']
  const result = spawnSync(process.execPath, args, { cwd: house, encoding: 'utf8' })
  const report = JSON.parse(result.stdout) as {
    summary: { violations: { from: string; rule: { name: string } }[] }
  }
  const found = new Map<string, Set<string>>()
  for (const { from, rule } of report.summary.violations) {
    const names = found.get(from) ?? new Set()
    found.set(from, names.add(rule.name))
  }
  return found
}

for (const { name, file, rules } of FAULTS) {
  test(name, () => {
    assert.deepEqual([...(broken.get(`packages/${file}`) ?? [])].sort(), [...rules])
  })
}
