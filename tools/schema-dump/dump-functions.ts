import type { Pool } from '@modosu/kernel'

/** Functions and procedures, whole, as the server gives them back. */
export async function dumpFunctions(pool: Pool, schema: string): Promise<string[]> {
  const { rows } = await pool.query<{ text: string }>(FUNCTIONS, [schema])
  return rows.map((row) => `${row.text.trimEnd()};\n`)
}

const FUNCTIONS = `
select pg_get_functiondef(p.oid) as text
from pg_proc p join pg_namespace n on n.oid = p.pronamespace
where n.nspname = $1 and p.prokind in ('f', 'p', 'w')
order by p.proname, pg_get_function_identity_arguments(p.oid)`
