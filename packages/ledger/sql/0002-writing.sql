-- compatible
-- What every writing verb stands on: one writer, refusals, pockets, and the chain.

-- One writer a ledger: two at once are slower than one, and every verdict is judged in order.
create function ledger.lock_writer() returns void
language plpgsql security definer set search_path = ledger, pg_temp as $$
begin
  if current_setting('transaction_isolation') <> 'read committed' then
    raise exception 'the ledger writes in read committed transactions only: a snapshot taken '
      'before the lock would judge old balances';
  end if;
  perform pg_advisory_xact_lock(7065922);
end $$;

-- Brings the counters of pockets up to a transaction; answers the pockets whose counters and spans
-- fit and that plain transfers may touch.
create function ledger.count_pockets(p_counted bigint, p_last bigint)
returns table (pocket_id bigint, account_id bigint, expires_at timestamptz, unit text,
  keeps_expiry boolean, clock_runs boolean, pays boolean)
language plpgsql security definer set search_path = ledger, pg_temp
-- A plan made while the ledger was empty would scan whole tables until the next analyze.
set enable_seqscan = off set plan_cache_mode = force_generic_plan set jit = off
set work_mem = '64MB' as $$
begin
  return query
    with posted as materialized (
      select e.src, e.src_lo, e.dst, e.dst_lo, e.amount from entry e
      where e.txn_id > p_counted and e.txn_id <= p_last and e.amount is not null
    ), moved as (
      select coalesce(i.dst, o.src) as pocket_id, o.src is not null as pays,
        coalesce(i.amount, 0) as inn, coalesce(o.amount, 0) as outt,
        i.lo as in_lo, i.hi as in_hi, o.lo as out_lo, o.hi as out_hi
      from (select p.dst, min(p.dst_lo) as lo, max(p.dst_lo + p.amount) as hi,
          sum(p.amount)::bigint as amount from posted p group by p.dst) i
      full join (select p.src, min(p.src_lo) as lo, max(p.src_lo + p.amount) as hi,
          sum(p.amount)::bigint as amount from posted p group by p.src) o on o.src = i.dst
    )
    update pocket k set in_total = k.in_total + m.inn, out_total = k.out_total + m.outt
    from moved m
    where k.pocket_id = m.pocket_id and not k.sealed and not k.overdraws and k.open_to_transfers
      and (m.in_lo is null or m.in_lo = k.in_total and m.in_hi = k.in_total + m.inn)
      and (m.out_lo is null or m.out_lo = k.out_total and m.out_hi = k.out_total + m.outt)
    returning k.pocket_id, k.account_id, k.expires_at, k.unit, k.keeps_expiry, k.clock_runs,
      m.pays;
end $$;

-- Counts, and checks by set what plain transfers did since: they were judged by a caller. Counting
-- each batch by itself took a third of its time, since a pocket is then rewritten for every transfer
-- and not once for many. Every verb counts first, so nothing is held, given back, issued or sent to
-- a neighbour on top of a transfer that broke a rule; from then on the ledger writes no verb, soon
-- nothing at all, and verify says where to look.
create function ledger.count_postings() returns void
language plpgsql security definer set search_path = ledger, pg_temp
-- See count_pockets; and postings and pockets are joined as wholes.
set enable_seqscan = off set enable_nestloop = off set plan_cache_mode = force_generic_plan
set jit = off set work_mem = '64MB' as $$
declare v_counted bigint; v_last bigint; v_latest timestamptz; v_right boolean;
begin
  select c.txn_id into strict v_counted from counted c;
  select b.last_txn_id into strict v_last from block b order by b.block_id desc limit 1;
  if v_counted >= v_last then return; end if;
  -- Counting goes on beside the writer; only one may count.
  perform pg_advisory_xact_lock(7065923);
  select c.txn_id into strict v_counted from counted c;
  select b.last_txn_id into strict v_last from block b order by b.block_id desc limit 1;
  if v_counted >= v_last then return; end if;
  select max(b.effective_at) into v_latest from block b where b.first_txn_id > v_counted;
  with fits as materialized (
    select f.pocket_id, f.account_id, f.expires_at, f.unit, f.keeps_expiry, f.clock_runs, f.pays
    from count_pockets(v_counted, v_last) f
  ), posted as materialized (
    select e.txn_id, e.src, e.dst from entry e
    where e.txn_id > v_counted and e.txn_id <= v_last and e.amount is not null
  )
  -- The conditions stand outside of the join: PostgreSQL joined every two pockets of one unit.
  select (select coalesce(bool_and(s.unit = d.unit and s.account_id <> d.account_id
          and d.expires_at = case when d.keeps_expiry then s.expires_at else 'infinity' end
          and (not s.clock_runs or s.expires_at > v_latest
            or s.expires_at > effective_at_of(p.txn_id)))
        and count(*) = (select count(*) from posted), false)
      from posted p join fits s on s.pocket_id = p.src join fits d on d.pocket_id = p.dst)
    and not exists (select from account a join fits s on s.account_id = a.account_id and s.pays
      where a.frozen_at is not null)
    and not exists (select from account a
      join fits s on s.account_id = a.account_id and s.pays and s.clock_runs
        and s.expires_at = 'infinity'
      join posted p on p.src = s.pocket_id
      where a.rolling_expires_at <= v_latest
        and a.rolling_expires_at <= effective_at_of(p.txn_id))
  into v_right;
  if v_right is not true then
    raise exception 'transfers after % break the rules of the ledger', v_counted
      using errcode = 'ML002';
  end if;
  update counted set txn_id = v_last;
