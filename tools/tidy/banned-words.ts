import {
  type Finding,
  isTypeScript,
  literalsOf,
  matchLines,
  type Rule,
  type TreeFile,
} from './tree.ts'

/** Words that no person reads in this product, and why. */
const TO_PEOPLE: readonly (readonly [RegExp, string])[] = [
  [/犯人/, 'nobody has been judged; say what happened'],
  [/詐欺/, 'a crime is named by the police and the courts, not by a shop'],
  [/しばらくお待ちください/, 'say until when'],
  [/させていただ/, 'say plainly who does what'],
]

/** Words that mark work left undone. */
const UNDONE: readonly (readonly [RegExp, string])[] = [
  [/\bnot (?:yet )?implemented\b/i, 'finish it or leave it out'],
  [/\bin a real system\b/i, 'this is the real system'],
  [/\bfor now\b/i, 'say what is so and why'],
  [/\bFIXME\b|\bXXX\b/, 'fix it, or TODO(#issue)'],
  [/\bTODO\b(?!\(#)/, 'TODO(#issue) or nothing'],
  [/(?<![:.\w"'-])placeholder(?!\s*=|[:?"'\w-])/i, 'put in the thing itself'],
]

const PEOPLE_FILES = /\.(?:html|ya?ml|svg)$/
/** They hold the words to look for them. */
const OWN_FILES = /^tools\/tidy\/banned-words/

export const bannedWords: Rule = {
  name: 'banned-words',
  check: (files) =>
    files
      .filter((file) => !OWN_FILES.test(file.path) && file.path !== 'package-lock.json')
      .flatMap((file) => [...checkTexts(file), ...checkAll(file)]),
}

/** Comments and documents may quote what a person must not be told. */
function checkTexts(file: TreeFile): Finding[] {
  const found: Finding[] = []
  for (const [pattern, why] of TO_PEOPLE) {
    const hits = isTypeScript(file)
      ? literalsOf(file).filter((literal) => pattern.test(literal.text))
      : PEOPLE_FILES.test(file.path)
        ? matchLines(file, pattern)
        : []
    for (const { line } of hits) {
      found.push({ path: file.path, line, message: `"${pattern.source}" is banned: ${why}` })
    }
  }
  return found
}

function checkAll(file: TreeFile): Finding[] {
  return UNDONE.flatMap(([pattern, why]) =>
    matchLines(file, pattern).map(({ line, word }) => ({
      path: file.path,
      line,
      message: `"${word}" is banned: ${why}`,
    })),
  )
}
