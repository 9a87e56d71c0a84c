import { type DatabaseConfig, openPool } from '../database.ts'

/** Tables of the job queue change by themselves: jobs are looked for, kept and thrown away. */
const QUEUE_SCHEMA = 'pgboss'

/** What stands in each table, as one digest a table by `schema.table`: tells what has changed. */
export async function digestTables(config: DatabaseConfig): Promise<ReadonlyMap<string, string>> {
  const pool = openPool(config)
  try {
    const tables = await pool.query(
      `select format('%I.%I', schemaname, tablename) as name from pg_tables
        where schemaname not in ('pg_catalog', 'information_schema', $1) order by 1`,
      [QUEUE_SCHEMA],
    )
    const each = tables.rows.map(
      ({ name }) =>
        `select '${name}' as name, coalesce(md5(string_agg(t::text, E'\\n' order by t::text)), '') as digest from ${name} t`,
    )
    const digests = await pool.query(each.join(' union all '))
    return new Map(digests.rows.map(({ name, digest }) => [String(name), String(digest)]))
  } finally {
    await pool.end()
  }
}