end $$;

create function ledger.effective_at_of(p_txn bigint) returns timestamptz
language sql stable security definer set search_path = ledger, pg_temp as $$
  select b.effective_at from block b where b.first_txn_id <= p_txn
  order by b.first_txn_id desc limit 1
$$;

create function ledger.refuse(p_code text, p_detail text default '') returns void
language plpgsql security definer set search_path = ledger, pg_temp as $$
begin
  raise exception using errcode = 'ML001', message = p_code, detail = p_detail;
end $$;

create function ledger.actor_of(p_packed text, p_txn bigint) returns bigint
language plpgsql security definer set search_path = ledger, pg_temp as $$
declare v_id bigint;
begin
  if p_packed is null or p_packed in ('', '||') then return null; end if;
  select actor_id into v_id from actor where packed = p_packed;
  if not found then
    select coalesce(max(actor_id), 0) + 1 into v_id from actor;
    insert into actor (actor_id, packed, session_id, device_id, subject, txn_id)
    values (v_id, p_packed, nullif(split_part(p_packed, '|', 1), ''),
      nullif(split_part(p_packed, '|', 2), ''), nullif(split_part(p_packed, '|', 3), ''), p_txn);
  end if;
  return v_id;
end $$;

-- The numbers of many different actors at once: one after the other they took half of a batch in
-- which every payer had just signed in.
create function ledger.actors_of(p_packed text[], p_txn bigint) returns bigint[]
language plpgsql security definer set search_path = ledger, pg_temp
set enable_seqscan = off set plan_cache_mode = force_generic_plan set jit = off as $$
declare v_last bigint; v_ids bigint[];
begin
  -- By subqueries and not by joins: those read the whole table when it was small at their planning.
  select array_agg((select a.actor_id from actor a where a.packed = z.packed) order by z.ord)
    into v_ids from unnest(p_packed) with ordinality z (packed, ord);
  select coalesce(max(a.actor_id), 0) into v_last from actor a;
  insert into actor (actor_id, packed, session_id, device_id, subject, txn_id)
  select v_last + row_number() over (order by z.ord), z.packed,
    nullif(split_part(z.packed, '|', 1), ''), nullif(split_part(z.packed, '|', 2), ''),
    nullif(split_part(z.packed, '|', 3), ''), p_txn
  from unnest(p_packed, v_ids) with ordinality z (packed, actor_id, ord)
  where z.actor_id is null;
  return (select array_agg(coalesce(z.actor_id,
      (select a.actor_id from actor a where a.packed = z.packed)) order by z.ord)
    from unnest(p_packed, v_ids) with ordinality z (packed, actor_id, ord));
end $$;

create function ledger.account_named(p_code text) returns ledger.account
language plpgsql stable security definer set search_path = ledger, pg_temp as $$
declare v_account account;
begin
  select a.account_id, a.code, a.unit, a.kind, a.owner, a.neighbour, a.twin_id,
      a.rolling_expires_at, a.frozen_at, a.frozen_reason, a.debt
    into v_account from account a where a.code = p_code;
  if not found then perform refuse('unknown_account', p_code); end if;
  return v_account;
end $$;

create function ledger.kind_of(p_account bigint) returns ledger.account_kind
language sql stable security definer set search_path = ledger, pg_temp as $$
  select k.kind, k.may_overdraw, k.is_sink, k.keeps_expiry, k.clock_runs, k.open_to_transfers,
    k.gives_back, k.mouth, k.claim_role
  from account a join account_kind k on k.kind = a.kind where a.account_id = p_account
