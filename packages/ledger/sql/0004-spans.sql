-- compatible
-- Exact spans: finding what of them is still here, and cutting them out of the middle of a queue.
create type ledger.part as (
  ord bigint, asked_lo bigint, pocket_id bigint, lo bigint, amount bigint, dst bigint
);

-- The postings that took any unit of [p_lo, p_hi) out of a stream. The first one may begin before.
create function ledger.postings_of(p_src bigint, p_lo bigint, p_hi bigint)
returns table (txn_id bigint, src_lo bigint, dst bigint, dst_lo bigint, amount bigint)
language sql stable security definer set search_path = ledger, pg_temp as $$
  select p.txn_id, p.src_lo, p.dst, p.dst_lo, p.amount from posting p
  where p.src = p_src and p.src_lo < p_hi and p.src_lo + p.amount > p_lo
    and p.src_lo >= coalesce((select f.src_lo from posting f
      where f.src = p_src and f.src_lo <= p_lo order by f.src_lo desc limit 1), 0)
$$;

-- The postings that brought any unit of [p_lo, p_hi) into a stream.
create function ledger.postings_into(p_dst bigint, p_lo bigint, p_hi bigint)
returns table (txn_id bigint, src bigint, src_lo bigint, dst_lo bigint, amount bigint)
language sql stable security definer set search_path = ledger, pg_temp as $$
  select p.txn_id, p.src, p.src_lo, p.dst_lo, p.amount from posting p
  where p.dst = p_dst and p.dst_lo < p_hi and p.dst_lo + p.amount > p_lo
    and p.dst_lo >= coalesce((select f.dst_lo from posting f
      where f.dst = p_dst and f.dst_lo <= p_lo order by f.dst_lo desc limit 1), 0)
$$;

-- A span keeps its name for ever: where a hold sealed its pocket, it is followed into the next
-- queue of the same account. Rows: where each piece of the asked spans lies in that chain.
create function ledger.follow_queues(p_pockets bigint[], p_los bigint[], p_amounts bigint[])
returns setof ledger.part
language sql stable security definer set search_path = ledger, pg_temp as $$
  with recursive walk as (
    select s.ord, s.lo as asked_lo, s.pocket as pocket_id, s.lo, s.lo + s.amount as hi
    from unnest(p_pockets, p_los, p_amounts) with ordinality s (pocket, lo, amount, ord)
    union all
    select w.ord, w.asked_lo + greatest(p.src_lo - w.lo, 0), p.dst,
      p.dst_lo + greatest(w.lo - p.src_lo, 0), p.dst_lo + least(w.hi - p.src_lo, p.amount)
    from walk w
    join pocket k on k.pocket_id = w.pocket_id and k.sealed
    cross join lateral postings_of(w.pocket_id, w.lo, w.hi) p
    join pocket d on d.pocket_id = p.dst and d.account_id = k.account_id
  )
  select w.ord, w.asked_lo, w.pocket_id, w.lo, w.hi - w.lo, null::bigint from walk w
$$;

-- What of the asked spans can be taken now. A unit that is asked for twice is counted once.
create function ledger.live_parts(p_pockets bigint[], p_los bigint[], p_amounts bigint[])
returns setof ledger.part
language sql stable security definer set search_path = ledger, pg_temp as $$
  select z.ord, z.asked_lo + z.from_lo - z.lo, z.pocket_id, z.from_lo, z.hi - z.from_lo, null::bigint
  from (
    select w.ord, w.asked_lo, w.pocket_id, w.lo, least(w.lo + w.amount, k.in_total) as hi,
      greatest(w.lo, k.out_total, max(w.lo + w.amount) over (partition by w.pocket_id
        order by w.lo, w.ord rows between unbounded preceding and 1 preceding)) as from_lo
    from follow_queues(p_pockets, p_los, p_amounts) w
    join pocket_now k on k.pocket_id = w.pocket_id
    where not k.sealed and not k.overdraws
  ) z where z.from_lo < z.hi order by z.ord, z.asked_lo
