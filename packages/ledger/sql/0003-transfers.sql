-- compatible
-- Plain transfers. The rules are judged in memory by the caller (src/judge-transfers.ts) against a
-- state that `prepare_transfers` gives; `write_transfers` writes what was judged if nothing else was
-- written since, and checks every posting again by set. Judged in SQL, one transfer after another,
-- a batch of 1,000 took 60 ms instead of 20.

-- The state that transfers between these accounts depend on, as of the last block, and what of an
-- older state (`p_since`, a block) no longer holds. Regular points of these accounts that have
-- passed their date are swept first: what arrives now must neither revive nor inherit them.
create function ledger.prepare_transfers(p_codes text[], p_keys text[], p_since bigint,
  p_now timestamptz) returns jsonb
language plpgsql security definer set search_path = ledger, pg_temp
-- A plan made while the ledger was empty would scan whole tables until the next analyze; and a plan
-- made anew for every call takes longer than the call.
set enable_seqscan = off set plan_cache_mode = force_generic_plan set jit = off as $$
declare v_block bigint; v_txn bigint; v_since bigint; v_pocket bigint;
begin
  perform lock_writer();
  select block_id, last_txn_id into strict v_block, v_txn from block
    order by block_id desc limit 1;
  for v_pocket in
    select p.pocket_id
    from unnest(p_codes) u (code) join account a on a.code = u.code
    join account_kind k on k.kind = a.kind and k.clock_runs
    join pocket p on p.account_id = a.account_id and p.expires_at = 'infinity' and not p.sealed
    where a.rolling_expires_at <= p_now order by p.pocket_id
  loop
    v_txn := v_txn + 1;
    perform sweep_pocket(v_txn, v_pocket);
    insert into txn (txn_id, key, body_hash, kind)
    values (v_txn, 'sweep:' || v_txn, '00000000-0000-0000-0000-000000000000', 'expire');
    perform seal_block(v_txn, p_now);
    v_block := v_block + 1;
  end loop;
  select last_txn_id into v_since from block where block_id = p_since;
  return jsonb_build_object(
    'block', v_block::text,
    'nextPocket', (select coalesce(max(pocket_id), 0) + 1 from pocket)::text,
    'stale', case when v_since = v_txn then '[]'::jsonb when v_since is not null
      then (select coalesce(jsonb_agg(s.code), '[]') from accounts_since(v_since) s) end,
    'known', (select coalesce(jsonb_object_agg(t.key, t.body_hash), '{}')
      from unnest(p_keys) u (key) join txn t on t.key = u.key),
    'accounts', (select coalesce(jsonb_agg(jsonb_build_object('code', a.code,
        'id', a.account_id::text, 'unit', a.unit, 'open', k.open_to_transfers,
        'keepsExpiry', k.keeps_expiry, 'clockRuns', k.clock_runs,
        'frozen', a.frozen_at is not null, 'debt', a.debt::text,
        'rolling', (extract(epoch from a.rolling_expires_at) * 1000)::bigint::text,
        'pockets', (select coalesce(jsonb_agg(jsonb_build_array(p.pocket_id::text,
            case when p.expires_at < 'infinity'
              then (extract(epoch from p.expires_at) * 1000)::bigint::text end,
            (p.in_total - p.out_total)::text) order by p.expires_at), '[]')
          from pocket p where p.account_id = a.account_id and not p.sealed))), '[]')
      from unnest(p_codes) u (code) join account a on a.code = u.code
      join account_kind k on k.kind = a.kind));
end $$;

-- The accounts that anything after a transaction touched.
create function ledger.accounts_since(p_txn bigint) returns table (code text)
language sql stable security definer set search_path = ledger, pg_temp as $$
  select a.code
  from (select g.src as pocket_id from posting g where g.txn_id > p_txn
    union select g.dst from posting g where g.txn_id > p_txn) z
  join pocket k on k.pocket_id = z.pocket_id join account a on a.account_id = k.account_id
  union
  select t.memo->>'code' from txn t where t.txn_id > p_txn and t.memo ? 'code'
$$;

-- Writes judged transfers: one row of txn each, one posting for each queue that a transfer takes
-- from. Pockets come once each with what enters and leaves them; postings point into them, so that
-- no join is needed and every offset follows from the counters. p_packed are the actors that the
-- caller has no number for; transfers point to them from -1 down, and the answer has their numbers.
-- Answers nothing when anything was written after `p_block`: the judgement is then void.
--
-- Where a batch of 1,000 transfers goes (embedded PostgreSQL 18, two shared cores, 30,000 pockets):
--   update pocket    8.0 ms  index scan on pocket_pkey, 1,808 rows, all in place (HOT), 170 kB WAL
--   insert posting   8.8 ms  two window passes 2.1 ms, heap and three indexes 6.6 ms, 364 kB WAL
--   insert txn       3.1 ms  heap and two indexes that grow at their end
--   seal_block       2.5 ms  reads the rows back by their number and hashes them
--   arrays in, rest  3   ms
-- Tried: arrays of text keys instead of numbered accounts (+5 ms), joins to account and kind in the
-- update (+4 ms), judging in PL/pgSQL (+23 ms), plans made anew for each call (+2.6 ms a call).
create function ledger.write_transfers(p_block bigint, p_keys text[], p_hashes uuid[],
  p_kinds text[], p_actors bigint[], p_cases text[], p_packed text[],
  p_pockets bigint[], p_ins bigint[], p_outs bigint[],
  p_new_accounts bigint[], p_new_expiries timestamptz[],
  p_of integer[], p_src integer[], p_dst integer[], p_amounts bigint[],
  p_now timestamptz) returns bigint[]