$$;

-- Opens the account of a house kind (issuer, breakage, clearing, debt) at its first use.
create function ledger.house_account(p_code text, p_unit text, p_kind text, p_neighbour text)
returns bigint
language plpgsql security definer set search_path = ledger, pg_temp as $$
declare v_id bigint;
begin
  select account_id into v_id from account where code = p_code;
  if not found then
    select coalesce(max(account_id), 0) + 1 into v_id from account;
    insert into account (account_id, code, unit, kind, neighbour)
    values (v_id, p_code, p_unit, p_kind, p_neighbour);
  end if;
  return v_id;
end $$;

create function ledger.new_pocket(p_account bigint, p_expires timestamptz, p_gen integer)
returns bigint
language plpgsql security definer set search_path = ledger, pg_temp as $$
declare v_kind account_kind := kind_of(p_account); v_id bigint; v_twin bigint; v_txn bigint;
begin
  select coalesce(max(pocket_id), 0) + 1 into v_id from pocket;
  select last_txn_id + 1 into v_txn from block order by block_id desc limit 1;
  insert into pocket (pocket_id, account_id, expires_at, gen, sealed, txn_id, overdraws, unit,
    open_to_transfers, keeps_expiry, clock_runs, in_total, out_total, mouth)
  select v_id, p_account, p_expires, p_gen, false, v_txn, v_kind.may_overdraw, a.unit,
    v_kind.open_to_transfers, v_kind.keeps_expiry, v_kind.clock_runs, 0, 0,
    case v_kind.mouth when 'self' then v_id when 'twin' then v_id + 1 end
  from account a where a.account_id = p_account;
  if v_kind.mouth = 'twin' then
    -- The two sides of a conversion are made together, so that each knows the other.
    select a.twin_id into v_twin from account a where a.account_id = p_account;
    insert into pocket (pocket_id, account_id, expires_at, gen, sealed, txn_id, overdraws, unit,
      open_to_transfers, keeps_expiry, clock_runs, in_total, out_total, mouth)
    select v_id + 1, v_twin, p_expires, p_gen, false, v_txn, v_kind.may_overdraw, a.unit,
      v_kind.open_to_transfers, v_kind.keeps_expiry, v_kind.clock_runs, 0, 0, v_id
    from account a where a.account_id = v_twin;
  end if;
  return v_id;
end $$;

-- Posts from the head of one queue to the tail of another.
create function ledger.post_head(p_txn bigint, p_src bigint, p_amount bigint, p_dst bigint)
returns void
language plpgsql security definer set search_path = ledger, pg_temp as $$
declare v_src_lo bigint; v_dst_lo bigint;
begin
  update pocket set out_total = out_total + p_amount
    where pocket_id = p_src and not sealed returning out_total - p_amount into strict v_src_lo;
  update pocket set in_total = in_total + p_amount
    where pocket_id = p_dst and not sealed returning in_total - p_amount into strict v_dst_lo;
  insert into posting (txn_id, src, src_lo, dst, dst_lo, amount)
  values (p_txn, p_src, v_src_lo, p_dst, v_dst_lo, p_amount);
end $$;

-- Posts what is left in an expired queue to breakage; a dated queue is then closed for good.
create function ledger.sweep_pocket(p_txn bigint, p_pocket bigint) returns bigint
language plpgsql security definer set search_path = ledger, pg_temp as $$
declare v_pocket record; v_to bigint; v_dst bigint;
begin
  select p.account_id, p.expires_at, p.in_total - p.out_total as live, a.unit
    into strict v_pocket
    from pocket p join account a on a.account_id = p.account_id where p.pocket_id = p_pocket;
  if v_pocket.live > 0 then
    v_to := house_account('breakage:' || v_pocket.unit, v_pocket.unit, 'breakage', null);
    select pocket_id into v_dst from pocket
      where account_id = v_to and expires_at = v_pocket.expires_at and not sealed;
    if not found then
      select coalesce(max(gen), -1) + 1 into v_dst from pocket
        where account_id = v_to and expires_at = v_pocket.expires_at;
      v_dst := new_pocket(v_to, v_pocket.expires_at, v_dst::integer);
    end if;
    perform post_head(p_txn, p_pocket, v_pocket.live, v_dst);
  end if;
  if v_pocket.expires_at = 'infinity' then
    update account set rolling_expires_at = null where account_id = v_pocket.account_id;
  else
    update pocket set sealed = true, sealed_txn = p_txn where pocket_id = p_pocket;
  end if;
  return v_pocket.live;
