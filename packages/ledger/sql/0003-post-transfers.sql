-- compatible
-- Many transfers in one call, judged one after the other exactly as if each had come alone.
-- The answer has one word for each input, in order.
create function ledger.post_transfers(p_keys text[], p_from text[], p_to text[],
  p_amounts bigint[], p_hashes bytea[], p_kinds text[], p_actors text[], p_cases text[],
  p_now timestamptz) returns text
language plpgsql security definer set search_path = ledger, pg_temp as $$
declare
  v_txn bigint; v_pocket bigint; v_old_pockets integer;
  -- by input
  v_verdict text[]; v_f integer[]; v_t integer[]; v_tid bigint[]; v_first integer[];
  v_used integer[] := '{}';
  -- by account slot
  v_accounts bigint[]; v_avail bigint[]; v_head integer[]; v_keeps boolean[];
  v_clock boolean[];
  -- by pocket
  v_pid bigint[]; v_slot integer[]; v_exp timestamptz[]; v_next integer[]; v_alive boolean[];
  v_in bigint[]; v_out bigint[]; v_in0 bigint[]; v_out0 bigint[];
  -- by posting
  l_txn bigint[] := '{}'; l_src bigint[] := '{}'; l_src_lo bigint[] := '{}';
  l_dst bigint[] := '{}'; l_dst_lo bigint[] := '{}'; l_amount bigint[] := '{}';
  v_swept bigint;
  n integer := coalesce(array_length(p_keys, 1), 0); m integer := 0;
  i integer; f integer; t integer; p integer; d integer; b integer; q integer;
  a bigint; take bigint; e timestamptz;
