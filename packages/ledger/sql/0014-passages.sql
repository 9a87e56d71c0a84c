-- compatible
-- Through which escrows units went on their way: whoever pays for goods that he got passes what he
-- paid with on to somebody who owes nobody anything, and a claim that follows has to know. Units that
-- a hold moved aside inside an account, or that still lie in it, did not pass. One row a piece and
-- account, pieces of an account neither overlap nor touch.
create function ledger.passages_of(p_pockets bigint[], p_los bigint[], p_amounts bigint[],
  p_limit integer)
returns table (ord bigint, origin_lo bigint, amount bigint, code text)
language sql stable security definer set search_path = ledger, pg_temp
-- See 0013: a walk of unknown length is planned by index.
set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_hashjoin = off
set enable_mergejoin = off as $$
  with passed as (
    select w.ord, a.code, w.origin_lo + greatest(p.src_lo - w.lo, 0) as lo,
      w.origin_lo + least(w.hi, p.src_lo + p.amount) - w.lo as hi
    from walk_forward(p_pockets, p_los, p_amounts) w
    join pocket k on k.pocket_id = w.pocket_id
    join account a on a.account_id = k.account_id
    join account_kind kd on kd.kind = a.kind and kd.claim_role = 'escrow'
    cross join lateral (
      select g.src_lo, g.amount from posting g join pocket d on d.pocket_id = g.dst
      where g.src = k.mouth and g.src_lo < w.hi and g.src_lo + g.amount > w.lo
        and g.src_lo >= coalesce((select f.src_lo from posting f
          where f.src = k.mouth and f.src_lo <= w.lo order by f.src_lo desc limit 1), 0)
        and d.account_id <> k.account_id) p
  )
  select z.ord, lower(r.span), upper(r.span) - lower(r.span), z.code
  from (select p.ord, p.code, range_agg(int8range(p.lo, p.hi)) as spans
    from passed p group by p.ord, p.code) z
  cross join lateral unnest(z.spans) r (span)
  order by z.ord, lower(r.span), z.code limit p_limit
$$;

call ledger.own_functions();
grant execute on function ledger.passages_of to modosu_app;