$$;

-- Takes pieces that lie apart out of their queues. What lies at the head just leaves; a queue that is
-- cut further back is sealed and what is left of it queued again, in its order. All queues at once:
-- one after the other, a thousand of them took three times as long.
create function ledger.cut_queues(p_txn bigint, p_parts ledger.part[]) returns void
language plpgsql security definer set search_path = ledger, pg_temp as $$
declare v_rest part[]; v_last bigint;
begin
  select max(k.pocket_id) into strict v_last from pocket k;
  -- What is left: before each piece, back to the piece before it or to the head, and behind the last
  -- one. ord: which of the cut queues, and of the new ones; asked_lo: where it begins in that one.
  with pieces as (
    select p.pocket_id, p.lo, p.lo + p.amount as hi,
      lag(p.lo + p.amount, 1, k.out_total) over w as from_lo, lead(p.lo) over w is null as is_last,
      k.in_total
    from unnest(p_parts) p join pocket k on k.pocket_id = p.pocket_id
    window w as (partition by p.pocket_id order by p.lo)
  ), cut as (
    select z.pocket_id, z.from_lo, z.lo, z.hi, case when z.is_last then z.in_total - z.hi end as tail,
      dense_rank() over (order by z.pocket_id) as n
    from (select x.pocket_id, x.from_lo, x.lo, x.hi, x.is_last, x.in_total,
        bool_or(x.lo > x.from_lo) over (partition by x.pocket_id) as is_cut from pieces x) z
    where z.is_cut
  )
  select array_agg((z.n, z.dst_lo, z.pocket_id, z.lo, z.amount, v_last + z.n)::part
      order by z.n, z.lo) into v_rest
    from (
      select c.n, c.pocket_id, r.lo, r.amount,
        (sum(r.amount) over (partition by c.n order by r.lo) - r.amount)::bigint as dst_lo
      from cut c cross join lateral (values (c.from_lo, c.lo - c.from_lo), (c.hi, c.tail)) r (lo, amount)
      where r.amount > 0
    ) z;
  update pocket k set sealed = true, sealed_txn = p_txn, out_total = k.in_total
    from (select distinct r.pocket_id from unnest(v_rest) r) z where k.pocket_id = z.pocket_id;
  update pocket k set out_total = z.hi
    from (select p.pocket_id, max(p.lo + p.amount) as hi from unnest(p_parts) p
      group by p.pocket_id) z
    where k.pocket_id = z.pocket_id and not k.sealed;
  insert into pocket (pocket_id, account_id, expires_at, gen, sealed, txn_id, overdraws, unit,
    open_to_transfers, keeps_expiry, clock_runs, in_total, out_total, mouth)
  select z.dst, k.account_id, k.expires_at, k.gen + 1, false, p_txn, k.overdraws, k.unit,
    k.open_to_transfers, k.keeps_expiry, k.clock_runs, z.amount, 0, z.dst
  from (select r.pocket_id, r.dst, sum(r.amount)::bigint as amount from unnest(v_rest) r
    group by r.pocket_id, r.dst) z
  join pocket k on k.pocket_id = z.pocket_id;
  insert into posting (txn_id, src, src_lo, dst, dst_lo, amount)
  select p_txn, r.pocket_id, r.lo, r.dst, r.asked_lo, r.amount from unnest(v_rest) r;
end $$;

-- Posts parts to their targets, in the order of the request: the offsets of a transfer follow it.
create function ledger.carve_parts(p_txn bigint, p_parts ledger.part[])
returns table (ord bigint, asked_lo bigint, src bigint, src_lo bigint, dst bigint, dst_lo bigint,
  amount bigint)
