-- compatible
-- Whose the asked units were, and which of them were given back already: what has come home once is
-- no loss any more. One row a piece; the pieces of a span add up to it.
create function ledger.origins_of(p_pockets bigint[], p_los bigint[], p_amounts bigint[])
returns table (ord bigint, lo bigint, amount bigint, code text, unit text, given_back boolean)
language sql stable security definer set search_path = ledger, pg_temp as $$
  with asked as (
    select s.ord, s.pocket, s.lo, s.lo + s.amount as hi
    from unnest(p_pockets, p_los, p_amounts) with ordinality s (pocket, lo, amount, ord)
  ), back as (
    select a.ord, range_agg(g.span) as spans
    from asked a join given_back g on g.pocket_id = a.pocket and g.span && int8range(a.lo, a.hi)
    group by a.ord
  )
  select a.ord, lower(z.span), upper(z.span) - lower(z.span), c.code, c.unit, z.given_back
  from asked a
  join pocket k on k.pocket_id = a.pocket join account c on c.account_id = k.account_id
  left join back b on b.ord = a.ord
  cross join lateral (
    select r.span, true as given_back
    from unnest(b.spans * int8multirange(int8range(a.lo, a.hi))) r (span)
    union all
    select r.span, false
    from unnest(int8multirange(int8range(a.lo, a.hi)) - coalesce(b.spans, '{}')) r (span)) z
  order by a.ord, lower(z.span)
$$;

call ledger.own_functions();
grant execute on function ledger.origins_of to modosu_app;
