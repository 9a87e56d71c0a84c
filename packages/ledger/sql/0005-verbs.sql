-- compatible
-- The verbs besides plain transfers. Each gets the number of its transaction and the request as
-- JSON with amounts as strings of digits, and returns its answer; ledger.perform runs it.

create function ledger.do_open_account(p_txn bigint, b jsonb, p_now timestamptz) returns jsonb
language plpgsql security definer set search_path = ledger, pg_temp as $$
declare v_id bigint; v_old account;
begin
  select a.account_id, a.code, a.unit, a.kind, a.owner, a.neighbour into v_old.account_id,
      v_old.code, v_old.unit, v_old.kind, v_old.owner, v_old.neighbour
    from account a where a.code = b->>'code';
  if found then
    if (v_old.unit, v_old.kind, coalesce(v_old.owner, ''), coalesce(v_old.neighbour, '')) is
        distinct from (b->>'unit', b->>'kind', coalesce(b->>'owner', ''),
          coalesce(b->>'neighbour', '')) then
      perform refuse('account_conflict', b->>'code');
    end if;
    return jsonb_build_object('code', b->>'code');
  end if;
  if not exists (select from account_kind where kind = b->>'kind') then
    perform refuse('unknown_kind', b->>'kind');
  end if;
  select coalesce(max(account_id), 0) + 1 into v_id from account;
  insert into account (account_id, code, unit, kind, owner, neighbour)
  values (v_id, b->>'code', b->>'unit', b->>'kind', b->>'owner', b->>'neighbour');
  return jsonb_build_object('code', b->>'code');
end $$;

-- The two sides of a conversion. What enters the one side leaves the other at the same offsets.
create function ledger.do_open_conversion(p_txn bigint, b jsonb, p_now timestamptz) returns jsonb
language plpgsql security definer set search_path = ledger, pg_temp as $$
declare v_id bigint; v_code text := format('conversion:%s>%s', b->>'from', b->>'to');
begin
  select coalesce(max(account_id), 0) + 1 into v_id from account;
  insert into account (account_id, code, unit, kind, twin_id)
  values (v_id, v_code, b->>'from', 'conversion', v_id + 1),
    (v_id + 1, v_code || ':out', b->>'to', 'conversion', v_id);
  return jsonb_build_object('code', v_code);
end $$;

create function ledger.do_issue(p_txn bigint, b jsonb, p_now timestamptz) returns jsonb
language plpgsql security definer set search_path = ledger, pg_temp as $$
declare
  v_to account := account_named(b->>'to'); v_dst bigint; v_src bigint; v_lo bigint;
  v_rolling timestamptz := (b->>'rollingExpiresAt')::timestamptz;
  v_expires timestamptz := case b->>'expiresAt' when 'rolling' then 'infinity'
    else (b->>'expiresAt')::timestamptz end;
begin
  if not (kind_of(v_to.account_id)).open_to_transfers then
    perform refuse('unknown_account', b->>'to');
  end if;
  if v_expires <= p_now or v_rolling <= p_now then perform refuse('expired', b->>'to'); end if;
  v_src := target_pocket(p_txn, house_account('issuer:' || v_to.unit, v_to.unit, 'issuer', null),
    'infinity', p_now);
  v_dst := target_pocket(p_txn, v_to.account_id, v_expires, p_now);
  select in_total into v_lo from pocket where pocket_id = v_dst;
  perform post_head(p_txn, v_src, (b->>'amount')::bigint, v_dst);
  if v_rolling is not null then
    perform target_pocket(p_txn, v_to.account_id, 'infinity', p_now);
    update account set rolling_expires_at = greatest(rolling_expires_at, v_rolling)
      where account_id = v_to.account_id;
  end if;
  return jsonb_build_object('span', span_json(v_dst, v_lo, (b->>'amount')::bigint));
end $$;

create function ledger.span_json(p_pocket bigint, p_lo bigint, p_amount bigint) returns jsonb
language sql immutable security definer set search_path = ledger, pg_temp as $$
  select jsonb_build_object('pocketId', p_pocket::text, 'lo', p_lo::text, 'amount', p_amount::text)
$$;

create function ledger.do_convert(p_txn bigint, b jsonb, p_now timestamptz) returns jsonb
language plpgsql security definer set search_path = ledger, pg_temp as $$
declare
  v_from account := account_named(b->>'from'); v_to account := account_named(b->>'to');
  v_into bigint; v_in bigint; v_out bigint; v_slice record; v_dst bigint;
