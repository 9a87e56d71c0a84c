import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { MigrationSource } from '@modosu/kernel'

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>
}

/**
 * Every package that owns tables, the ones it imports before it: a grant or a reference needs what
 * it names.
 */
export function migrationSources(root: string): MigrationSource[] {
  const sources: MigrationSource[] = []
  const seen = new Set<string>()
  const visit = (name: string): void => {
    if (seen.has(name)) return
    seen.add(name)
    const folder = join(root, 'packages', name)
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest
    for (const dependency of Object.keys(manifest.dependencies ?? {}).sort()) {
      if (dependency.startsWith('@modosu/')) visit(dependency.slice('@modosu/'.length))
    }
    const sqlDir = join(folder, 'sql')
    if (existsSync(sqlDir)) sources.push({ name, sqlDir })
  }
  visit('kernel')
  for (const name of readdirSync(join(root, 'packages')).sort()) {
    if (existsSync(join(root, 'packages', name, 'package.json'))) visit(name)
  }
  return sources
}
