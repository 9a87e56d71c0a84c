-- compatible
-- The tables of the streams ledger. They belong to the migrating role; the ledger's functions run
-- as modosu_ledger, which may add rows and move counters but never change or delete a posting.
create extension if not exists btree_gist;

do $$ begin
  create role modosu_ledger nologin;
exception when duplicate_object or unique_violation then null;
end $$;

create schema if not exists ledger;

-- What an account may do is data, so that a new kind of holder needs no new code path.
create table ledger.account_kind (
  kind text not null,
  -- Its pockets may give more than they got: value enters the ledger through it.
  may_overdraw boolean not null,
  -- Value here counts as sunk in a trace (it can still be given back).
  is_sink boolean not null,
  -- Pockets keep the expiry of what arrives; otherwise everything lies in one pocket without end.
  keeps_expiry boolean not null,
  -- Value here expires by itself. In an escrow or a case the clock of a point stands still.
  clock_runs boolean not null,
  -- Ordinary transfers may touch it; the others are moved by their own verbs only.
  open_to_transfers boolean not null,
  -- Named spans may be given back from it.
  gives_back boolean not null,
  -- Where a traced span ends here: it goes on through the pocket, its twin, or leaves the ledger.
  mouth text not null,
  -- As what a claim treats a holder of this kind, unless a person decided otherwise.
  claim_role text not null,
  constraint account_kind_pkey primary key (kind),
  constraint account_kind_mouth check (mouth in ('self', 'twin', 'none')),
  constraint account_kind_claim_role
    check (claim_role in ('holder', 'escrow', 'seller', 'sink', 'neighbour', 'none'))
);
insert into ledger.account_kind (kind, may_overdraw, is_sink, keeps_expiry, clock_runs,
  open_to_transfers, gives_back, mouth, claim_role)
values
  ('member',     false, false, true,  true,  true,  false, 'self', 'holder'),
  ('pending',    false, false, true,  false, true,  true,  'self', 'holder'),
  ('held',       false, false, true,  false, true,  true,  'self', 'none'),
  ('escrow',     false, false, true,  false, true,  true,  'self', 'escrow'),
  ('case',       false, false, true,  false, true,  true,  'self', 'none'),
  ('sales',      false, false, false, false, true,  false, 'self', 'seller'),
  ('loss',       false, false, false, false, true,  true,  'self', 'none'),
  ('redeemed',   false, true,  true,  false, true,  true,  'self', 'sink'),
  ('breakage',   false, true,  true,  false, true,  true,  'self', 'sink'),
  ('clawback',   false, true,  true,  false, false, true,  'self', 'none'),
  ('debt',       true,  false, false, false, false, false, 'none', 'none'),
  ('issuer',     true,  false, false, false, false, false, 'none', 'none'),
  ('clearing',   true,  false, false, false, false, false, 'none', 'neighbour'),
  ('conversion', true,  false, true,  false, false, false, 'twin', 'none');

create table ledger.account (
  account_id bigint not null,
  code text not null,
  unit text not null,
  kind text not null,
  owner text,
  neighbour text,
  twin_id bigint,
  -- The one date of all regular points of this account; null: they have no end.
  rolling_expires_at timestamptz,
  frozen_at timestamptz,
  frozen_reason text,
  -- What the account owes after a clawback of points already spent; blocks that much spending.
  debt bigint not null default 0,
  constraint account_pkey primary key (account_id),
  constraint account_code_key unique (code),
  constraint account_kind_fkey foreign key (kind) references ledger.account_kind (kind),
  constraint account_debt_positive check (debt >= 0),
  constraint account_unit_pattern check (unit ~ '^[a-z][a-z0-9_]{0,15}$')
) with (fillfactor = 90);
create index account_frozen on ledger.account (account_id) where frozen_at is not null;
create index account_owner on ledger.account (owner) where owner is not null;
create index account_rolling on ledger.account (rolling_expires_at)
  where rolling_expires_at is not null;

