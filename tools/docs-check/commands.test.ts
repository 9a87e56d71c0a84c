import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkCommands } from './commands.ts'

const known = { scripts: new Set(['test', 'verify']), help: 'usage: modosu <command>\n  trace  …' }
const check = (text: string) =>
  checkCommands([{ path: 'README.md', text }], known).map(({ line }) => line)

test('commands that can be typed pass', () => {
  assert.deepEqual(check('`npm test`, `npm run verify`\n`modosu trace x`\n$ modosu trace'), [])
})

for (const bad of [
  'npm run none',
  'npm start',
  '`modosu none`',
  'npx modosu none',
  'npm run modosu -- none',
]) {
  test(`a command that nobody can type is found: ${bad}`, () => {
    assert.ok(check(`\n${bad}`).includes(2))
  })
}
