import type { Rule } from './tree.ts'

/** Runs a rule over files given as path and text, and answers `path:line` of each finding. */
export function findIn(rule: Rule, files: Readonly<Record<string, string>>): string[] {
  const tree = Object.entries(files).map(([path, text]) => ({ path, text }))
  return rule.check(tree).map((finding) => `${finding.path}:${finding.line}`)
}