begin
  select account_id into v_into from account
    where code = format('conversion:%s>%s', v_from.unit, v_to.unit);
  if not found or not (kind_of(v_to.account_id)).open_to_transfers then
    perform refuse('unit_mismatch', b->>'to');
  end if;
  for v_slice in
    select s.pocket_id, s.expires_at, s.take
    from spendable(v_from.account_id, (b->>'amount')::bigint, p_now) s
  loop
    v_in := target_pocket(p_txn, v_into, v_slice.expires_at, p_now);
    select k.mouth into strict v_out from pocket k where k.pocket_id = v_in;
    v_dst := target_pocket(p_txn, v_to.account_id, v_slice.expires_at, p_now);
    perform post_head(p_txn, v_slice.pocket_id, v_slice.take, v_in);
    perform post_head(p_txn, v_out, v_slice.take, v_dst);
  end loop;
  return '{}';
end $$;

-- Holds take what they find, also from a frozen account: a hold is what freezing is for.
create function ledger.do_place_hold(p_txn bigint, b jsonb, p_now timestamptz) returns jsonb
language plpgsql security definer set search_path = ledger, pg_temp as $$
declare v_to account := account_named(b->>'to');
begin
  if v_to.kind not in ('case', 'held') then perform refuse('unknown_account', b->>'to'); end if;
  if b->>'until' is not null then
    if (b->>'until')::timestamptz <= p_now then perform refuse('expired', b->>'to'); end if;
    insert into hold_term (txn_id, hold_key, held_until)
    values (p_txn, b->>'holdKey', (b->>'until')::timestamptz);
  end if;
  return moved(p_txn, aim_parts(p_txn, parts_asked(b->'spans', false, true), v_to, null, p_now));
end $$;

create function ledger.moved(p_txn bigint, p_parts ledger.part[]) returns jsonb
language plpgsql security definer set search_path = ledger, pg_temp as $$
begin
  return jsonb_build_object('moved', (select coalesce(jsonb_agg(jsonb_build_object(
      'index', c.ord::integer - 1, 'askedLo', c.asked_lo::text,
      'from', span_json(c.src, c.src_lo, c.amount), 'to', span_json(c.dst, c.dst_lo, c.amount))
      order by c.ord, c.asked_lo), '[]')
    from carve_parts(p_txn, p_parts) c));
end $$;

create function ledger.do_move_spans(p_txn bigint, b jsonb, p_now timestamptz) returns jsonb
language plpgsql security definer set search_path = ledger, pg_temp as $$
declare v_to account := account_named(b->>'to'); v_kind account_kind := kind_of(v_to.account_id);
begin
  -- A hold that ends gives a sink back what it took, also one that takes no ordinary transfers.
  if not (v_kind.open_to_transfers or v_kind.is_sink) then
    perform refuse('unknown_account', b->>'to');
  end if;
  return moved(p_txn, aim_parts(p_txn, parts_asked(b->'spans', true, false), v_to,
    p_now + make_interval(hours => 24 * (b->>'graceDays')::integer), p_now));
end $$;

-- Named spans go back to the queue of the expiry that they were taken from, once.
create function ledger.do_give_back(p_txn bigint, b jsonb, p_now timestamptz) returns jsonb
language plpgsql security definer set search_path = ledger, pg_temp as $$
declare
  v_parts part[]; v_left bigint; v_asked bigint; v_part record; v_aim record; v_back record;
  v_aims bigint[] := '{}'; v_finals bigint[] := '{}'; v_rows jsonb := '[]'; v_lo bigint;
