-- compatible
-- What the commands print.

create function ledger.hops_of(p_pockets bigint[], p_los bigint[], p_amounts bigint[],
  p_limit integer)
returns table (path text[], amount bigint, live bigint)
language sql stable security definer set search_path = ledger, pg_temp as $$
  with recursive walk as (
    select s.pocket as pocket_id, s.lo, s.lo + s.amount as hi, a.account_id, array[a.code] as path,
      true as entered
    from unnest(p_pockets, p_los, p_amounts) s (pocket, lo, amount)
    join pocket k on k.pocket_id = s.pocket join account a on a.account_id = k.account_id
    union all
    select p.dst, p.dst_lo + greatest(w.lo - p.src_lo, 0),
      p.dst_lo + least(w.hi - p.src_lo, p.amount), d.account_id,
      case when d.account_id = w.account_id then w.path else w.path || a.code end,
      d.account_id <> w.account_id
    from walk w
    join pocket k on k.pocket_id = w.pocket_id
    cross join lateral (
      select g.src_lo, g.dst, g.dst_lo, g.amount from posting g
      where g.src = k.mouth and g.src_lo < w.hi and g.src_lo + g.amount > w.lo
        and g.src_lo >= coalesce((select f.src_lo from posting f
          where f.src = k.mouth and f.src_lo <= w.lo order by f.src_lo desc limit 1), 0)) p
    join pocket d on d.pocket_id = p.dst
    join account a on a.account_id = d.account_id
  )
  select w.path, sum(w.hi - w.lo) filter (where w.entered)::bigint,
    sum(greatest(w.hi - greatest(w.lo, coalesce(m.out_total, 0)), 0))::bigint
  from walk w
  join pocket k on k.pocket_id = w.pocket_id
  left join pocket_now m on m.pocket_id = k.mouth
  group by w.path order by w.path limit p_limit
$$;

create function ledger.chain_head()
returns table (transactions bigint, blocks bigint, hash text)
language sql stable security definer set search_path = ledger, pg_temp as $$
  select b.last_txn_id, b.block_id, encode(b.hash, 'hex') from block b
  order by b.block_id desc limit 1
$$;

call ledger.own_functions();
grant execute on function ledger.hops_of, ledger.chain_head to modosu_app;
