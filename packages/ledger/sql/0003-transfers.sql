-- compatible
-- Plain transfers. The rules are judged in memory by the caller (src/judge-transfers.ts) against a
-- state that `prepare_transfers` gives; `write_transfers` writes what was judged if nothing else was
-- written since, and `count_postings` checks all of it by set. Judged in SQL, one transfer after
-- another, a batch of 1,000 took 60 ms more.

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
    perform count_postings();
    v_txn := v_txn + 1;
    perform sweep_pocket(v_txn, v_pocket);
    insert into txn (txn_id, key, body_hash, kind)
    values (v_txn, 'sweep:' || v_txn, '00000000-0000-0000-0000-000000000000', 'expire');
    perform seal_block(v_txn, p_now);
    v_block := v_block + 1;
  end loop;
  select last_txn_id into v_since from block where block_id = p_since;
  -- Whoever hears that a key was used may rely on it, also when its writer died before his flush.
  if exists (select from unnest(p_keys) u (key) join txn t on t.key = u.key) then
    perform flush_log();
  end if;
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
            p.in_total::text, p.out_total::text) order by p.expires_at), '[]')
          from pocket_now p where p.account_id = a.account_id and not p.sealed))), '[]')
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

-- Writes judged transfers, a row of entry for each queue that a transfer takes from; p_of counts
-- the transfers, and only the first row of each has a key. p_packed are the actors that the caller
-- has no number for; rows point to them from -1 down, and the answer has their numbers. Answers null
-- when anything was written after `p_block`, or when p_after is not the key of its last
-- transaction: the judgement is then void. Answers -1 when the block before is not yet there. Without
-- p_flushed it is the caller who answers for the flush, and may tell nobody before (flush_log).
--
-- Plan: Insert on entry, fed by one Function Scan on unnest; no join, no sort, no row read back.
-- Where a batch of 1,000 transfers goes (embedded PostgreSQL 18, two shared cores, 500,000 rows):
--   arrays in          0.5 ms  binary; as text 1.7 ms
--   unnest             1.0 ms
--   heap               1.5 ms  177 bytes of log a row
--   four indexes      11   ms  of them the two by span, at a random place each, 3 ms each
--   hash of the chain  1.2 ms  over the parameters; reading rows back took twice as long
-- and, beside the writer, about 4 ms for count_postings. A row is 157 bytes and 168 of indexes.
-- docs/decisions/0020-how-a-batch-is-written.md has what was tried.
create function ledger.write_transfers(p_block bigint, p_after text, p_of integer[], p_keys text[],
  p_hashes uuid[], p_kinds text[], p_actors bigint[], p_cases text[], p_packed text[],
  p_src bigint[], p_src_lo bigint[], p_dst bigint[], p_dst_lo bigint[], p_amounts bigint[],
  p_new_pockets bigint[], p_new_accounts bigint[], p_new_expiries timestamptz[],
  p_now timestamptz, p_flushed boolean) returns bigint[]
language plpgsql security definer set search_path = ledger, pg_temp
-- See count_postings; and a plan made anew for every call takes longer than the call.
set enable_seqscan = off set plan_cache_mode = force_generic_plan set jit = off as $$
declare
  v_block bigint; v_txn bigint; v_prev bytea; v_last bigint; v_found bigint[] := '{}';
  v_actors bigint[] := p_actors; v_notes text := ''; v_made text := '';
  v_content bytea;
  v_recorded timestamptz := clock_timestamp();
