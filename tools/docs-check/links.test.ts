import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkLinks } from './links.ts'

const here = new Set(['docs/a.md', 'docs/b.md', 'README.md', 'packages/pay/src/store.ts'])
const check = (text: string, path = 'docs/a.md') => {
  const documents = [
    { path, text },
    { path: 'docs/b.md', text: '# One Big: `thing`\n## 目次' },
  ]
  return checkLinks(documents, (at) => here.has(at)).map(({ line }) => line)
}

for (const good of [
  '[b](b.md)',
  '[b](../README.md)',
  '[b](https://example.com/none)',
  '[b](b.md#one-big-thing)',
  '[b](b.md#目次)',
  '`packages/pay/src/store.ts`',
  '`packages/<name>/README.md`',
  '```\n[b](none.md)\n```',
]) {
  test(`a good link passes: ${good}`, () => {
    assert.deepEqual(check(good), [])
  })
}

for (const bad of [
  '[b](none.md)',
  '![b](none.png)',
  '<img src="none.png">',
  '[b](b.md#none)',
  '[b](#none)',
  '`packages/pay/src/none.ts`',
]) {
  test(`a dead link is found on its line: ${bad}`, () => {
    assert.deepEqual(check(`\n${bad}`), [2])
  })
}
