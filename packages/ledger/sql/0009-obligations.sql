-- compatible
-- Holds that end, debts that block, and balances at other times.

create function ledger.do_renew_hold(p_txn bigint, b jsonb, p_now timestamptz) returns jsonb
language plpgsql security definer set search_path = ledger, pg_temp as $$
begin
  if not exists (select from txn t where t.key = b->>'holdKey' and t.kind = 'hold') then
    perform refuse('unknown_hold', b->>'holdKey');
  end if;
  if (b->>'until')::timestamptz <= p_now then perform refuse('expired', b->>'holdKey'); end if;
  insert into hold_term (txn_id, hold_key, held_until)
  values (p_txn, b->>'holdKey', (b->>'until')::timestamptz);
  return '{}';
end $$;

-- Holds whose end has come, and what of them still lies in the case's account and whose it was. A
-- hold of which nothing is left has one row without a span: its end has to be written down too, or
-- ended holds would fill the limit and no later one would ever be reached.
create function ledger.lapsed_holds(p_now timestamptz, p_limit integer)
returns table (hold_key text, case_id text, held_until timestamptz, code text, pocket_id bigint,
  lo bigint, amount bigint)
language sql stable security definer set search_path = ledger, pg_temp as $$
  with due as materialized (
    select n.hold_key, n.held_until
    from (select distinct on (h.hold_key) h.hold_key, h.held_until from hold_term h
      order by h.hold_key, h.txn_id desc) n
    where n.held_until <= p_now order by n.held_until, n.hold_key limit p_limit
  )
  select due.hold_key, t.case_id, due.held_until, s.code, s.pocket_id, s.lo, s.amount
  from due join txn t on t.key = due.hold_key
  left join lateral (
    select x.code, l.pocket_id, l.lo, l.amount, k.expires_at from spans_of_txn(due.hold_key) x
    cross join lateral live_parts(array[x.dst_pocket_id], array[x.dst_lo], array[x.amount]) l
    join pocket k on k.pocket_id = l.pocket_id) s on true
  order by due.held_until, due.hold_key, s.code, s.expires_at, s.pocket_id, s.lo
$$;

-- Takes earned points back. What was spent already becomes a debt: the debt account goes below zero
-- in the member's place, and the member cannot spend that much until it is settled.
create function ledger.do_claw_back(p_txn bigint, b jsonb, p_now timestamptz) returns jsonb
language plpgsql security definer set search_path = ledger, pg_temp as $$
declare
  v_account account := account_named(b->>'code'); v_left bigint := (b->>'amount')::bigint;
  v_sink bigint; v_queue record; v_take bigint; v_debt bigint;
begin
  if v_account.kind <> 'member' then perform refuse('unknown_account', b->>'code'); end if;
  v_sink := house_account('clawback:' || v_account.unit, v_account.unit, 'clawback', null);
  for v_queue in
    select q.pocket_id, q.expires_at, q.live from live_queues(v_account.account_id, p_now) q
      order by q.expires_at, q.pocket_id
  loop
    exit when v_left = 0;
    v_take := least(v_queue.live, v_left);
    perform post_head(p_txn, v_queue.pocket_id, v_take,
      target_pocket(p_txn, v_sink, v_queue.expires_at, p_now));
    v_left := v_left - v_take;
  end loop;
  if v_left > 0 then
    v_debt := house_account('debt:' || v_account.code, v_account.unit, 'debt', null);
    perform post_head(p_txn, target_pocket(p_txn, v_debt, 'infinity', p_now), v_left,
      target_pocket(p_txn, v_sink, 'infinity', p_now));
    update account set debt = debt + v_left where account_id = v_account.account_id;
  end if;
  return jsonb_build_object('owed', v_left::text);
end $$;

-- Pays a debt from what has come in since, as far as it goes.
create function ledger.do_settle_debt(p_txn bigint, b jsonb, p_now timestamptz) returns jsonb
language plpgsql security definer set search_path = ledger, pg_temp as $$
declare
  v_account account := account_named(b->>'code'); v_left bigint; v_queue record; v_take bigint;
  v_target bigint;
begin
  v_left := v_account.debt;
  if v_left = 0 then return jsonb_build_object('paid', '0', 'owed', '0'); end if;
  v_target := target_pocket(p_txn, house_account('debt:' || v_account.code, v_account.unit, 'debt',
    null), 'infinity', p_now);
  for v_queue in
    select q.pocket_id, q.live from live_queues(v_account.account_id, p_now) q
      order by q.expires_at, q.pocket_id
  loop
    exit when v_left = 0;
    v_take := least(v_queue.live, v_left);
    perform post_head(p_txn, v_queue.pocket_id, v_take, v_target);
    v_left := v_left - v_take;
  end loop;
  update account set debt = v_left where account_id = v_account.account_id;
  return jsonb_build_object('paid', (v_account.debt - v_left)::text, 'owed', v_left::text);
end $$;

-- A balance at another time: by when things took effect, by when they were written down, or both.
create function ledger.balance_at(p_code text, p_effective timestamptz, p_recorded timestamptz)
returns table (expires_at timestamptz, amount bigint)
language sql stable security definer set search_path = ledger, pg_temp as $$
  select nullif(z.expires_at, 'infinity'), sum(z.amount)::bigint
  from (
    select p.expires_at, g.amount, g.txn_id
    from account a join pocket p on p.account_id = a.account_id
    cross join lateral (
      select i.txn_id, i.amount from posting i where i.dst = p.pocket_id
      union all
      select o.txn_id, -o.amount from posting o where o.src = p.pocket_id) g
    where a.code = p_code
  ) z
  cross join lateral (select b.effective_at, b.recorded_at from block b
    where b.first_txn_id <= z.txn_id order by b.first_txn_id desc limit 1) b
  where b.effective_at <= p_effective and b.recorded_at <= p_recorded
  group by z.expires_at having sum(z.amount) <> 0 order by z.expires_at
$$;

call ledger.own_functions();
grant execute on function ledger.lapsed_holds, ledger.balance_at, ledger.live_parts to modosu_app;
