import type { Pool } from '@modosu/kernel'
import { dumpFunctions } from './dump-functions.ts'
import { dumpGrants } from './dump-grants.ts'
import { dumpTables } from './dump-tables.ts'
import { dumpTypes } from './dump-types.ts'

const HEADER = (schema: string) => `-- The schema "${schema}" as all migrations together leave it.
-- A dump, never edited: \`node tools/schema-dump.ts\` writes it and \`npm run verify\` compares it.
`

/** Writes one schema out of the catalogue, in an order that depends on names only. */
export async function dumpSchema(pool: Pool, schema: string): Promise<string> {
  const parts = [
    HEADER(schema),
    `create schema ${schema};\n`,
    ...(await dumpTypes(pool, schema)),
    ...(await dumpTables(pool, schema)),
    ...(await dumpFunctions(pool, schema)),
    ...(await dumpGrants(pool, schema)),
  ]
  return `${parts
    .join('\n')
    .replaceAll(/[ \t]+$/gm, '')
    .trimEnd()}\n`
}