begin
  v_parts := parts_asked((select jsonb_agg(z.value->'from' order by z.ordinality)
    from jsonb_array_elements(b->'parts') with ordinality z), true, true);
  if exists (select from unnest(v_parts) p join pocket k on k.pocket_id = p.pocket_id
      where not (kind_of(k.account_id)).gives_back) then
    perform refuse('not_given_from_here');
  end if;
  insert into given_back (txn_id, pocket_id, span)
  select p_txn, s.pocket_id, int8range(s.lo, s.lo + s.amount)
  from spent_parts((select jsonb_agg(z.value->'origin' order by z.ordinality)
    from jsonb_array_elements(b->'parts') with ordinality z)) s;
  select coalesce(sum(upper(g.span) - lower(g.span)), 0) into v_left
    from given_back g where g.txn_id = p_txn;
  select sum((z.value->'origin'->>'amount')::bigint) into v_asked
    from jsonb_array_elements(b->'parts') z;
  if v_left <> v_asked then perform refuse('span_not_spent'); end if;

  for v_part in
    select z.ordinality as ord, (z.value->'origin'->>'pocketId')::bigint as origin,
      (z.value->'from'->>'pocketId')::bigint as holder
    from jsonb_array_elements(b->'parts') with ordinality z order by z.ordinality
  loop
    select z.first, z.final into v_aim from aim_back(p_txn, v_part.holder, v_part.origin, b->>'to',
      (b->>'graceDays')::integer, p_now) z;
    v_aims[v_part.ord] := v_aim.first; v_finals[v_part.ord] := v_aim.final;
  end loop;
  for v_back in
    select c.ord, c.asked_lo, c.src, c.src_lo, c.dst, c.dst_lo, c.amount
    from carve_parts(p_txn, (select array_agg((p.ord, p.asked_lo, p.pocket_id, p.lo, p.amount,
        v_aims[p.ord])::part order by p.ord, p.asked_lo) from unnest(v_parts) p)) c
    order by c.dst, c.dst_lo
  loop
    v_lo := v_back.dst_lo;
    if v_finals[v_back.ord] <> v_back.dst then
      -- Backwards through a conversion: what entered one side leaves the other at its offset.
      select in_total into v_lo from pocket where pocket_id = v_finals[v_back.ord];
      perform post_head(p_txn, (select mouth from pocket where pocket_id = v_back.dst),
        v_back.amount, v_finals[v_back.ord]);
    end if;
    v_rows := v_rows || jsonb_build_object('index', v_back.ord::integer - 1,
      'askedLo', v_back.asked_lo::text,
      'from', span_json(v_back.src, v_back.src_lo, v_back.amount),
      'to', span_json(v_finals[v_back.ord], v_lo, v_back.amount));
  end loop;
  return jsonb_build_object('moved', v_rows);
end $$;

-- The first queue that value given back enters, and the one that it ends in.
create function ledger.aim_back(p_txn bigint, p_holder bigint, p_origin bigint, p_to text,
  p_grace_days integer, p_now timestamptz, out first bigint, out final bigint)
language plpgsql security definer set search_path = ledger, pg_temp as $$
declare v_holder record; v_origin record; v_to account; v_expires timestamptz;
begin
  select a.account_id, a.unit into strict v_holder
    from pocket k join account a on a.account_id = k.account_id where k.pocket_id = p_holder;
  select a.account_id, a.code, a.unit, k.expires_at, case when k.expires_at = 'infinity'
      then coalesce(a.rolling_expires_at, 'infinity') else k.expires_at end as ends_at
    into v_origin
    from pocket k join account a on a.account_id = k.account_id where k.pocket_id = p_origin;
  v_to := account_named(case p_to when 'origin' then v_origin.code else p_to end);
  if v_to.unit <> v_origin.unit then perform refuse('unit_mismatch', v_to.code); end if;
  if v_to.account_id = v_holder.account_id then perform refuse('same_account', v_to.code); end if;
  v_expires := case when v_origin.ends_at <= p_now
    then greatest(v_origin.ends_at, p_now + make_interval(hours => 24 * p_grace_days))
    else v_origin.expires_at end;
  final := target_pocket(p_txn, v_to.account_id, v_expires, p_now);
  first := final;
  if v_holder.unit <> v_origin.unit then
    select target_pocket(p_txn, a.account_id, v_origin.expires_at, p_now) into first from account a
      where a.code = format('conversion:%s>%s:out', v_origin.unit, v_holder.unit);
    if first is null then perform refuse('unit_mismatch', v_to.code); end if;
  end if;
end $$;

