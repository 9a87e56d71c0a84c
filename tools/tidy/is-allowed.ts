import type { Finding, Rule, TreeFile } from './tree.ts'

/**
 * A finding is let through by `tidy: allow <rule>, <reason>` on its line or the line before. Without
 * a reason the words allow nothing.
 */
export function isAllowed(rule: Rule, finding: Finding, file: TreeFile | undefined): boolean {
  const lines = file?.text.split('\n') ?? []
  const near = `${lines[finding.line - 2] ?? ''}\n${lines[finding.line - 1] ?? ''}`
  return new RegExp(`tidy: allow ${rule.name}, \\S+ \\S+`).test(near)
}
