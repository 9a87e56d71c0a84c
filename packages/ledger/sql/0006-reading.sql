-- compatible
-- Reading: balances, history, and where value went or came from.

-- Follows spans forward through every posting. A row is a piece of an asked span in one queue.
create function ledger.walk_forward(p_pockets bigint[], p_los bigint[], p_amounts bigint[])
returns table (ord bigint, origin_lo bigint, pocket_id bigint, lo bigint, hi bigint, depth integer)
language sql stable security definer set search_path = ledger, pg_temp as $$
  with recursive walk as (
    select s.ord, s.lo as origin_lo, s.pocket as pocket_id, s.lo, s.lo + s.amount as hi, 0 as depth
    from unnest(p_pockets, p_los, p_amounts) with ordinality s (pocket, lo, amount, ord)
    union all
    select w.ord, w.origin_lo + greatest(p.src_lo - w.lo, 0), p.dst,
      p.dst_lo + greatest(w.lo - p.src_lo, 0), p.dst_lo + least(w.hi - p.src_lo, p.amount),
      w.depth + 1
    from walk w
    join pocket k on k.pocket_id = w.pocket_id
    cross join lateral (
      select g.src_lo, g.dst, g.dst_lo, g.amount from posting g
      where g.src = k.mouth and g.src_lo < w.hi and g.src_lo + g.amount > w.lo
        and g.src_lo >= coalesce((select f.src_lo from posting f
          where f.src = k.mouth and f.src_lo <= w.lo order by f.src_lo desc limit 1), 0)) p
  )
  select w.ord, w.origin_lo, w.pocket_id, w.lo, w.hi, w.depth from walk w
$$;

create function ledger.trace_forward(p_pockets bigint[], p_los bigint[], p_amounts bigint[],
  p_limit integer)
returns table (ord bigint, origin_lo bigint, amount bigint, pocket_id bigint, lo bigint,
  code text, kind text, unit text, owner text, neighbour text, ends text, depth integer,
  transfer_id text, transfer_lo bigint)
language sql stable security definer set search_path = ledger, pg_temp as $$
  select z.ord, z.origin_lo + greatest(x.clearing_lo - z.lo, 0),
    case when x.transfer_id is null then z.hi - z.lo
      else least(z.hi, x.clearing_lo + x.amount) - greatest(z.lo, x.clearing_lo) end,
    z.pocket_id, greatest(z.lo, x.clearing_lo), a.code, a.kind, a.unit, a.owner, a.neighbour,
    case when x.transfer_id is not null then 'onward'
      when kd.is_sink or kd.mouth = 'none' then 'sunk' else 'live' end,
    z.depth, x.transfer_id, greatest(z.lo - x.clearing_lo, 0)
  from (
    select w.ord, w.origin_lo + greatest(coalesce(m.out_total, 0) - w.lo, 0) as origin_lo,
      w.pocket_id, greatest(w.lo, coalesce(m.out_total, 0)) as lo, w.hi, w.depth, k.account_id
    from walk_forward(p_pockets, p_los, p_amounts) w
    join pocket k on k.pocket_id = w.pocket_id
    left join pocket_now m on m.pocket_id = k.mouth
  ) z
  join account a on a.account_id = z.account_id
  join account_kind kd on kd.kind = a.kind
  left join lateral (
    select t.transfer_id, t.clearing_lo, t.amount from transfer t
    where kd.kind = 'clearing' and t.clearing_pocket = z.pocket_id and t.direction = 'out'
      and t.clearing_lo < z.hi and t.clearing_lo + t.amount > z.lo
      and t.clearing_lo >= coalesce((select f.clearing_lo from transfer f
        where f.clearing_pocket = z.pocket_id and f.direction = 'out' and f.clearing_lo <= z.lo
        order by f.clearing_lo desc limit 1), 0)) x on true
  where z.lo < z.hi
  limit p_limit
$$;

-- Follows spans back to where they entered the ledger: an issue, or a transfer from a neighbour.
create function ledger.trace_backward(p_pockets bigint[], p_los bigint[], p_amounts bigint[],
  p_limit integer)
returns table (ord bigint, origin_lo bigint, amount bigint, pocket_id bigint, lo bigint,
  code text, kind text, unit text, owner text, neighbour text, ends text, depth integer,
  transfer_id text, transfer_lo bigint)
language sql stable security definer set search_path = ledger, pg_temp as $$
  with recursive walk as (
    select s.ord, s.lo as asked_lo, s.pocket as pocket_id, s.lo, s.lo + s.amount as hi, 0 as depth,
      false as source
    from unnest(p_pockets, p_los, p_amounts) with ordinality s (pocket, lo, amount, ord)
    union all
    select w.ord, w.asked_lo + greatest(p.dst_lo - w.lo, 0), coalesce(k.mouth, p.src),
      p.src_lo + greatest(w.lo - p.dst_lo, 0), p.src_lo + least(w.hi - p.dst_lo, p.amount),
      w.depth + 1, k.mouth is null
    from walk w
    cross join lateral (
      select g.src, g.src_lo, g.dst_lo, g.amount from posting g
      where g.dst = w.pocket_id and g.dst_lo < w.hi and g.dst_lo + g.amount > w.lo
        and g.dst_lo >= coalesce((select f.dst_lo from posting f
          where f.dst = w.pocket_id and f.dst_lo <= w.lo order by f.dst_lo desc limit 1), 0)) p
    join pocket k on k.pocket_id = p.src
    where not w.source
  )
  select w.ord, w.asked_lo, w.hi - w.lo, w.pocket_id, w.lo, a.code, a.kind, a.unit, a.owner,
    a.neighbour, case a.kind when 'clearing' then 'arrived' else 'issued' end, w.depth,
    x.transfer_id, w.lo - x.clearing_lo
  from walk w
  join pocket k on k.pocket_id = w.pocket_id
  join account a on a.account_id = k.account_id
  left join lateral (
    select t.transfer_id, t.clearing_lo from transfer t
    where t.clearing_pocket = w.pocket_id and t.direction = 'in' and t.clearing_lo <= w.lo
    order by t.clearing_lo desc limit 1) x on true
  where w.source
  limit p_limit