begin
  -- As lock_writer has it, which would take a twentieth of a single transfer to call.
  if current_setting('transaction_isolation') <> 'read committed' then perform lock_writer(); end if;
  perform pg_advisory_xact_lock(7065922);
  select b.block_id, b.last_txn_id, b.hash into strict v_block, v_txn, v_prev
    from block b order by b.block_id desc limit 1;
  -- Connections may overtake each other on the way here; three are on it at most.
  if p_after is not null and v_block between p_block - 2 and p_block - 1 then
    return array[-1];
  end if;
  if v_block <> p_block then return null; end if;
  if p_after is not null and not exists (
    select from entry e where e.key = p_after and e.txn_id = v_txn) then return null; end if;
  -- Counting is done beside the writer; a writer that nobody counts for stops and counts.
  if v_block % 16 = 0 and v_txn - (select c.txn_id from counted c) > 200000 then
    perform count_postings();
  end if;
  v_last := v_txn + p_of[array_length(p_of, 1)];
  -- The lock is kept until the commit, and the next batch need not wait for this one's flush as well.
  if not p_flushed then perform set_config('synchronous_commit', 'off', true); end if;

  if p_packed <> '{}' then
    v_found := actors_of(p_packed, v_txn + 1);
    select array_agg(case when z.actor < 0 then v_found[-z.actor] else z.actor end order by z.ord)
      into v_actors from unnest(p_actors) with ordinality z (actor, ord);
  end if;
  if p_new_pockets <> '{}' then
    if p_new_pockets[1] <> (select coalesce(max(k.pocket_id), 0) + 1 from pocket k) then
      raise exception 'new pockets are numbered on' using errcode = 'ML002';
    end if;
    insert into pocket (pocket_id, account_id, expires_at, gen, sealed, txn_id, overdraws, unit,
      open_to_transfers, keeps_expiry, clock_runs, in_total, out_total, mouth)
    select z.pocket_id, z.account_id, z.expires_at,
      coalesce((select max(g.gen) + 1 from pocket g
        where g.account_id = z.account_id and g.expires_at = z.expires_at), 0),
      false, v_txn + 1, k.may_overdraw, a.unit, k.open_to_transfers, k.keeps_expiry, k.clock_runs,
      0, 0, z.pocket_id
    from unnest(p_new_pockets, p_new_accounts, p_new_expiries) z (pocket_id, account_id, expires_at)
    join account a on a.account_id = z.account_id join account_kind k on k.kind = a.kind;
  end if;
  if p_packed <> '{}' or p_new_pockets <> '{}' then v_made := made_in(v_txn + 1, v_last); end if;

  -- Alone, the values are put in as they are: a set of one row costs as much to begin as ten rows.
  if array_length(p_of, 1) = 1 then
    insert into entry (txn_id, src, src_lo, dst, dst_lo, amount, actor_id, body_hash, key, kind,
      case_id)
    values (v_last, p_src[1], p_src_lo[1], p_dst[1], p_dst_lo[1], p_amounts[1], v_actors[1],
      p_hashes[1], p_keys[1], p_kinds[1], p_cases[1]);
  elsif p_cases is null then
    insert into entry (txn_id, src, src_lo, dst, dst_lo, amount, actor_id, body_hash, key, kind)
    select v_txn + z.of, z.src, z.src_lo, z.dst, z.dst_lo, z.amount, z.actor, z.hash, z.key, z.kind
    from unnest(p_of, p_src, p_src_lo, p_dst, p_dst_lo, p_amounts, v_actors, p_hashes, p_keys,
      p_kinds) z (of, src, src_lo, dst, dst_lo, amount, actor, hash, key, kind);
  else
    insert into entry (txn_id, src, src_lo, dst, dst_lo, amount, actor_id, body_hash, key, kind,
      case_id)
    select v_txn + z.of, z.src, z.src_lo, z.dst, z.dst_lo, z.amount, z.actor, z.hash, z.key, z.kind,
      z.case_id
    from unnest(p_of, p_src, p_src_lo, p_dst, p_dst_lo, p_amounts, v_actors, p_hashes, p_keys,
      p_kinds, p_cases) z (of, src, src_lo, dst, dst_lo, amount, actor, hash, key, kind, case_id);
  end if;
  if p_cases is not null then
    select coalesce(string_agg(concat_ws('|', z.of, z.case_id, '-', '-'), E'\n' order by z.ord), '')
      into v_notes from unnest(p_of, p_cases) with ordinality z (of, case_id, ord)
      where z.case_id is not null;
  end if;
  -- As block_hash and entry_bytes have it: a call of theirs would take a tenth of a single transfer.
  v_content := sha256(array_send(p_of) || array_send(p_keys) || array_send(p_hashes)
    || array_send(p_kinds) || array_send(v_actors) || array_send(p_src) || array_send(p_src_lo)
    || array_send(p_dst) || array_send(p_dst_lo) || array_send(p_amounts)
    || convert_to(concat(v_notes, '\', v_made, '\'), 'UTF8'));
  insert into block (block_id, first_txn_id, last_txn_id, effective_at, recorded_at, hash)
  values (v_block + 1, v_txn + 1, v_last, p_now, v_recorded, sha256(v_prev || int8send(v_block + 1)
    || int8send(v_txn + 1) || int8send(v_last) || timestamptz_send(p_now)
    || timestamptz_send(v_recorded) || v_content));
  return v_found;
end $$;

-- Makes the commit of this transaction wait for the disk, and for a standby where there is one, and so
-- for everything that was committed before it. By itself a transaction that wrote nothing does not.
create function ledger.flush_log() returns void
language plpgsql security definer set search_path = ledger, pg_temp as $$
begin
  perform pg_logical_emit_message(true, 'ledger', '');
end $$;

call ledger.own_functions();
grant execute on function ledger.prepare_transfers, ledger.write_transfers, ledger.flush_log,
  ledger.count_postings to modosu_app;
