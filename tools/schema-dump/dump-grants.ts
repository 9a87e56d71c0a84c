import type { Pool } from '@modosu/kernel'

/**
 * Who owns and who may: the real wall around a package's tables, so a grant that slips in shows as a
 * difference. Owners are named only where they are not the migrator, whose name is the machine's.
 */
export async function dumpGrants(pool: Pool, schema: string): Promise<string[]> {
  const { rows } = await pool.query<{ text: string }>(GRANTS, [schema])
  return rows.map((row) => row.text)
}

const GRANTS = `
with object as (
  select 1 as rank, 'schema' as kind, quote_ident(n.nspname) as name, n.nspowner as owner,
    coalesce(n.nspacl, acldefault('n', n.nspowner)) as acl
  from pg_namespace n where n.nspname = $1
  union all
  select 2, case c.relkind when 'S' then 'sequence' else 'table' end,
    format('%I.%I', n.nspname, c.relname), c.relowner,
    coalesce(c.relacl, acldefault(case c.relkind when 'S' then 's' else 'r' end::"char", c.relowner))
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where n.nspname = $1 and c.relkind in ('r', 'p', 'v', 'm', 'S')
  union all
  select 3, 'column', format('%I.%I (%I)', n.nspname, c.relname, a.attname), c.relowner, a.attacl
  from pg_attribute a join pg_class c on c.oid = a.attrelid
  join pg_namespace n on n.oid = c.relnamespace
  where n.nspname = $1 and a.attacl is not null
  union all
  select 4, 'function',
    format('%I.%I(%s)', n.nspname, p.proname, pg_get_function_identity_arguments(p.oid)),
    p.proowner, coalesce(p.proacl, acldefault('f', p.proowner))
  from pg_proc p join pg_namespace n on n.oid = p.pronamespace
  where n.nspname = $1
)
select text from (
  select format('alter %s %s owner to %s;', o.kind, o.name, o.owner::regrole) as text,
    o.rank, o.name, 1 as step
  from object o where o.owner::regrole::text <> current_user and o.kind <> 'column'
  union all
  select format('grant %s on %s %s to %s%s;',
      lower(string_agg(a.privilege_type, ', ' order by a.privilege_type)), o.kind, o.name,
      case when a.grantee = 0 then 'public' else a.grantee::regrole::text end,
      case when a.is_grantable then ' with grant option' else '' end),
    o.rank, o.name, 2
  from object o cross join lateral aclexplode(o.acl) a
  where a.grantee <> o.owner
  group by o.kind, o.name, o.rank, a.grantee, a.is_grantable
) line
order by rank, name, step, text`
