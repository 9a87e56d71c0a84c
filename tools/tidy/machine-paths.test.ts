import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findIn } from './find-in.ts'
import { machinePaths } from './machine-paths.ts'

/** Put together here, so that the rule finds none in its own test. */
const below = (...parts: string[]) => ['', ...parts].join('/')

for (const path of [below('work', 'a.ts'), below('root', '.npm'), below('home', 'ann', 'modosu')]) {
  test(`a path of one machine is found: ${path}`, () => {
    assert.deepEqual(findIn(machinePaths, { 'docs/a.md': `see ${path}` }), ['docs/a.md:1'])
  })
}

test('an address on the web or inside the repository is left alone', () => {
  const text = 'https://example.com/home/page, packages/work/a.ts, ./root/a'
  assert.deepEqual(findIn(machinePaths, { 'docs/a.md': text }), [])
})

test('a lock file that names another registry than the public one is found', () => {
  const at = (url: string) => ({ 'package-lock.json': `{\n"resolved": "${url}"\n}` })
  assert.deepEqual(findIn(machinePaths, at('http://mirror.internal/a/-/a-1.tgz')), [
    'package-lock.json:2',
  ])
  assert.deepEqual(findIn(machinePaths, at('https://registry.npmjs.org/a/-/a-1.tgz')), [])
  assert.deepEqual(findIn(machinePaths, at('packages/account')), [])
})
