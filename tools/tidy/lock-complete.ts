import { type LockPackages, missingPlatforms } from '../lock/missing-platforms.ts'
import type { Rule } from './tree.ts'

/** A lock file that names packages it does not hold makes `npm ci` fail before anything runs. */
export const lockComplete: Rule = {
  name: 'lock-complete',
  check: (files) =>
    files
      .filter(({ path }) => path === 'package-lock.json')
      .flatMap(({ path, text }) => {
        const { packages } = JSON.parse(text) as { packages: LockPackages }
        return missingPlatforms(packages).map(({ name }) => ({
          path,
          line: 1,
          message: `${name} is missing: run node tools/complete-lock.ts`,
        }))
      }),
}
