import { bannedWords } from './tidy/banned-words.ts'
import { clockAndChance } from './tidy/clock-and-chance.ts'
import { isAllowed } from './tidy/is-allowed.ts'
import { lockComplete } from './tidy/lock-complete.ts'
import { machinePaths } from './tidy/machine-paths.ts'
import { migrations } from './tidy/migrations.ts'
import { fileNames, folderNames } from './tidy/names.ts'
import { readmes } from './tidy/readmes.ts'
import { sizes } from './tidy/sizes.ts'
import { skippedTests } from './tidy/skipped-tests.ts'
import { sqlInStores } from './tidy/sql-in-stores.ts'
import { namedConstraints, selectStar } from './tidy/sql-text.ts'
import { testNames } from './tidy/test-names.ts'
import { type Rule, readTree } from './tidy/tree.ts'

/** The rules of the house that no ready-made tool knows. */
const RULES: readonly Rule[] = [
  sqlInStores,
  clockAndChance,
  sizes,
  bannedWords,
  fileNames,
  folderNames,
  migrations,
  selectStar,
  namedConstraints,
  readmes,
  testNames,
  skippedTests,
  machinePaths,
  lockComplete,
]

const files = await readTree(process.cwd())
const byPath = new Map(files.map((file) => [file.path, file]))
let count = 0
for (const rule of RULES) {
  for (const finding of rule.check(files)) {
    if (isAllowed(rule, finding, byPath.get(finding.path))) continue
    console.log(`${finding.path}:${finding.line}  ${rule.name}  ${finding.message}`)
    count += 1
  }
}
console.log(`tidy: ${files.length} files, ${RULES.length} rules, ${count} findings`)
process.exitCode = count === 0 ? 0 : 1
