import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type DatabaseConfig, type MigrationSource, migrate, openPool } from '@modosu/kernel'
import { createTestDatabase, stopTestServer } from '@modosu/kernel/testing'
import { dumpSchema } from './schema-dump/dump-schema.ts'
import { migrationSources } from './schema-dump/migration-sources.ts'

const isCheck = process.argv.includes('--check')
const sources = migrationSources(process.cwd())
const database = await createTestDatabase(keyOf(sources), async (config) => {
  const admin = openPool(config, { max: 1 })
  await migrate(admin, sources)
  await admin.end()
})
try {
  const stale = await dumpAll(database.config)
  process.exitCode = isCheck && stale > 0 ? 1 : 0
} finally {
  await database.drop()
  await stopTestServer()
}

/** Writes or compares every dump and tells how many differed. */
async function dumpAll(config: DatabaseConfig): Promise<number> {
  const pool = openPool(config, { max: 1 })
  let stale = 0
  for (const { name, sqlDir } of sources) {
    const path = join(sqlDir, 'schema.sql')
    const text = await dumpSchema(pool, name)
    const old = existsSync(path) ? readFileSync(path, 'utf8') : ''
    if (old === text) continue
    stale += 1
    const short = `packages/${name}/sql/schema.sql`
    if (isCheck) console.log(`${short}: ${firstDifference(old, text)}`)
    else {
      writeFileSync(path, text)
      console.log(`${short}: written`)
    }
  }
  await pool.end()
  const hint = isCheck && stale > 0 ? '; run node tools/schema-dump.ts' : ''
  console.log(
    `schema: ${sources.length} packages, ${stale} ${isCheck ? 'stale' : 'written'}${hint}`,
  )
  return stale
}

function firstDifference(old: string, text: string): string {
  if (old === '') return 'missing'
  const before = old.split('\n')
  const now = text.split('\n')
  const at = now.findIndex((line, index) => line !== before[index])
  const line = at < 0 ? now.length : at
  return `line ${line + 1} is "${before[line] ?? ''}", the migrations give "${now[line] ?? ''}"`
}

/** The template is built again whenever a migration changes. */
function keyOf(all: readonly MigrationSource[]): string {
  const hash = createHash('sha256').update('schema-dump')
  for (const { name, sqlDir } of all) {
    for (const file of readdirSync(sqlDir).sort()) {
      if (file === 'schema.sql') continue
      hash.update(`${name}/${file}\n`).update(readFileSync(join(sqlDir, file)))
    }
  }
  return hash.digest('hex')
}