-- Every state that an account ever had. The newest one must be the account's row: the chain covers
-- these rows, and so what an account is and may do.
create table ledger.account_state (
  txn_id bigint not null,
  account_id bigint not null,
  state jsonb not null,
  constraint account_state_pkey primary key (account_id, txn_id)
);
create index account_state_txn on ledger.account_state (txn_id);

-- A first-in-first-out queue of one account's units with one expiry. 'infinity' is the pocket of
-- regular points (their date is the account's) and of value without end.
-- Free space in each page keeps counter updates inside the page and out of the indexes.
create table ledger.pocket (
  pocket_id bigint not null,
  account_id bigint not null,
  expires_at timestamptz not null,
  -- How often this queue was cut: a hold seals the pocket and queues the rest into the next one.
  gen integer not null,
  sealed boolean not null,
  -- The transactions in which the queue was made and sealed: the chain covers the row there.
  txn_id bigint not null,
  sealed_txn bigint,
  overdraws boolean not null,
  -- What the account's kind and unit say, so that a batch of transfers is checked without a join.
  unit text not null,
  open_to_transfers boolean not null,
  keeps_expiry boolean not null,
  clock_runs boolean not null,
  in_total bigint not null,
  out_total bigint not null,
  -- Whose out-stream continues this in-stream: itself, the twin of a conversion, or nobody.
  mouth bigint,
  constraint pocket_pkey primary key (pocket_id),
  constraint pocket_queue_key unique (account_id, expires_at, gen),
  constraint pocket_totals check (in_total >= 0 and out_total >= 0
    and (overdraws or out_total <= in_total)),
  constraint pocket_sealed_by check (sealed = (sealed_txn is not null))
) with (fillfactor = 50);
create unique index pocket_open on ledger.pocket (account_id, expires_at) where not sealed;
create index pocket_expiry on ledger.pocket (expires_at) where not sealed;
create index pocket_made on ledger.pocket (txn_id);
create index pocket_sealed on ledger.pocket (sealed_txn) where sealed_txn is not null;

-- Who did it: one row for each combination of session, device and subject.
create table ledger.actor (
  actor_id bigint not null,
  packed text not null,
  session_id text,
  device_id text,
  subject text,
  -- The transaction in which this actor first appeared: the chain covers the row there.
  txn_id bigint not null,
  constraint actor_pkey primary key (actor_id),
  constraint actor_packed_key unique (packed)
);
create index actor_session on ledger.actor (session_id) where session_id is not null;
create index actor_txn on ledger.actor (txn_id);

-- What happened, a row a posting: units [src_lo, src_lo + amount) of the source's stream became
-- [dst_lo, dst_lo + amount) of the target's. One number debits and credits, so an imbalance cannot
-- be written. A row with a key also says which transaction it begins: who, why, asked for with what.
-- A plain transfer is one such row, since each further row and index costs as much as the first;
-- a transfer that spends several queues adds rows without a key, and a verb that posts nothing has
-- a row with a key and without a posting.
create table ledger.entry (
  txn_id bigint not null,
  src bigint,
  src_lo bigint,
  dst bigint,
  dst_lo bigint,
  amount bigint,
  actor_id bigint,
  body_hash uuid,
  key text,
  kind text,
  case_id text,
  memo jsonb,
  -- The first answer, given again to whoever repeats the request.
  result jsonb,
  -- The server reads a check anew for each statement, so there is no longer one: verify tells of
  -- rows that are neither a whole posting nor a whole transaction.
  constraint entry_amount_positive check (amount > 0)
);
create unique index entry_src on ledger.entry (src, src_lo);
create unique index entry_dst on ledger.entry (dst, dst_lo);
create unique index entry_key on ledger.entry (key);
create index entry_txn on ledger.entry (txn_id);

create view ledger.posting as
  select e.txn_id, e.src, e.src_lo, e.dst, e.dst_lo, e.amount
  from ledger.entry e where e.amount is not null;
create view ledger.txn as
  select e.txn_id, e.actor_id, e.key, e.body_hash, e.kind, e.case_id, e.memo, e.result
  from ledger.entry e where e.key is not null;

-- The counters of every pocket count the postings up to this transaction; see count_postings.
create table ledger.counted (
  txn_id bigint not null
) with (fillfactor = 50);
create unique index counted_once on ledger.counted ((true));
insert into ledger.counted (txn_id) values (0);

-- Pockets as they are now: a queue's counters are where its last postings end. For everybody who
-- does not hold the writer's lock; who holds it has counted (lock_writer).
create view ledger.pocket_now as
  select k.pocket_id, k.account_id, k.expires_at, k.gen, k.sealed, k.txn_id, k.sealed_txn,
    k.overdraws, k.unit, k.open_to_transfers, k.keeps_expiry, k.clock_runs,
    coalesce((select i.dst_lo + i.amount from ledger.entry i where i.dst = k.pocket_id
      order by i.dst_lo desc limit 1), 0) as in_total,
    coalesce((select o.src_lo + o.amount from ledger.entry o where o.src = k.pocket_id
      order by o.src_lo desc limit 1), 0) as out_total,
    k.mouth
  from ledger.pocket k;

-- One block a call: its hash covers the rows of its transactions and the block before it.
create table ledger.block (
  block_id bigint not null,
  first_txn_id bigint not null,
  last_txn_id bigint not null,
  effective_at timestamptz not null,
  recorded_at timestamptz not null,
  hash bytea not null,
  constraint block_pkey primary key (block_id),
  constraint block_first_txn_key unique (first_txn_id)
);
insert into ledger.block (block_id, first_txn_id, last_txn_id, effective_at, recorded_at, hash)
values (0, 0, 0, '-infinity', '-infinity', sha256('modosu ledger'));

-- Value that crosses to or from a neighbour. Its offsets [0, amount) lie at
-- [clearing_lo, clearing_lo + amount) of the clearing pocket: in-stream when out, out-stream when in.
create table ledger.transfer (
  transfer_id text not null,
  direction text not null,
  neighbour text not null,
  kind text not null,
  unit text not null,
  amount bigint not null,
  txn_id bigint not null,
  clearing_pocket bigint not null,
  clearing_lo bigint not null,
  constraint transfer_pkey primary key (transfer_id, direction),
  constraint transfer_direction check (direction in ('in', 'out')),
  constraint transfer_kind check (kind in ('payment', 'refund', 'return', 'give_back', 'stop')),
  constraint transfer_amount_positive check (amount > 0)
);
create unique index transfer_clearing on ledger.transfer (clearing_pocket, direction, clearing_lo);
create index transfer_txn on ledger.transfer (txn_id);

-- Until when a hold lasts; renewing adds a row, the newest counts. A hold without a row has no end.
create table ledger.hold_term (
  txn_id bigint not null,
  hold_key text not null,
  held_until timestamptz not null,
  constraint hold_term_pkey primary key (hold_key, txn_id)
);
create index hold_term_txn on ledger.hold_term (txn_id);

-- What a claim may take from a holder, by role: a rule to be read, not a branch in the code.
create table ledger.claim_rule (
  claim_role text not null,
  -- The order in which holders are asked.
  claim_order smallint not null,
  -- traced: the traced units; all: everything up to the loss; nothing: he keeps what he got in good
  -- faith and the programme pays; ask: it is the neighbour's to decide.
  takes text not null,
  constraint claim_rule_pkey primary key (claim_role),
  constraint claim_rule_takes check (takes in ('traced', 'all', 'nothing', 'ask'))
);
insert into ledger.claim_rule (claim_role, claim_order, takes) values
  ('escrow', 1, 'traced'), ('thief', 2, 'all'), ('holder', 3, 'traced'), ('sink', 4, 'traced'),
  ('neighbour', 5, 'ask'), ('seller', 6, 'nothing'), ('none', 7, 'nothing');

-- An origin span is given back at most once: two rows that overlap cannot both exist.
create table ledger.given_back (
  txn_id bigint not null,
  pocket_id bigint not null,
  span int8range not null,
  constraint given_back_once exclude using gist (pocket_id with =, span with &&)
);
create index given_back_txn on ledger.given_back (txn_id);

create function ledger.refuse_change() returns trigger
language plpgsql set search_path = ledger, pg_temp as $$
begin
  raise exception 'rows of % are never changed or deleted', tg_table_name
    using errcode = 'insufficient_privilege';
end $$;
create trigger entry_insert_only before update or delete or truncate on ledger.entry
  for each statement execute function ledger.refuse_change();
create trigger counted_stays before insert or delete or truncate on ledger.counted
  for each statement execute function ledger.refuse_change();
create trigger block_insert_only before update or delete or truncate on ledger.block
  for each statement execute function ledger.refuse_change();
create trigger transfer_insert_only before update or delete or truncate on ledger.transfer
  for each statement execute function ledger.refuse_change();
create trigger hold_term_insert_only before update or delete or truncate on ledger.hold_term
  for each statement execute function ledger.refuse_change();
create trigger given_back_insert_only before update or delete or truncate on ledger.given_back
  for each statement execute function ledger.refuse_change();
create trigger actor_insert_only before update or delete or truncate on ledger.actor
  for each statement execute function ledger.refuse_change();
create trigger account_state_insert_only before delete or truncate on ledger.account_state
  for each statement execute function ledger.refuse_change();
create trigger pocket_stays before delete or truncate on ledger.pocket
  for each statement execute function ledger.refuse_change();
create trigger account_stays before delete or truncate on ledger.account
  for each statement execute function ledger.refuse_change();

-- A state can change twice in one transaction; the last one counts.
create function ledger.keep_account_state() returns trigger
language plpgsql set search_path = ledger, pg_temp as $$
begin
  insert into account_state (txn_id, account_id, state)
  values ((select last_txn_id + 1 from block order by block_id desc limit 1), new.account_id,
    to_jsonb(new))
  on conflict on constraint account_state_pkey do update set state = excluded.state;
  return null;
end $$;
create function ledger.refuse_old_state() returns trigger
language plpgsql set search_path = ledger, pg_temp as $$
begin
  if old.txn_id <= (select last_txn_id from block order by block_id desc limit 1) then
    raise exception 'a state that is under the chain is never changed'
      using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
create trigger account_state_sealed before update on ledger.account_state
  for each row execute function ledger.refuse_old_state();
create trigger account_keeps_state after insert or update on ledger.account
  for each row execute function ledger.keep_account_state();

grant usage on schema ledger to modosu_app, modosu_ledger;
grant select on all tables in schema ledger to modosu_ledger;
grant insert on ledger.account, ledger.pocket, ledger.entry, ledger.posting, ledger.txn,
  ledger.actor, ledger.block, ledger.transfer, ledger.given_back, ledger.hold_term,
  ledger.account_state to modosu_ledger;
grant update (txn_id) on ledger.counted to modosu_ledger;
-- Only the state of the transaction under way: an older one is under the hash of a block.
grant update (state) on ledger.account_state to modosu_ledger;
grant update (in_total, out_total, sealed, sealed_txn) on ledger.pocket to modosu_ledger;
grant update (rolling_expires_at, frozen_at, frozen_reason, debt) on ledger.account
  to modosu_ledger;

-- Gives the functions of a migration to the ledger's role and takes them from everybody else;
-- each migration then grants to the application what it may call.
create procedure ledger.own_functions() language plpgsql set search_path = ledger, pg_temp as $$
declare v_name text;
begin
  for v_name in
    select p.oid::regprocedure::text from pg_proc p
    where p.pronamespace = 'ledger'::regnamespace and p.prokind = 'f'
      and p.proowner = current_user::regrole
  loop
    execute format('alter function %s owner to modosu_ledger', v_name);
    execute format('revoke all on function %s from public', v_name);
  end loop;
end $$;
revoke all on procedure ledger.own_functions() from public;
call ledger.own_functions();