-- Which parts of the asked spans have left their account, by the queue that they left from.
create function ledger.spent_parts(p_spans jsonb) returns setof ledger.part
language sql stable security definer set search_path = ledger, pg_temp as $$
  select w.ord, w.asked_lo + greatest(p.src_lo - w.lo, 0), w.pocket_id, greatest(p.src_lo, w.lo),
    least(p.src_lo + p.amount, w.lo + w.amount) - greatest(p.src_lo, w.lo), null::bigint
  from follow_queues(
    (select array_agg((s.value->>'pocketId')::bigint order by s.ordinality)
      from jsonb_array_elements(p_spans) with ordinality s),
    (select array_agg((s.value->>'lo')::bigint order by s.ordinality)
      from jsonb_array_elements(p_spans) with ordinality s),
    (select array_agg((s.value->>'amount')::bigint order by s.ordinality)
      from jsonb_array_elements(p_spans) with ordinality s)) w
  join pocket k on k.pocket_id = w.pocket_id
  cross join lateral postings_of(w.pocket_id, w.lo, w.lo + w.amount) p
  join pocket d on d.pocket_id = p.dst and d.account_id <> k.account_id
$$;

create function ledger.do_transfer_out(p_txn bigint, b jsonb, p_now timestamptz) returns jsonb
language plpgsql security definer set search_path = ledger, pg_temp as $$
declare
  v_from account; v_parts part[]; v_unit text; v_clearing bigint; v_lo bigint; v_slice record;
  v_amount bigint := (b->>'amount')::bigint;
begin
  if exists (select from transfer t
      where t.transfer_id = b->>'transferId' and t.direction = 'out') then
    perform refuse('conflicting_key', b->>'transferId');
  end if;
  if b ? 'spans' then
    v_parts := parts_asked(b->'spans', true, false);
    select a.unit into strict v_unit from pocket k join account a on a.account_id = k.account_id
      where k.pocket_id = v_parts[1].pocket_id;
  else
    v_from := account_named(b->>'from'); v_unit := v_from.unit;
    if not (kind_of(v_from.account_id)).open_to_transfers then
      perform refuse('unknown_account', b->>'from');
    end if;
  end if;
  v_clearing := target_pocket(p_txn, house_account(
    format('clearing:%s:%s', b->>'neighbour', v_unit), v_unit, 'clearing', b->>'neighbour'),
    'infinity', p_now);
  select in_total into v_lo from pocket where pocket_id = v_clearing;
  if b ? 'spans' then
    perform moved(p_txn, aim_parts(p_txn, v_parts, account_named(
      format('clearing:%s:%s', b->>'neighbour', v_unit)), null, p_now));
  else
    for v_slice in select s.pocket_id, s.take from spendable(v_from.account_id, v_amount, p_now) s
    loop
      perform post_head(p_txn, v_slice.pocket_id, v_slice.take, v_clearing);
    end loop;
  end if;
  insert into transfer (transfer_id, direction, neighbour, kind, unit, amount, txn_id,
    clearing_pocket, clearing_lo)
  values (b->>'transferId', 'out', b->>'neighbour', b->>'kind', v_unit, v_amount, p_txn,
    v_clearing, v_lo);
  return jsonb_build_object('transferId', b->>'transferId', 'unit', v_unit);
end $$;

create function ledger.do_transfer_in(p_txn bigint, b jsonb, p_now timestamptz) returns jsonb
language plpgsql security definer set search_path = ledger, pg_temp as $$
declare
  v_to account := account_named(b->>'to'); v_amount bigint := (b->>'amount')::bigint;
  v_clearing bigint; v_lo bigint; v_piece record; v_posted bigint := 0;
begin
  if exists (select from transfer t
      where t.transfer_id = b->>'transferId' and t.direction = 'in') then
    perform refuse('conflicting_key', b->>'transferId');
  end if;
  if not (kind_of(v_to.account_id)).open_to_transfers then
    perform refuse('unknown_account', b->>'to');
  end if;
  if v_to.unit <> b->>'unit' then perform refuse('unit_mismatch', b->>'to'); end if;
  v_clearing := target_pocket(p_txn, house_account(
    format('clearing:%s:%s', b->>'neighbour', v_to.unit), v_to.unit, 'clearing', b->>'neighbour'),
    'infinity', p_now);
  select out_total into v_lo from pocket where pocket_id = v_clearing;
  for v_piece in
    select z.amount, z.expires_at from arriving_pieces(b) z order by z.place, z.lo
  loop
    perform post_head(p_txn, v_clearing, v_piece.amount,
      target_pocket(p_txn, v_to.account_id, v_piece.expires_at, p_now));
    v_posted := v_posted + v_piece.amount;
  end loop;
  if v_posted <> v_amount then perform refuse('unknown_transfer', b->>'transferId'); end if;
  insert into transfer (transfer_id, direction, neighbour, kind, unit, amount, txn_id,
    clearing_pocket, clearing_lo)
  values (b->>'transferId', 'in', b->>'neighbour', b->>'kind', v_to.unit, v_amount, p_txn,
    v_clearing, v_lo);
  return jsonb_build_object('transferId', b->>'transferId', 'unit', v_to.unit);
