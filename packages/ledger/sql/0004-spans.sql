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

-- Takes pieces (in order, apart) out of one queue. What lies at the head just leaves; for the first
-- piece further back the queue is sealed and the rest queued again, in its order.
create function ledger.cut_queue(p_txn bigint, p_pocket bigint, p_los bigint[],
  p_amounts bigint[]) returns void
language plpgsql security definer set search_path = ledger, pg_temp as $$
declare
  v_pocket record; v_at bigint; v_next bigint; v_queued bigint := 0; v_upto bigint;
  n integer := array_length(p_los, 1); i integer := 1;
begin
  select k.account_id, k.expires_at, k.gen, k.in_total, k.out_total into strict v_pocket
    from pocket k where k.pocket_id = p_pocket and not k.sealed;
  v_at := v_pocket.out_total;
  while i <= n and p_los[i] = v_at loop
    v_at := v_at + p_amounts[i]; i := i + 1;
  end loop;
  if i > n then
    update pocket set out_total = v_at where pocket_id = p_pocket;
    return;
  end if;
  update pocket set sealed = true, sealed_txn = p_txn, out_total = in_total where pocket_id = p_pocket;
  v_next := new_pocket(v_pocket.account_id, v_pocket.expires_at, v_pocket.gen + 1);
  for j in i .. n + 1 loop
    v_upto := case when j <= n then p_los[j] else v_pocket.in_total end;
    if v_upto > v_at then
      insert into posting (txn_id, src, src_lo, dst, dst_lo, amount)
      values (p_txn, p_pocket, v_at, v_next, v_queued, v_upto - v_at);
      v_queued := v_queued + v_upto - v_at;
    end if;
    if j <= n then v_at := p_los[j] + p_amounts[j]; end if;
  end loop;
  update pocket set in_total = v_queued where pocket_id = v_next;
end $$;

-- Posts parts to their targets, in the order of the request: the offsets of a transfer follow it.
create function ledger.carve_parts(p_txn bigint, p_parts ledger.part[])
returns table (ord bigint, asked_lo bigint, src bigint, src_lo bigint, dst bigint, dst_lo bigint,
  amount bigint)
language plpgsql security definer set search_path = ledger, pg_temp as $$
declare v_queue record;
begin
  if exists (select from unnest(p_parts) p join unnest(p_parts) q on q.dst = p.pocket_id) then
    perform refuse('same_account');
  end if;
  for v_queue in
    select p.pocket_id, array_agg(p.lo order by p.lo) as los,
      array_agg(p.amount order by p.lo) as amounts
    from unnest(p_parts) p group by p.pocket_id order by p.pocket_id
  loop
    perform cut_queue(p_txn, v_queue.pocket_id, v_queue.los, v_queue.amounts);
  end loop;
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
