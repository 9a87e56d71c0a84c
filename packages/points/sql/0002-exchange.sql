-- compatible

-- By what a member is named at a partner programme: a number of its own, and never who he is.
create table points.member_number (
  member_id text not null,
  member_number text not null,
  given_at timestamptz not null,
  constraint member_number_pkey primary key (member_id),
  constraint member_number_key unique (member_number)
);
grant select, insert on points.member_number to modosu_app;

-- Points on their way to a partner programme. Until sends_at they rest in the ledger's account
-- exchange:{exchange_id}, where they can be stopped.
create table points.exchange (
  exchange_id text not null,
  member_id text not null,
  programme text not null,
  member_number text not null,
  amount bigint not null,
  session_id text not null,
  device_id text not null,
  asked_at timestamptz not null,
  sends_at timestamptz not null,
  state text not null,
  transfer_id text,
  ended_at timestamptz,
  constraint exchange_pkey primary key (exchange_id),
  constraint exchange_transfer_key unique (transfer_id),
  constraint exchange_amount_positive check (amount > 0),
  constraint exchange_state_known check (state in ('processing', 'sent', 'stopped', 'refused')),
  constraint exchange_sent check (state <> 'sent' or transfer_id is not null),
  constraint exchange_ended check ((state = 'processing') = (ended_at is null))
);
create index exchange_by_member on points.exchange (member_id, asked_at);
grant select, insert on points.exchange to modosu_app;
grant update (state, transfer_id, ended_at) on points.exchange to modosu_app;

-- Points that a partner programme has announced for one of our members.
create table points.announced (
  exchange_id text not null,
  programme text not null,
  member_id text not null,
  amount bigint not null,
  announced_at timestamptz not null,
  credited_at timestamptz,
  constraint announced_pkey primary key (exchange_id),
  constraint announced_amount_positive check (amount > 0)
);
grant select, insert on points.announced to modosu_app;
grant update (credited_at) on points.announced to modosu_app;
