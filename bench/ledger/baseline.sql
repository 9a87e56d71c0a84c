-- What our ledger is measured against: a plain double-entry ledger without lots, keys or trace, the
-- way good SQL ledgers do it. Accounts are locked in sorted order; a transfer is three rows: itself
-- and an entry on either side with the balance after it; each is judged in its turn.
create schema baseline;
create table baseline.account (
  account_id bigint primary key,
  balance bigint not null check (balance >= 0),
  version bigint not null default 0
) with (fillfactor = 50);
create table baseline.transfer (
  transfer_id bigint generated always as identity primary key,
  from_account bigint not null,
  to_account bigint not null,
  amount bigint not null check (amount > 0),
  created_at timestamptz not null default now()
);
create table baseline.entry (
  entry_id bigint generated always as identity primary key,
  transfer_id bigint not null,
  account_id bigint not null,
  amount bigint not null,
  balance_after bigint not null,
  version bigint not null
);
create index entry_account on baseline.entry (account_id, version);
create index entry_transfer on baseline.entry (transfer_id);

create function baseline.post(p_from bigint[], p_to bigint[], p_amounts bigint[])
returns integer language plpgsql as $$
declare v_id bigint; v_posted integer := 0; v_balance bigint; v_version bigint;
begin
  perform from baseline.account a
    where a.account_id = any (p_from || p_to) order by a.account_id for update;
  for i in 1 .. array_length(p_from, 1) loop
    update baseline.account set balance = balance - p_amounts[i], version = version + 1
      where account_id = p_from[i] and balance >= p_amounts[i]
      returning balance, version into v_balance, v_version;
    continue when not found;
    insert into baseline.transfer (from_account, to_account, amount)
    values (p_from[i], p_to[i], p_amounts[i]) returning transfer_id into v_id;
    insert into baseline.entry (transfer_id, account_id, amount, balance_after, version)
    values (v_id, p_from[i], -p_amounts[i], v_balance, v_version);
    update baseline.account set balance = balance + p_amounts[i], version = version + 1
      where account_id = p_to[i] returning balance, version into v_balance, v_version;
    insert into baseline.entry (transfer_id, account_id, amount, balance_after, version)
    values (v_id, p_to[i], p_amounts[i], v_balance, v_version);
    v_posted := v_posted + 1;
  end loop;
  return v_posted;
end $$;
