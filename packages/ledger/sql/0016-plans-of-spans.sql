-- compatible
-- As 0013 for the other functions that read by arrays or keys: planned once a connection, by index.
-- What a transaction moved, the lots of an account and the live parts of a span were planned anew with
-- each call, which took longer than reading them.
do $$
declare
  reading regprocedure;
begin
  for reading in
    select p.oid::regprocedure from pg_proc p
    where p.pronamespace = 'ledger'::regnamespace
      and p.proname in ('spans_of_txn', 'lots_of', 'lot_origins', 'live_parts', 'balance_at',
        'hops_of')
  loop
    execute format('alter function %s set plan_cache_mode = force_generic_plan', reading);
    execute format('alter function %s set enable_seqscan = off', reading);
    execute format('alter function %s set enable_hashjoin = off', reading);
    execute format('alter function %s set enable_mergejoin = off', reading);
  end loop;
end $$;
