-- compatible
-- Rebuilds everything that can be rebuilt from the postings and says what does not fit.

create function ledger.verify_streams()
returns table (finding text, subject text, detail text)
language sql stable security definer set search_path = ledger, pg_temp as $$
  with outs as materialized (
    select g.src as pocket_id, sum(g.amount)::bigint as total, bool_and(g.fits) as tiled,
      coalesce(sum(g.amount) filter (where g.txn_id <= c.txn_id), 0)::bigint as counted
    from (select p.txn_id, p.src, p.amount, p.src_lo = coalesce(lag(p.src_lo + p.amount)
        over (partition by p.src order by p.src_lo), 0) as fits from posting p) g, counted c
    group by g.src
  ), ins as materialized (
    select g.dst as pocket_id, sum(g.amount)::bigint as total, bool_and(g.fits) as tiled,
      coalesce(sum(g.amount) filter (where g.txn_id <= c.txn_id), 0)::bigint as counted
    from (select p.txn_id, p.dst, p.amount, p.dst_lo = coalesce(lag(p.dst_lo + p.amount)
        over (partition by p.dst order by p.dst_lo), 0) as fits from posting p) g, counted c
    group by g.dst
  ), pockets as materialized (
    select p.pocket_id, p.account_id, coalesce(i.total, 0) as in_total,
      coalesce(o.total, 0) as out_total, p.sealed, p.overdraws, p.mouth,
      p.in_total as counter_in, p.out_total as counter_out,
      coalesce(i.counted, 0) as counted_in, coalesce(o.counted, 0) as counted_out,
      coalesce(i.tiled, true) and coalesce(o.tiled, true) as tiled
    from pocket p left join ins i on i.pocket_id = p.pocket_id
    left join outs o on o.pocket_id = p.pocket_id
  )
  select 'pocket_totals', 'pocket ' || p.pocket_id, format('counters %s/%s, postings %s/%s',
    p.counter_in, p.counter_out, p.counted_in, p.counted_out)
  from pockets p where (p.counter_in, p.counter_out) <> (p.counted_in, p.counted_out)
  union all
  select 'rule_broken', 'transaction ' || g.txn_id, format('pocket %s to %s', g.src, g.dst)
  from counted c join posting g on g.txn_id > c.txn_id
  join pocket s on s.pocket_id = g.src join pocket d on d.pocket_id = g.dst
  join account a on a.account_id = s.account_id
  cross join lateral (select b.effective_at from block b where b.first_txn_id <= g.txn_id
    order by b.first_txn_id desc limit 1) b
  where s.account_id = d.account_id or s.sealed or d.sealed or s.overdraws or d.overdraws or a.frozen_at is not null
    or not s.open_to_transfers or not d.open_to_transfers
    or d.expires_at <> case when d.keeps_expiry then s.expires_at else 'infinity' end
    or s.clock_runs and s.expires_at <= b.effective_at
    or s.clock_runs and s.expires_at = 'infinity' and a.rolling_expires_at <= b.effective_at
  union all
  select 'spans_not_tiled', 'pocket ' || p.pocket_id, 'a gap or an overlap between postings'
  from pockets p where not p.tiled
  union all
  select 'overdrawn', 'pocket ' || p.pocket_id, format('%s in, %s out', p.in_total, p.out_total)
  from pockets p join account a on a.account_id = p.account_id
  join account_kind k on k.kind = a.kind
  where p.out_total > p.in_total and not k.may_overdraw or p.overdraws <> k.may_overdraw
  union all
  select 'pocket_differs', 'pocket ' || p.pocket_id, 'it does not say what its account says'
  from pocket p join account a on a.account_id = p.account_id join account_kind k on k.kind = a.kind
  where (p.unit, p.open_to_transfers, p.keeps_expiry, p.clock_runs)
    <> (a.unit, k.open_to_transfers, k.keeps_expiry, k.clock_runs)
  union all
  select 'sealed_not_empty', 'pocket ' || p.pocket_id, ''
  from pockets p where p.sealed and p.in_total <> p.out_total
  union all
  select 'twins_apart', 'pocket ' || p.pocket_id, format('in %s, twin out %s', p.in_total,
    t.out_total)
  from pockets p left join pocket t on t.pocket_id = p.mouth
  join account a on a.account_id = p.account_id and a.kind = 'conversion'
  where t.pocket_id is null or t.mouth <> p.pocket_id or p.in_total <> t.out_total
  union all
  select 'unknown_pocket', 'transaction ' || g.txn_id, format('%s to %s', g.src, g.dst)
  from posting g left join pocket s on s.pocket_id = g.src left join pocket d on d.pocket_id = g.dst
  where s.pocket_id is null or d.pocket_id is null
  union all
  select 'units_mixed', 'transaction ' || g.txn_id, format('%s to %s', sa.code, da.code)
  from posting g join pocket s on s.pocket_id = g.src join account sa on sa.account_id = s.account_id
  join pocket d on d.pocket_id = g.dst join account da on da.account_id = d.account_id
  where sa.unit <> da.unit
  union all
  select 'sum_not_zero', 'unit ' || a.unit, sum(p.in_total - p.out_total)::text
  from pockets p join account a on a.account_id = p.account_id
  group by a.unit having sum(p.in_total - p.out_total) <> 0
  union all
  select 'account_differs', a.code, 'its row is not its newest recorded state'
  from account a left join lateral (select s.state from account_state s
    where s.account_id = a.account_id order by s.txn_id desc limit 1) s on true
  where s.state is distinct from to_jsonb(a)
  union all
  select 'debt_differs', a.code, format('account says %s, postings %s', a.debt, coalesce(d.owed, 0))
  from account a left join (
    select x.code, sum(p.out_total - p.in_total) as owed
    from account x join pocket p on p.account_id = x.account_id where x.kind = 'debt'
    group by x.code) d on d.code = 'debt:' || a.code
  where a.debt <> coalesce(d.owed, 0)