language plpgsql security definer set search_path = ledger, pg_temp as $$
declare v_targets bigint[] := array(select distinct p.dst from unnest(p_parts) p);
begin
  if exists (select from unnest(p_parts) p where p.pocket_id = any (v_targets)) then
    perform refuse('same_account');
  end if;
  perform cut_queues(p_txn, p_parts);
  insert into posting (txn_id, src, src_lo, dst, dst_lo, amount)
  select p_txn, p.pocket_id, p.lo, p.dst, (d.in_total - p.amount
    + sum(p.amount) over (partition by p.dst order by p.ord, p.asked_lo))::bigint, p.amount
  from unnest(p_parts) p join pocket d on d.pocket_id = p.dst and not d.sealed;
  update pocket k set in_total = k.in_total + z.amount
  from (select p.dst, sum(p.amount)::bigint as amount from unnest(p_parts) p group by p.dst) z
  where k.pocket_id = z.dst;
  return query
    select p.ord, p.asked_lo, g.src, g.src_lo, g.dst, g.dst_lo, g.amount
    from unnest(p_parts) p join posting g on g.src = p.pocket_id and g.src_lo = p.lo
    order by g.dst, g.dst_lo;
end $$;

-- The live parts of the spans in a request. Strict: all of them, or a refusal.
create function ledger.parts_asked(p_spans jsonb, p_strict boolean, p_even_frozen boolean)
returns ledger.part[]
language plpgsql stable security definer set search_path = ledger, pg_temp as $$
declare v_parts part[]; v_pockets bigint[]; v_los bigint[]; v_amounts bigint[]; v_code text;
begin
  select array_agg((s.value->>'pocketId')::bigint order by s.ordinality),
    array_agg((s.value->>'lo')::bigint order by s.ordinality),
    array_agg((s.value->>'amount')::bigint order by s.ordinality)
    into v_pockets, v_los, v_amounts from jsonb_array_elements(p_spans) with ordinality s;
  select coalesce(array_agg(p order by p.ord, p.asked_lo), '{}') into v_parts
    from live_parts(v_pockets, v_los, v_amounts) p;
  if p_strict and (select coalesce(sum(p.amount), 0) from unnest(v_parts) p)
      <> (select coalesce(sum(x), 0) from unnest(v_amounts) x) then
    perform refuse('span_not_live');
  end if;
  if not p_even_frozen then
    select a.code into v_code from unnest(v_parts) p join pocket k on k.pocket_id = p.pocket_id
      join account a on a.account_id = k.account_id where a.frozen_at is not null limit 1;
    if found then perform refuse('frozen', v_code); end if;
  end if;
  return v_parts;
end $$;

-- Sets the target of every part: the queue of the account `p_to` with the part's own expiry.
create function ledger.aim_parts(p_txn bigint, p_parts ledger.part[], p_to ledger.account,
  p_not_before timestamptz, p_now timestamptz) returns ledger.part[]
language plpgsql security definer set search_path = ledger, pg_temp as $$
declare v_queue record; v_parts part[];
begin
  for v_queue in
    select distinct a.unit, a.account_id from unnest(p_parts) p
    join pocket k on k.pocket_id = p.pocket_id join account a on a.account_id = k.account_id
  loop
    if v_queue.unit <> p_to.unit then perform refuse('unit_mismatch', p_to.code); end if;
    if v_queue.account_id = p_to.account_id then perform refuse('same_account', p_to.code); end if;
  end loop;
  with q as materialized (
    select z.expires_at, target_pocket(p_txn, p_to.account_id,
      case when z.expires_at <= p_now and p_not_before is not null
        then greatest(z.expires_at, p_not_before) else z.expires_at end, p_now) as dst
    from (select distinct k.expires_at from unnest(p_parts) p
      join pocket k on k.pocket_id = p.pocket_id order by k.expires_at) z
  )
  select array_agg((p.ord, p.asked_lo, p.pocket_id, p.lo, p.amount, q.dst)::part
      order by p.ord, p.asked_lo)
    into v_parts
    from unnest(p_parts) p join pocket k on k.pocket_id = p.pocket_id
    join q on q.expires_at = k.expires_at;
  return coalesce(v_parts, '{}');
end $$;

call ledger.own_functions();
