-- compatible

-- Where in a payment a capture begins: which units it took, when another went before it.
alter table pay.capture add column begins_at bigint not null default 0;
alter table pay.capture add constraint capture_begins check (begins_at >= 0);

-- Money that a member takes out of his bank account into his wallet. Which account it is, the account
-- room knows: only its id stands here.
create table pay.charge (
  charge_id text not null,
  member_id text not null,
  amount bigint not null,
  bank_account_id text not null,
  session_id text not null,
  device_id text not null,
  asked_at timestamptz not null,
  state text not null,
  ended_at timestamptz,
  reason text,
  constraint charge_pkey primary key (charge_id),
  constraint charge_amount_positive check (amount > 0),
  constraint charge_state_known check (state in ('asked', 'charged', 'refused')),
  constraint charge_ended check ((state = 'asked') = (ended_at is null))
);
create index charge_by_member on pay.charge (member_id, asked_at);
grant select, insert on pay.charge to modosu_app;
grant update (state, ended_at, reason) on pay.charge to modosu_app;