$$;

-- What sessions took out of an owner's accounts: every span that their transactions moved to
-- somebody else's account, whether or not it was downstream of an earlier one.
create function ledger.spans_by_sessions(p_sessions text[], p_owner text)
returns table (txn_id bigint, pocket_id bigint, lo bigint, amount bigint)
language sql stable security definer set search_path = ledger, pg_temp as $$
  select g.txn_id, g.src, g.src_lo, g.amount
  from account a
  join pocket k on k.account_id = a.account_id
  join posting g on g.src = k.pocket_id
  join txn t on t.txn_id = g.txn_id
  join actor x on x.actor_id = t.actor_id and x.session_id = any (p_sessions)
  join pocket d on d.pocket_id = g.dst and d.account_id <> k.account_id
  where a.owner = p_owner
  order by g.txn_id, g.src, g.src_lo
$$;

create function ledger.spans_of_txn(p_key text)
returns table (txn_id bigint, pocket_id bigint, lo bigint, dst_pocket_id bigint, dst_lo bigint,
  amount bigint, code text, dst_code text)
language sql stable security definer set search_path = ledger, pg_temp as $$
  select g.txn_id, g.src, g.src_lo, g.dst, g.dst_lo, g.amount, sa.code, da.code
  from txn t join posting g on g.txn_id = t.txn_id
  join pocket s on s.pocket_id = g.src join account sa on sa.account_id = s.account_id
  join pocket d on d.pocket_id = g.dst join account da on da.account_id = d.account_id
  where t.key = p_key and s.account_id <> d.account_id
  order by s.expires_at, g.src, g.src_lo
$$;

create function ledger.lots_of(p_codes text[])
returns table (code text, unit text, kind text, pocket_id bigint, lo bigint, amount bigint,
  expires_at timestamptz, rolling_expires_at timestamptz, clock_runs boolean,
  frozen_at timestamptz, debt bigint)
language sql stable security definer set search_path = ledger, pg_temp as $$
  select a.code, a.unit, a.kind, p.pocket_id, p.out_total, coalesce(p.in_total - p.out_total, 0),
    nullif(p.expires_at, 'infinity'), a.rolling_expires_at, k.clock_runs, a.frozen_at, a.debt
  from unnest(p_codes) with ordinality u (code, ord)
  join account a on a.code = u.code join account_kind k on k.kind = a.kind
  left join pocket_now p on p.account_id = a.account_id and not p.sealed
    and p.in_total <> p.out_total
  order by u.ord, p.expires_at
$$;

create function ledger.history_of(p_code text, p_before bigint, p_limit integer)
returns table (txn_id bigint, kind text, key text, effective_at timestamptz, session_id text,
  device_id text, subject text, case_id text, memo jsonb, counterparty text, amount bigint,
  expires_at timestamptz)
language sql stable security definer set search_path = ledger, pg_temp as $$
  with mine as materialized (
    select k.pocket_id, k.expires_at, k.account_id from account a
    join pocket k on k.account_id = a.account_id where a.code = p_code
  ), lines as materialized (
    select g.txn_id, g.other, g.amount, m.expires_at, m.account_id
    from mine m cross join lateral (
      (select i.txn_id, i.src as other, i.amount from posting i
        where i.dst = m.pocket_id and i.txn_id < p_before order by i.dst_lo desc limit p_limit)
      union all
      (select o.txn_id, o.dst, -o.amount from posting o
        where o.src = m.pocket_id and o.txn_id < p_before order by o.src_lo desc limit p_limit)) g
  ), newest as materialized (
    select distinct l.txn_id from lines l join pocket d on d.pocket_id = l.other
    where d.account_id <> l.account_id order by l.txn_id desc limit p_limit
  )
  select l.txn_id, t.kind, t.key, b.effective_at, x.session_id, x.device_id, x.subject, t.case_id,
    t.memo, o.code, sum(l.amount)::bigint, nullif(l.expires_at, 'infinity')
  from newest n join lines l on l.txn_id = n.txn_id
  join txn t on t.txn_id = l.txn_id
  left join actor x on x.actor_id = t.actor_id
  join pocket d on d.pocket_id = l.other join account o on o.account_id = d.account_id
  cross join lateral (select c.effective_at from block c where c.first_txn_id <= l.txn_id
    order by c.first_txn_id desc limit 1) b
  where d.account_id <> l.account_id
  group by l.txn_id, t.kind, t.key, b.effective_at, x.session_id, x.device_id, x.subject,
    t.case_id, t.memo, o.code, l.expires_at
  order by l.txn_id desc, l.expires_at
$$;

create function ledger.balance_sheet()
returns table (unit text, kind text, accounts bigint, amount bigint)
language sql stable security definer set search_path = ledger, pg_temp as $$
  select a.unit, a.kind, count(distinct a.account_id),
    coalesce(sum(p.in_total - p.out_total), 0)::bigint
  from account a left join pocket_now p on p.account_id = a.account_id
  group by a.unit, a.kind order by a.unit, a.kind
$$;

call ledger.own_functions();
grant execute on function ledger.walk_forward, ledger.trace_forward, ledger.trace_backward,
  ledger.spans_by_sessions, ledger.spans_of_txn, ledger.lots_of, ledger.history_of,
  ledger.balance_sheet to modosu_app;