begin
  perform lock_writer();
  select last_txn_id into strict v_txn from block order by block_id desc limit 1;
  v_txn := sweep_named(p_to, v_txn, p_now);

  with u as materialized (
    select u.ord, x.txn_id, x.body_hash = u.hash as same_body, fa.account_id as f_id,
      ta.account_id as t_id, fa.unit = ta.unit as same_unit, fa.frozen_at is not null as frozen,
      coalesce(fk.open_to_transfers and tk.open_to_transfers, false) as open
    from unnest(p_keys, p_from, p_to, p_hashes) with ordinality u (key, f, t, hash, ord)
    left join txn x on x.key = u.key
    left join account fa on fa.code = u.f left join account_kind fk on fk.kind = fa.kind
    left join account ta on ta.code = u.t left join account_kind tk on tk.kind = ta.kind
  ), s as materialized (
    select z.id, row_number() over () as slot
    from (select u.f_id as id from u union select u.t_id from u) z where z.id is not null
  )
  select array_agg(case when u.txn_id is not null
        then case when u.same_body then 'replayed' else 'conflicting_key' end
      when not u.open then 'unknown_account'
      when not u.same_unit then 'unit_mismatch'
      when u.frozen then 'frozen' else 'posted' end order by u.ord),
    array_agg(u.txn_id order by u.ord), array_agg(sf.slot order by u.ord),
    array_agg(st.slot order by u.ord), (select array_agg(s.id order by s.slot) from s)
  into v_verdict, v_tid, v_f, v_t, v_accounts
  from u left join s sf on sf.id = u.f_id left join s st on st.id = u.t_id;

  with q as materialized (
    select p.pocket_id, s.slot, p.expires_at, p.in_total, p.out_total,
      not k.clock_runs or case when p.expires_at = 'infinity'
        then coalesce(a.rolling_expires_at > p_now, true) else p.expires_at > p_now end as alive,
      row_number() over (order by s.slot, p.expires_at) as n,
      lead(s.slot) over (order by s.slot, p.expires_at) as following
    from unnest(v_accounts) with ordinality s (account_id, slot)
    join account a on a.account_id = s.account_id join account_kind k on k.kind = a.kind
    join pocket p on p.account_id = s.account_id and not p.sealed
  )
  select array_agg(q.pocket_id order by q.n), array_agg(q.slot order by q.n),
    array_agg(q.expires_at order by q.n), array_agg(q.in_total order by q.n),
    array_agg(q.out_total order by q.n), array_agg(q.alive order by q.n),
    array_agg(case when q.following = q.slot then q.n + 1 else 0 end order by q.n)
  into v_pid, v_slot, v_exp, v_in, v_out, v_alive, v_next from q;
  v_in0 := v_in; v_out0 := v_out;
  v_old_pockets := coalesce(array_length(v_pid, 1), 0);

  select array_agg(coalesce(h.head, 0) order by s.slot),
    array_agg(coalesce(h.live, 0) - a.debt order by s.slot),
    array_agg(k.keeps_expiry order by s.slot), array_agg(k.clock_runs order by s.slot)
  into v_head, v_avail, v_keeps, v_clock
  from unnest(v_accounts) with ordinality s (account_id, slot)
  join account a on a.account_id = s.account_id join account_kind k on k.kind = a.kind
  left join (select z.slot, min(z.n) as head,
      sum(z.inn - z.outt) filter (where z.alive) as live
    from unnest(v_slot, v_in, v_out, v_alive) with ordinality z (slot, inn, outt, alive, n)
    group by z.slot) h on h.slot = s.slot;

  -- The same key twice in one call: the second is judged after the first, as everywhere.
  if exists (select from unnest(p_keys) k group by k having count(*) > 1) then
    select array_agg(z.first order by z.ord) into v_first
    from (select u.ord, min(u.ord) over (partition by u.key) as first
      from unnest(p_keys) with ordinality u (key, ord)) z;
  end if;
  select coalesce(max(pocket_id), 0) into v_pocket from pocket;

  for i in 1 .. n loop
    if v_first is not null and v_used[v_first[i]] is not null then
      q := v_used[v_first[i]];
      v_verdict[i] := case when p_hashes[i] = p_hashes[q] then 'replayed'
        else 'conflicting_key' end;
      v_tid[i] := v_tid[q];
    end if;
    continue when v_verdict[i] <> 'posted';
    f := v_f[i]; t := v_t[i]; a := p_amounts[i];
    if v_avail[f] < a then
      v_verdict[i] := 'insufficient';
      continue;
    end if;
    v_avail[f] := v_avail[f] - a; v_txn := v_txn + 1; v_tid[i] := v_txn;
    if v_first is not null then v_used[v_first[i]] := i; end if;
    p := v_head[f];
    while a > 0 loop
      take := v_in[p] - v_out[p];
      if take > 0 and v_alive[p] then
        if take > a then take := a; end if;
        e := v_exp[p];
        if not v_keeps[t] then e := 'infinity'; end if;
        d := v_head[t]; b := 0;
        while d > 0 and v_exp[d] < e loop b := d; d := v_next[d]; end loop;
        if d = 0 or v_exp[d] <> e then
          q := coalesce(array_length(v_pid, 1), 0) + 1; v_pocket := v_pocket + 1;
          v_pid[q] := v_pocket; v_slot[q] := t; v_exp[q] := e; v_in[q] := 0; v_out[q] := 0;
          v_alive[q] := not v_clock[t] or e > p_now; v_next[q] := d; v_in0[q] := 0; v_out0[q] := 0;
          if b = 0 then v_head[t] := q; else v_next[b] := q; end if;
          d := q;
        end if;
        m := m + 1;
        l_txn[m] := v_txn; l_src[m] := v_pid[p]; l_src_lo[m] := v_out[p];
        l_dst[m] := v_pid[d]; l_dst_lo[m] := v_in[d]; l_amount[m] := take;
        v_out[p] := v_out[p] + take; v_in[d] := v_in[d] + take;
        if v_alive[d] then v_avail[t] := v_avail[t] + take; end if;
        a := a - take;
      end if;
      p := v_next[p];
    end loop;
  end loop;
  if m > 0 then
    insert into actor (actor_id, packed, session_id, device_id, subject)
    select (select coalesce(max(actor_id), 0) from actor) + row_number() over (order by w.packed),
      w.packed, nullif(split_part(w.packed, '|', 1), ''), nullif(split_part(w.packed, '|', 2), ''),
      nullif(split_part(w.packed, '|', 3), '')
    from (select distinct z.packed from unnest(p_actors) z (packed)
      where z.packed not in ('', '||')) w
    where not exists (select from actor x where x.packed = w.packed);

    insert into txn (txn_id, actor_id, key, body_hash, kind, case_id)
    select z.id, x.actor_id, z.key, z.hash, z.kind, z.case_id
    from unnest(v_tid, v_verdict, p_keys, p_hashes, p_kinds, p_actors, p_cases)
      z (id, verdict, key, hash, kind, packed, case_id)
    left join actor x on x.packed = z.packed
    where z.verdict = 'posted';

    insert into pocket (pocket_id, account_id, expires_at, gen, sealed, overdraws, in_total,
      out_total, mouth)
    select z.id, v_accounts[z.slot], z.exp,
      coalesce((select max(g.gen) + 1 from pocket g
        where g.account_id = v_accounts[z.slot] and g.expires_at = z.exp), 0),
      false, false, z.inn, z.outt, z.id
    from unnest(v_pid, v_slot, v_exp, v_in, v_out) with ordinality z (id, slot, exp, inn, outt, o)
    where z.o > v_old_pockets;

    insert into posting (txn_id, src, src_lo, dst, dst_lo, amount)
    select z.txn_id, z.src, z.src_lo, z.dst, z.dst_lo, z.amount
    from unnest(l_txn, l_src, l_src_lo, l_dst, l_dst_lo, l_amount)
      z (txn_id, src, src_lo, dst, dst_lo, amount);

    update pocket k set in_total = z.inn, out_total = z.outt
    from unnest(v_pid, v_in, v_out, v_in0, v_out0) with ordinality z (id, inn, outt, inn0, outt0, o)
    where k.pocket_id = z.id and z.o <= v_old_pockets and (z.inn <> z.inn0 or z.outt <> z.outt0);
  end if;
  if v_txn > (select last_txn_id from block order by block_id desc limit 1) then
    perform seal_block(v_txn, p_now);
  end if;
  return array_to_string(v_verdict, ' ');
end $$;

-- Sweeps the regular points of receivers whose date has passed: what arrives now is not theirs.
create function ledger.sweep_named(p_codes text[], p_last bigint, p_now timestamptz) returns bigint
language plpgsql security definer set search_path = ledger, pg_temp as $$
declare v_pocket bigint;
begin
  for v_pocket in
    select p.pocket_id
    from account a join account_kind k on k.kind = a.kind and k.clock_runs
    join pocket p on p.account_id = a.account_id and p.expires_at = 'infinity' and not p.sealed
    where a.code = any (p_codes) and a.rolling_expires_at <= p_now
    order by p.pocket_id
  loop
    p_last := p_last + 1;
    perform sweep_pocket(p_last, v_pocket);
    insert into txn (txn_id, key, body_hash, kind)
    values (p_last, 'sweep:' || p_last, '\x', 'expire');
  end loop;
  return p_last;
end $$;

call ledger.own_functions();
grant execute on function ledger.post_transfers to modosu_app;