end $$;

-- Where offsets of a transfer lie on this side: in the payer's queues when it went out, in the
-- receiver's when it came in.
create function ledger.spans_of_transfer(p_id text, p_direction text, p_lo bigint, p_amount bigint)
returns table (lo bigint, amount bigint, pocket_id bigint, pocket_lo bigint)
language sql stable security definer set search_path = ledger, pg_temp as $$
  with t as materialized (
    select x.clearing_pocket as pocket, x.clearing_lo as base,
      x.clearing_lo + greatest(p_lo, 0) as from_lo,
      x.clearing_lo + least(p_lo + p_amount, x.amount) as to_lo
    from transfer x where x.transfer_id = p_id and x.direction = p_direction
  )
  select greatest(g.dst_lo, t.from_lo) - t.base,
    least(g.dst_lo + g.amount, t.to_lo) - greatest(g.dst_lo, t.from_lo), g.src,
    g.src_lo + greatest(t.from_lo - g.dst_lo, 0)
  from t cross join lateral postings_into(t.pocket, t.from_lo, t.to_lo) g
  where p_direction = 'out' and t.from_lo < t.to_lo
  union all
  select greatest(g.src_lo, t.from_lo) - t.base,
    least(g.src_lo + g.amount, t.to_lo) - greatest(g.src_lo, t.from_lo), g.dst,
    g.dst_lo + greatest(t.from_lo - g.src_lo, 0)
  from t cross join lateral postings_of(t.pocket, t.from_lo, t.to_lo) g
  where p_direction = 'in' and t.from_lo < t.to_lo
$$;

-- The expiries of value that arrives: those of the outgoing offsets that it returns, those that
-- the sender names, or none.
create function ledger.arriving_pieces(b jsonb)
returns table (place bigint, lo bigint, amount bigint, expires_at timestamptz)
language sql stable security definer set search_path = ledger, pg_temp as $$
  select r.ordinality, s.lo, s.amount, k.expires_at
  from jsonb_array_elements(b->'returnOf'->'ranges') with ordinality r
  cross join lateral spans_of_transfer(b->'returnOf'->>'transferId', 'out',
    (r.value->>'lo')::bigint, (r.value->>'amount')::bigint) s
  join pocket k on k.pocket_id = s.pocket_id
  union all
  select z.ordinality, 0, (z.value->>'amount')::bigint,
    coalesce((z.value->>'expiresAt')::timestamptz, 'infinity')
  from jsonb_array_elements(coalesce(b->'expiries', '[]')) with ordinality z
  where not b ? 'returnOf'
  union all
  select 0, 0, (b->>'amount')::bigint, 'infinity'
  where not b ? 'returnOf' and not b ? 'expiries'
$$;

create function ledger.do_change_account(p_txn bigint, b jsonb, p_now timestamptz) returns jsonb
language plpgsql security definer set search_path = ledger, pg_temp as $$
declare v_account account := account_named(b->>'code');
begin
  -- What is past its date is swept first: a later one does not revive it. And whoever has a date has
  -- the queue that it is for, so that this holds for what arrives there too.
  if b->>'change' = 'extend_rolling' then
    perform target_pocket(p_txn, v_account.account_id, 'infinity', p_now);
  end if;
  update account set
    frozen_at = case b->>'change' when 'freeze' then coalesce(frozen_at, p_now)
      when 'unfreeze' then null else frozen_at end,
    frozen_reason = case b->>'change' when 'freeze' then coalesce(frozen_reason, b->>'reason')
      when 'unfreeze' then null else frozen_reason end,
    rolling_expires_at = case b->>'change' when 'extend_rolling'
      then greatest(rolling_expires_at, (b->>'rollingExpiresAt')::timestamptz)
      else rolling_expires_at end
    where account_id = v_account.account_id;
  return jsonb_build_object('code', b->>'code');
end $$;

