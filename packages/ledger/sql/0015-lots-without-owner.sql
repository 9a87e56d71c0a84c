-- compatible
-- An account without an owner (an order's escrow, the sales of a stall) is its own owner. Before, two
-- such accounts counted as one: the way back went through both into a neighbour's clearing account,
-- where nothing is written that led on, and a payment of theirs that was refused was never booked back.
create or replace function ledger.lot_origins(p_pockets bigint[], p_los bigint[], p_amounts bigint[])
returns table (ord bigint, asked_lo bigint, amount bigint, pocket_id bigint, lo bigint)
language sql stable security definer set search_path = ledger, pg_temp as $$
  with recursive walk as (
    select s.ord, s.lo as asked_lo, s.pocket as pocket_id, s.lo, s.lo + s.amount as hi,
      s.pocket as home, s.lo as home_lo, a.account_id as account, a.owner, false as in_conversion,
      false as ended
    from unnest(p_pockets, p_los, p_amounts) with ordinality s (pocket, lo, amount, ord)
    join pocket k on k.pocket_id = s.pocket
    join account a on a.account_id = k.account_id
    union all
    select w.ord, w.asked_lo + x.skipped, n.pocket_id, x.src_lo, x.src_lo + x.size,
      case when w.in_conversion and a.owner = w.owner then n.pocket_id else w.home end,
      case when w.in_conversion and a.owner = w.owner then x.src_lo else w.home_lo + x.skipped end,
      w.account, w.owner, a.kind = 'conversion',
      a.kind <> 'conversion' and a.account_id <> w.account and (a.owner = w.owner) is not true
    from walk w
    cross join lateral (
      select g.src, greatest(g.dst_lo - w.lo, 0) as skipped,
        g.src_lo + greatest(w.lo - g.dst_lo, 0) as src_lo,
        least(w.hi, g.dst_lo + g.amount) - greatest(w.lo, g.dst_lo) as size
      from posting g
      where g.dst = w.pocket_id and g.dst_lo < w.hi and g.dst_lo + g.amount > w.lo
        and g.dst_lo >= coalesce((select f.dst_lo from posting f
          where f.dst = w.pocket_id and f.dst_lo <= w.lo order by f.dst_lo desc limit 1), 0)) x
    join pocket k on k.pocket_id = x.src
    join pocket n on n.pocket_id = coalesce(k.mouth, x.src)
    join account a on a.account_id = n.account_id
    where not w.ended
  )
  select w.ord, w.asked_lo, w.hi - w.lo, w.home, w.home_lo from walk w where w.ended
$$;
call ledger.own_functions();
grant execute on function ledger.lot_origins to modosu_app;