language plpgsql security definer set search_path = ledger, pg_temp
-- See prepare_transfers.
set enable_seqscan = off set plan_cache_mode = force_generic_plan set jit = off as $$
declare
  v_head record; v_txn bigint; v_pocket bigint; v_found bigint[] := '{}';
  v_count integer; v_account bigint[]; v_expires timestamptz[]; v_in bigint[]; v_out bigint[];
  v_unit text[]; v_keeps boolean[]; v_clock boolean[]; v_ok boolean;
begin
  if current_setting('transaction_isolation') <> 'read committed' then perform lock_writer(); end if;
  perform pg_advisory_xact_lock(7065922);
  select block_id, last_txn_id into strict v_head from block order by block_id desc limit 1;
  if v_head.block_id <> p_block then return null; end if;
  v_txn := v_head.last_txn_id;

  for i in 1 .. coalesce(array_length(p_packed, 1), 0) loop
    v_found[i] := actor_of(p_packed[i], v_txn + 1);
  end loop;
  if p_new_accounts <> '{}' then
    select coalesce(max(pocket_id), 0) into v_pocket from pocket;
    insert into pocket (pocket_id, account_id, expires_at, gen, sealed, txn_id, overdraws, unit,
      open_to_transfers, keeps_expiry, clock_runs, in_total, out_total, mouth)
    select v_pocket + z.ord, z.account_id, z.expires_at,
      coalesce((select max(g.gen) + 1 from pocket g
        where g.account_id = z.account_id and g.expires_at = z.expires_at), 0),
      false, v_txn + 1, k.may_overdraw, a.unit, k.open_to_transfers, k.keeps_expiry, k.clock_runs,
      0, 0, v_pocket + z.ord
    from unnest(p_new_accounts, p_new_expiries) with ordinality z (account_id, expires_at, ord)
    join account a on a.account_id = z.account_id join account_kind k on k.kind = a.kind;
  end if;

  with moved as (
    update pocket k set in_total = k.in_total + z.inn, out_total = k.out_total + z.outt
    from unnest(p_pockets, p_ins, p_outs) with ordinality z (id, inn, outt, ord)
    where k.pocket_id = z.id and not k.sealed and not k.overdraws and k.open_to_transfers
    returning z.ord, k.account_id, k.expires_at, k.in_total - z.inn as in_total,
      k.out_total - z.outt as out_total, k.unit, k.keeps_expiry, k.clock_runs
  )
  select count(*), array_agg(z.account_id), array_agg(z.expires_at), array_agg(z.in_total),
    array_agg(z.out_total), array_agg(z.unit), array_agg(z.keeps_expiry), array_agg(z.clock_runs)
  into v_count, v_account, v_expires, v_in, v_out, v_unit, v_keeps, v_clock
  from (select m.account_id, m.expires_at, m.in_total, m.out_total, m.unit, m.keeps_expiry,
    m.clock_runs from moved m order by m.ord) z;
  -- The caller judged by the same rules; this catches a caller that did not.
  select v_count = array_length(p_pockets, 1) and bool_and(v_unit[z.src] = v_unit[z.dst]
      and v_expires[z.dst] = case when v_keeps[z.dst] then v_expires[z.src] else 'infinity' end
      and (not v_clock[z.src] or v_expires[z.src] > p_now))
  into v_ok from unnest(p_src, p_dst) z (src, dst);
  if v_ok is not true or exists (
    select from account a where a.frozen_at is not null
      and a.account_id in (select v_account[z.src] from unnest(p_src) z (src))
  ) or exists (
    select from account a where a.rolling_expires_at <= p_now
      and a.account_id in (select v_account[z.src] from unnest(p_src) z (src)
        where v_clock[z.src] and v_expires[z.src] = 'infinity')
  ) then
    raise exception 'these transfers break the rules of the ledger' using errcode = 'ML002';
  end if;

  insert into txn (txn_id, actor_id, key, body_hash, kind, case_id)
  select v_txn + z.ord,
    case when z.actor_id > 0 then z.actor_id when z.actor_id < 0 then v_found[-z.actor_id] end,
    z.key, z.hash, z.kind, z.case_id
  from unnest(p_keys, p_hashes, p_kinds, p_actors, p_cases)
    with ordinality z (key, hash, kind, actor_id, case_id, ord);
  insert into posting (txn_id, src, src_lo, dst, dst_lo, amount)
  select v_txn + z.of, p_pockets[z.src],
    v_out[z.src] + (sum(z.amount) over (partition by z.src order by z.ord))::bigint - z.amount,
    p_pockets[z.dst],
    v_in[z.dst] + (sum(z.amount) over (partition by z.dst order by z.ord))::bigint - z.amount,
    z.amount
  from unnest(p_of, p_src, p_dst, p_amounts) with ordinality z (of, src, dst, amount, ord);
  perform seal_block(v_txn + array_length(p_keys, 1), p_now, true);
  return v_found;
end $$;

call ledger.own_functions();
grant execute on function ledger.prepare_transfers, ledger.write_transfers to modosu_app;
