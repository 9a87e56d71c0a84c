import { type Finding, matchLines, type Rule, type TreeFile } from './tree.ts'

const MACHINE_PATH = /(?<![\w.-])\/(?:work|root|home)\/[\w.]/
const OWN_FILES = /^tools\/tidy\/machine-paths/
const REGISTRY = 'https://registry.npmjs.org/'

/** Nothing in the repository knows the machine it was written on. */
export const machinePaths: Rule = {
  name: 'machine-paths',
  check: (files) =>
    files
      .filter(({ path }) => !OWN_FILES.test(path))
      .flatMap((file) => (file.path === 'package-lock.json' ? checkLock(file) : checkText(file))),
}

function checkText(file: TreeFile): Finding[] {
  return matchLines(file, MACHINE_PATH).map(({ line }) => ({
    path: file.path,
    line,
    message: 'a path of one machine',
  }))
}

/** A lock file may leave the address out; if it names one, it is the public one. */
function checkLock(file: TreeFile): Finding[] {
  return matchLines(file, /"resolved": "[^"]*"/)
    .filter(({ word }) => /"https?:/.test(word) && !word.includes(`"${REGISTRY}`))
    .map(({ line, word }) => ({
      path: file.path,
      line,
      message: `not the public registry: ${word}`,
    }))
}