$$;

create function ledger.verify_transfers()
returns table (finding text, subject text, detail text)
language sql stable security definer set search_path = ledger, pg_temp as $$
  select 'clearing_not_tiled', 'transfer ' || t.transfer_id, t.direction
  from (select x.transfer_id, x.direction, x.clearing_lo, coalesce(lag(x.clearing_lo + x.amount)
      over (partition by x.clearing_pocket, x.direction order by x.clearing_lo), 0) as expected
    from transfer x) t
  where t.clearing_lo <> t.expected
  union all
  select 'clearing_not_explained', a.code, format('%s in, %s out; transfers %s and %s', p.in_total,
    p.out_total, coalesce(t.outs, 0), coalesce(t.ins, 0))
  from account a join pocket p on p.account_id = a.account_id
  left join (select x.clearing_pocket, sum(x.amount) filter (where x.direction = 'out') as outs,
      sum(x.amount) filter (where x.direction = 'in') as ins
    from transfer x group by x.clearing_pocket) t on t.clearing_pocket = p.pocket_id
  where a.kind = 'clearing'
    and (p.in_total, p.out_total) <> (coalesce(t.outs, 0), coalesce(t.ins, 0))
  union all
  select 'transfer_differs', 'transfer ' || t.transfer_id, t.direction
  from transfer t join pocket p on p.pocket_id = t.clearing_pocket
  join account a on a.account_id = p.account_id
  where a.kind <> 'clearing' or a.unit <> t.unit or a.neighbour <> t.neighbour
    or not exists (select from txn x where x.txn_id = t.txn_id)
  union all
  select 'given_back_unspent', 'pocket ' || g.pocket_id, g.span::text
  from given_back g left join pocket p on p.pocket_id = g.pocket_id
  where p.pocket_id is null or upper(g.span) > p.out_total
$$;

-- Recomputes the chain and the numbers that must follow one another without a gap.
create function ledger.verify_chain()
returns table (finding text, subject text, detail text)
language sql stable security definer set search_path = ledger, pg_temp as $$
  select 'chain_broken', 'block ' || b.block_id, 'its rows do not give its hash'
  from (select x.block_id, x.first_txn_id, x.last_txn_id, x.effective_at, x.recorded_at, x.hash,
      lag(x.hash) over (order by x.block_id) as prev from block x) b
  where b.block_id > 0 and b.hash is distinct from block_hash(b.prev, b.block_id, b.first_txn_id,
    b.last_txn_id, b.effective_at, b.recorded_at, content_of(b.first_txn_id, b.last_txn_id))
  union all
  select 'chain_broken', 'block 0', 'the first block is not the agreed one'
  where not exists (select from block where block_id = 0 and hash = sha256('modosu ledger'))
  union all
  select 'blocks_not_in_line', 'block ' || b.block_id, ''
  from (select x.block_id, x.first_txn_id, lag(x.last_txn_id) over w as last,
      lag(x.block_id) over w as before
    from block x window w as (order by x.block_id)) b
  where b.block_id > 0 and (b.first_txn_id <> b.last + 1 or b.block_id <> b.before + 1)
  union all
  select 'transactions_not_counted', 'ledger', format('%s rows, chain ends at %s', t.n, b.last)
  from (select count(*) as n from txn) t, (select max(last_txn_id) as last from block) b
  where t.n <> b.last
  union all
  select 'row_beyond_chain', z.name, z.n::text
  from (select max(last_txn_id) as last from block) b, lateral (
    select 'counted' as name, count(*) as n from counted where txn_id > b.last or txn_id < 0
    union all select 'pocket', count(*) from pocket where txn_id > b.last or txn_id < 1
      or sealed_txn > b.last
    union all select 'actor', count(*) from actor where txn_id > b.last or txn_id < 1
    union all select 'transfer', count(*) from transfer where txn_id > b.last or txn_id < 1
    union all select 'given_back', count(*) from given_back where txn_id > b.last or txn_id < 1
    union all select 'hold_term', count(*) from hold_term where txn_id > b.last or txn_id < 1
    union all select 'account_state', count(*) from account_state
      where txn_id > b.last or txn_id < 1) z
  where z.n > 0
  union all
  select 'entry_not_whole', 'transaction ' || e.txn_id, ''
  from entry e
  where num_nulls(e.src, e.src_lo, e.dst, e.dst_lo, e.amount) not in (0, 5)
    or num_nulls(e.key, e.body_hash, e.kind) not in (0, 3) or e.key is null and e.amount is null
  union all
  select 'posting_without_transaction', 'transaction ' || g.txn_id, ''
  from (select distinct txn_id from posting) g left join txn t on t.txn_id = g.txn_id
  where t.txn_id is null
$$;

call ledger.own_functions();
grant execute on function ledger.verify_streams, ledger.verify_transfers, ledger.verify_chain
  to modosu_app;
