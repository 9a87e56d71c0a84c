-- compatible
create schema payout;

-- The name of a member as it stands in his papers, in kana as banks write it. A later proof does not
-- change an earlier one: a name on a payout of last year is explained by the proof of last year.
create table payout.proved_name (
  member_id text not null,
  name text not null,
  proved_by text not null,
  proved_at timestamptz not null,
  constraint proved_name_pkey primary key (member_id, proved_at)
);

-- Money on its way to a bank account. Until it is settled it rests in the ledger's account
-- payout:{payout_id}. To which bank account, the account room knows: only its id stands here.
create table payout.payout (
  payout_id text not null,
  member_id text not null,
  source_account text not null,
  amount bigint not null,
  fee bigint not null,
  payout_account_id text not null,
  session_id text not null,
  device_id text not null,
  asked_at timestamptz not null,
  sends_at timestamptz not null,
  state text not null,
  settles_at timestamptz,
  ended_at timestamptz,
  reason text,
  constraint payout_pkey primary key (payout_id),
  constraint payout_amount_above_fee check (fee >= 0 and amount > fee),
  constraint payout_state_known check (state in
    ('waiting', 'sending', 'at_bank', 'stopping', 'settled', 'stopped', 'returned')),
  constraint payout_ended check (
    (state in ('settled', 'stopped', 'returned')) = (ended_at is not null))
);
create index payout_by_member on payout.payout (member_id, asked_at);
create index payout_open on payout.payout (state) where ended_at is null;

-- Notices of the bank that were taken: the same one again changes nothing.
create table payout.bank_notice (
  notice_id text not null,
  payout_id text not null,
  taken_at timestamptz not null,
  constraint bank_notice_pkey primary key (notice_id)
);

grant usage on schema payout to modosu_app;
grant select, insert on payout.proved_name to modosu_app;
grant select, insert on payout.payout to modosu_app;
grant update (sends_at, state, settles_at, ended_at, reason) on payout.payout to modosu_app;
grant select, insert on payout.bank_notice to modosu_app;