-- Posts everything whose date has passed to breakage, at most `limit` queues a call.
create function ledger.do_expire(p_txn bigint, b jsonb, p_now timestamptz) returns jsonb
language plpgsql security definer set search_path = ledger, pg_temp as $$
declare v_pocket record; v_amount bigint; v_rows jsonb := '[]'; v_seen integer := 0;
begin
  for v_pocket in
    select p.pocket_id, a.code from pocket p join account a on a.account_id = p.account_id
      join account_kind k on k.kind = a.kind and k.clock_runs
      where p.expires_at <= p_now and not p.sealed
    union all
    select p.pocket_id, a.code from account a join account_kind k on k.kind = a.kind
      and k.clock_runs
      join pocket p on p.account_id = a.account_id and p.expires_at = 'infinity' and not p.sealed
      where a.rolling_expires_at <= p_now
    order by 1 limit (b->>'limit')::integer
  loop
    v_seen := v_seen + 1;
    v_amount := sweep_pocket(p_txn, v_pocket.pocket_id);
    if v_amount > 0 then
      v_rows := v_rows || jsonb_build_object('code', v_pocket.code, 'amount', v_amount::text);
    end if;
  end loop;
  return jsonb_build_object('expired', v_rows, 'more', v_seen = (b->>'limit')::integer);
end $$;

-- Runs one verb: the key first, then the verb, then the chain. A refusal undoes everything that
-- the verb began, and with it the use of the key.
create function ledger.perform(p_verb text, p_key text, p_kind text, p_body jsonb, p_actor text,
  p_case text, p_memo jsonb, p_now timestamptz) returns jsonb
language plpgsql security definer set search_path = ledger, pg_temp
-- A plan made while the ledger was empty would scan whole tables until the next analyze; and a plan
-- made anew for every call takes longer than the call.
set enable_seqscan = off set plan_cache_mode = force_generic_plan set jit = off as $$
declare
  v_known record; v_txn bigint; v_value jsonb; v_detail text; v_actor bigint;
  v_hash uuid := substr(encode(sha256(convert_to(
    concat_ws('|', p_verb, p_kind, coalesce(p_case, '-'), p_body::text), 'UTF8')), 'hex'), 1, 32);
begin
  perform lock_writer();
  perform count_postings();
  select t.txn_id, t.body_hash, t.result into v_known from txn t where t.key = p_key;
  if found then
    if v_known.body_hash <> v_hash then
      return jsonb_build_object('refused', 'conflicting_key', 'detail', p_key);
    end if;
    return jsonb_build_object('txnId', v_known.txn_id::text, 'value', v_known.result,
      'replayed', true);
  end if;
  select last_txn_id + 1 into strict v_txn from block order by block_id desc limit 1;
  v_actor := actor_of(p_actor, v_txn);
  v_value := case p_verb
    when 'open_account' then do_open_account(v_txn, p_body, p_now)
    when 'open_conversion' then do_open_conversion(v_txn, p_body, p_now)
    when 'issue' then do_issue(v_txn, p_body, p_now)
    when 'convert' then do_convert(v_txn, p_body, p_now)
    when 'place_hold' then do_place_hold(v_txn, p_body, p_now)
    when 'move_spans' then do_move_spans(v_txn, p_body, p_now)
    when 'give_back' then do_give_back(v_txn, p_body, p_now)
    when 'transfer_out' then do_transfer_out(v_txn, p_body, p_now)
    when 'transfer_in' then do_transfer_in(v_txn, p_body, p_now)
    when 'change_account' then do_change_account(v_txn, p_body, p_now)
    when 'expire' then do_expire(v_txn, p_body, p_now)
    when 'renew_hold' then do_renew_hold(v_txn, p_body, p_now)
    when 'claw_back' then do_claw_back(v_txn, p_body, p_now)
    when 'settle_debt' then do_settle_debt(v_txn, p_body, p_now)
  end;
  insert into txn (txn_id, actor_id, key, body_hash, kind, case_id, memo, result)
  values (v_txn, v_actor, p_key, v_hash, p_kind, p_case, p_memo, v_value);
  perform seal_block(v_txn, p_now);
  return jsonb_build_object('txnId', v_txn::text, 'value', v_value, 'replayed', false);
exception
  when sqlstate 'ML001' then
    get stacked diagnostics v_detail = pg_exception_detail;
    return jsonb_build_object('refused', sqlerrm, 'detail', v_detail);
  when exclusion_violation then
    return jsonb_build_object('refused', 'already_given_back', 'detail', '');
end $$;

call ledger.own_functions();
grant execute on function ledger.perform, ledger.spans_of_transfer to modosu_app;
