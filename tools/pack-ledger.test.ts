import { strict as assert } from 'node:assert'
import { execFileSync } from 'node:child_process'
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { createTestDatabase } from '@modosu/kernel/testing'

const ROOT = join(import.meta.dirname, '..')
/** All that the packages need besides each other. */
const OUTSIDE = ['pg']

const MAIN = `import { followAndGiveBack } from './example.ts'
console.log(JSON.stringify(await followAndGiveBack(JSON.parse(process.env.DATABASE))))
`

test('the worked example runs in a project that has nothing of ours but the packed ledger', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'modosu-pack-'))
  const database = await createTestDatabase('an empty database', async () => undefined)
  try {
    const run = (args: readonly string[], cwd: string) =>
      execFileSync(process.execPath, args, {
        cwd,
        encoding: 'utf8',
        env: { ...process.env, DATABASE: JSON.stringify(database.config) },
      })
    run(['tools/pack-ledger.ts', folder], ROOT)
    const packed = (await readdir(folder)).filter((file) => file.endsWith('.tgz')).sort()
    assert.equal(packed.length, 2)

    const modules = join(folder, 'project', 'node_modules')
    for (const file of packed) {
      const to = join(modules, '@modosu', file.replace(/^modosu-(\w+)-.*$/, '$1'))
      await mkdir(to, { recursive: true })
      execFileSync('tar', ['-xzf', join(folder, file), '--strip-components=1', '-C', to])
      const manifest = JSON.parse(await readFile(join(to, 'package.json'), 'utf8'))
      const needs = Object.keys(manifest.dependencies).filter(
        (name) => !/^@(modosu|types)\//.test(name),
      )
      assert.deepEqual(
        needs.filter((name) => !OUTSIDE.includes(name)),
        [],
      )
      assert.equal(manifest.private, undefined)
    }
    for (const name of OUTSIDE) await symlink(join(ROOT, 'node_modules', name), join(modules, name))
    const project = join(folder, 'project')
    await writeFile(join(project, 'package.json'), '{ "type": "module" }')
    await cp(join(ROOT, 'packages/ledger/test/readme-example.ts'), join(project, 'example.ts'))
    await writeFile(join(project, 'main.ts'), MAIN)
    assert.deepEqual(JSON.parse(run(['main.ts'], project)), [
      'posted',
      '28000 at escrow:order-1',
      '2000 at pay:aki',
      'given back',
    ])
  } finally {
    await database.drop()
    await rm(folder, { recursive: true, force: true })
  }
})
