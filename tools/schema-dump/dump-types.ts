import type { Pool } from '@modosu/kernel'

/** Enumerations, domains, composite types and free-standing sequences. */
export async function dumpTypes(pool: Pool, schema: string): Promise<string[]> {
  const { rows } = await pool.query<{ text: string }>(TYPES, [schema])
  return rows.map((row) => `${row.text}\n`)
}

const TYPES = `
select format('create type %I.%I as enum (%s);', n.nspname, t.typname,
         (select string_agg(quote_literal(e.enumlabel), ', ' order by e.enumsortorder)
          from pg_enum e where e.enumtypid = t.oid)) as text,
       t.typname as name
from pg_type t join pg_namespace n on n.oid = t.typnamespace
where n.nspname = $1 and t.typtype = 'e'
union all
select format('create domain %I.%I as %s%s;', n.nspname, t.typname,
         format_type(t.typbasetype, t.typtypmod),
         (select string_agg(format(' constraint %I %s', k.conname, pg_get_constraintdef(k.oid)), ''
                            order by k.conname)
          from pg_constraint k where k.contypid = t.oid)),
       t.typname
from pg_type t join pg_namespace n on n.oid = t.typnamespace
where n.nspname = $1 and t.typtype = 'd'
union all
select format(E'create type %I.%I as (\\n%s\\n);', n.nspname, c.relname,
         (select string_agg(format('  %I %s', a.attname, format_type(a.atttypid, a.atttypmod)),
                            E',\\n' order by a.attnum)
          from pg_attribute a where a.attrelid = c.oid and not a.attisdropped)),
       c.relname
from pg_class c join pg_namespace n on n.oid = c.relnamespace
where n.nspname = $1 and c.relkind = 'c'
union all
select format('create sequence %I.%I as %s increment by %s;', n.nspname, c.relname,
         format_type(s.seqtypid, null), s.seqincrement),
       c.relname
from pg_sequence s join pg_class c on c.oid = s.seqrelid
join pg_namespace n on n.oid = c.relnamespace
where n.nspname = $1
  and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'i')
order by name`