end $$;

-- The open queue of an account for one expiry, made when missing. Regular points that have passed
-- their date are swept first: new ones must neither revive nor inherit them.
create function ledger.target_pocket(p_txn bigint, p_account bigint, p_expires timestamptz,
  p_now timestamptz) returns bigint
language plpgsql security definer set search_path = ledger, pg_temp as $$
declare v_kind account_kind := kind_of(p_account); v_id bigint; v_gen integer;
  v_expires timestamptz := case when v_kind.keeps_expiry then p_expires else 'infinity' end;
  v_rolling timestamptz;
begin
  select pocket_id into v_id from pocket
    where account_id = p_account and expires_at = v_expires and not sealed;
  if not found then
    select coalesce(max(gen), -1) + 1 into v_gen from pocket
      where account_id = p_account and expires_at = v_expires;
    return new_pocket(p_account, v_expires, v_gen);
  end if;
  if v_kind.clock_runs and v_expires = 'infinity' then
    select rolling_expires_at into v_rolling from account where account_id = p_account;
    if v_rolling <= p_now then perform sweep_pocket(p_txn, v_id); end if;
  end if;
  return v_id;
end $$;

-- What a payment of this amount would take, in the published order: the soonest expiry first, then
-- regular points. Refuses when a debt or the clock leaves too little.
create function ledger.spendable(p_account bigint, p_amount bigint, p_now timestamptz)
returns table (pocket_id bigint, expires_at timestamptz, take bigint)
language plpgsql stable security definer set search_path = ledger, pg_temp as $$
declare v_account record; v_live bigint;
begin
  select a.frozen_at, a.debt, a.code into v_account from account a
    where a.account_id = p_account;
  if v_account.frozen_at is not null then perform refuse('frozen', v_account.code); end if;
  select coalesce(sum(q.live), 0) into v_live from live_queues(p_account, p_now) q;
  if v_live - v_account.debt < p_amount then
    perform refuse('insufficient', v_account.code);
  end if;
  return query
    select s.pocket_id, s.expires_at, least(s.live, p_amount - s.before)
    from (select q.pocket_id, q.expires_at, q.live,
        (sum(q.live) over (order by q.expires_at, q.pocket_id) - q.live)::bigint as before
      from live_queues(p_account, p_now) q) s
    where s.before < p_amount
    order by s.expires_at, s.pocket_id;
end $$;

create function ledger.live_queues(p_account bigint, p_now timestamptz)
returns table (pocket_id bigint, expires_at timestamptz, live bigint)
language sql stable security definer set search_path = ledger, pg_temp as $$
  select p.pocket_id, p.expires_at, p.in_total - p.out_total
  from account a join account_kind k on k.kind = a.kind
  join pocket p on p.account_id = a.account_id
  where a.account_id = p_account and not p.sealed and p.in_total > p.out_total
    and (not k.clock_runs or case when p.expires_at = 'infinity'
      then coalesce(a.rolling_expires_at > p_now, true) else p.expires_at > p_now end)
$$;

create function ledger.entry_bytes(p_of integer[], p_keys text[], p_hashes uuid[], p_kinds text[],
  p_actors bigint[], p_src bigint[], p_src_lo bigint[], p_dst bigint[], p_dst_lo bigint[],
  p_amounts bigint[]) returns bytea
language plpgsql immutable security definer set search_path = ledger, pg_temp as $$
begin
  return (select array_send(p_of) || array_send(p_keys) || array_send(p_hashes) || array_send(p_kinds)
      || array_send(p_actors) || array_send(p_src) || array_send(p_src_lo) || array_send(p_dst)
      || array_send(p_dst_lo) || array_send(p_amounts));
end $$;

-- The entries of a range of transactions as bytes for the chain: a column after the other, in one
-- order. write_transfers has these very columns as parameters and need not read its rows back.
create function ledger.entries_in(p_first bigint, p_last bigint) returns bytea
language plpgsql stable security definer set search_path = ledger, pg_temp as $$
begin
  return (select entry_bytes(array_agg((e.txn_id - p_first + 1)::integer), array_agg(e.key),
        array_agg(e.body_hash), array_agg(e.kind), array_agg(e.actor_id), array_agg(e.src),
        array_agg(e.src_lo), array_agg(e.dst), array_agg(e.dst_lo), array_agg(e.amount))
      || convert_to(coalesce(string_agg(concat_ws('|', e.txn_id - p_first + 1,
          coalesce(e.case_id, '-'), coalesce(e.memo::text, '-'), coalesce(e.result::text, '-')),
        E'\n') filter (where num_nonnulls(e.case_id, e.memo, e.result) > 0), ''), 'UTF8')
    from (
      select x.txn_id, x.key, x.body_hash, x.kind, x.actor_id, x.src, x.src_lo, x.dst, x.dst_lo,
        x.amount, x.case_id, x.memo, x.result
      from entry x where x.txn_id between p_first and p_last
      order by x.txn_id, x.key is null, x.src, x.src_lo
    ) e);
