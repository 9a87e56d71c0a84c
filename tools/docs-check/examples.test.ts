import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkExamples, examplesOf } from './examples.ts'

const root = new URL('../..', import.meta.url).pathname
const readme = (text: string) => ({ path: 'packages/kernel/README.md', text })

test('only the blocks marked runnable are examples', () => {
  const text = 'a\n```ts\nconst a = 1\n```\n```ts runnable\nconst b = 1\n```\n'
  assert.deepEqual(
    examplesOf(readme(text)).map(({ line, text: code }) => [line, code]),
    [[6, 'const b = 1\n']],
  )
})

test('an example that does not compile is found on its line, one that does passes', () => {
  const good = "```ts runnable\nimport { ok } from '@modosu/kernel'\nok(1)\n```\n"
  const bad = 'a\n```ts runnable\nconst b = 1\nconst c: string = b\n```\n'
  assert.deepEqual(
    checkExamples([readme(good), readme(bad)], root).map(({ line }) => line),
    [4],
  )
})

test('an example that is not YAML is found', () => {
  const bad = '```yaml runnable\na: [1\n```\n'
  assert.equal(checkExamples([readme(bad)], root).length > 0, true)
})
