import type { Finding, TreeFile } from '../tidy/tree.ts'

const PACKAGE_NAME = /@modosu\/([a-z][a-z0-9-]*)/g
const MAP = 'ARCHITECTURE.md'

/** Documents name only packages that exist, and the map of the house names every one. */
export function checkPackages(
  documents: readonly TreeFile[],
  packages: readonly string[],
): Finding[] {
  const known = new Set(packages)
  const unknown = documents.flatMap((file) =>
    file.text.split('\n').flatMap((text, index) =>
      [...text.matchAll(PACKAGE_NAME)]
        .filter(([, name = '']) => !known.has(name))
        .map(([name]) => ({
          path: file.path,
          line: index + 1,
          message: `there is no package ${name}`,
        })),
    ),
  )
  const map = documents.find((file) => file.path === MAP)
  if (!map) return [...unknown, { path: MAP, line: 1, message: 'the map of the house is missing' }]
  const missing = packages
    .filter((name) => !new RegExp(`\\b${name}\\b`).test(map.text))
    .map((name) => ({ path: MAP, line: 1, message: `the package ${name} is not on the map` }))
  return [...unknown, ...missing]
}