end $$;

-- What a range of transactions made: pockets and actors.
create function ledger.made_in(p_first bigint, p_last bigint) returns text
language plpgsql stable security definer set search_path = ledger, pg_temp as $$
begin
  return (select concat_ws(E'\n',
      (select string_agg(concat_ws('|', k.txn_id, k.pocket_id, k.account_id, k.expires_at at time zone 'UTC',
          k.gen, k.overdraws, k.unit, k.open_to_transfers, k.keeps_expiry, k.clock_runs,
          coalesce(k.mouth, 0)), E'\n' order by k.pocket_id)
        from pocket k where k.txn_id between p_first and p_last),
      (select string_agg(concat_ws('|', a.txn_id, a.actor_id, a.packed, a.session_id, a.device_id,
          a.subject),
          E'\n' order by a.actor_id)
        from actor a where a.txn_id between p_first and p_last)));
end $$;

-- What only verbs write.
create function ledger.done_in(p_first bigint, p_last bigint) returns text
language plpgsql stable security definer set search_path = ledger, pg_temp as $$
begin
  return (select concat_ws(E'\n',
      (select string_agg(concat_ws('|', k.pocket_id, k.sealed_txn), E'\n' order by k.pocket_id)
        from pocket k where k.sealed_txn between p_first and p_last),
      (select string_agg(concat_ws('|', s.txn_id, s.account_id, s.state), E'\n' order by s.account_id)
        from account_state s where s.txn_id between p_first and p_last),
      (select string_agg(concat_ws('|', t.transfer_id, t.direction, t.neighbour, t.kind, t.unit,
          t.amount, t.txn_id, t.clearing_pocket, t.clearing_lo), E'\n'
          order by t.transfer_id, t.direction)
        from transfer t where t.txn_id between p_first and p_last),
      (select string_agg(concat_ws('|', h.txn_id, h.hold_key, h.held_until at time zone 'UTC'), E'\n'
          order by h.hold_key)
        from hold_term h where h.txn_id between p_first and p_last),
      (select string_agg(concat_ws('|', g.txn_id, g.pocket_id, g.span), E'\n'
          order by g.pocket_id, lower(g.span))
        from given_back g where g.txn_id between p_first and p_last)));
end $$;

-- Everything the chain promises about a range of transactions, as a digest.
create function ledger.content_of(p_first bigint, p_last bigint) returns bytea
language plpgsql stable security definer set search_path = ledger, pg_temp as $$
begin
  return (select sha256(entries_in(p_first, p_last)
      || convert_to(concat('\', made_in(p_first, p_last), '\', done_in(p_first, p_last)), 'UTF8')));
end $$;

create function ledger.block_hash(p_prev bytea, p_block bigint, p_first bigint, p_last bigint,
  p_effective timestamptz, p_recorded timestamptz, p_content bytea) returns bytea
language sql immutable security definer set search_path = ledger, pg_temp as $$
  select sha256(p_prev || int8send(p_block) || int8send(p_first) || int8send(p_last)
    || timestamptz_send(p_effective) || timestamptz_send(p_recorded) || p_content)
$$;

-- Closes the call of a verb: chains its transactions to the block before. A verb moves the counters
-- of its pockets itself.
create function ledger.seal_block(p_last bigint, p_now timestamptz) returns void
language plpgsql security definer set search_path = ledger, pg_temp as $$
declare
  v_block bigint; v_first bigint; v_prev bytea; v_recorded timestamptz := clock_timestamp();
begin
  select b.block_id + 1, b.last_txn_id + 1, b.hash into strict v_block, v_first, v_prev
    from block b order by b.block_id desc limit 1;
  insert into block (block_id, first_txn_id, last_txn_id, effective_at, recorded_at, hash)
  values (v_block, v_first, p_last, p_now, v_recorded, sha256(v_prev || int8send(v_block)
    || int8send(v_first) || int8send(p_last) || timestamptz_send(p_now)
    || timestamptz_send(v_recorded) || content_of(v_first, p_last)));
  update counted set txn_id = p_last;
end $$;

call ledger.own_functions();
