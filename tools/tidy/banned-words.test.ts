import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bannedWords } from './banned-words.ts'
import { findIn } from './find-in.ts'

const AT = 'packages/desk/src/words.ts'

for (const word of ['犯人', '詐欺', 'しばらくお待ちください', '確認させていただきます']) {
  test(`nobody reads ${word}, though a comment may speak of it`, () => {
    assert.deepEqual(findIn(bannedWords, { [AT]: `const a = '${word}'` }), [`${AT}:1`])
    assert.deepEqual(findIn(bannedWords, { [AT]: `// ${word}` }), [])
    const scenario = 'scenarios/a.yaml'
    assert.deepEqual(findIn(bannedWords, { [scenario]: `a: 1\nb: ${word}` }), [`${scenario}:2`])
  })
}

test('a banned word inside a template with values is found', () => {
  assert.deepEqual(findIn(bannedWords, { [AT]: ['const a = `$', '{name}は犯人`'].join('') }), [
    `${AT}:1`,
  ])
})

for (const text of [
  '// not implemented',
  '// Not yet implemented',
  '// in a real system',
  '// for now',
  '// FIXME',
  '// XXX',
  '// TODO later',
  '// a placeholder until the keys come',
]) {
  test(`work left undone is found: ${text}`, () => {
    assert.deepEqual(findIn(bannedWords, { [AT]: `\n${text}` }), [`${AT}:2`])
  })
}

for (const text of [
  '// TODO(#12): the second key',
  'const a = html`<input placeholder="090">`',
  'input::placeholder { color: red }',
  '// for nowhere',
]) {
  test(`a likeness of a banned word is left alone: ${text}`, () => {
    assert.deepEqual(findIn(bannedWords, { [AT]: text }), [])
  })
}
