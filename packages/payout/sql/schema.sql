-- The schema "payout" as all migrations together leave it.
-- A dump, never edited: `node tools/schema-dump.ts` writes it and `npm run verify` compares it.

create schema payout;

create table payout.bank_notice (
  notice_id text not null,
  payout_id text not null,
  taken_at timestamp with time zone not null,
  constraint bank_notice_pkey PRIMARY KEY (notice_id)
);

create table payout.payout (
  payout_id text not null,
  member_id text not null,
  source_account text not null,
  amount bigint not null,
  fee bigint not null,
  payout_account_id text not null,
  session_id text not null,
  device_id text not null,
  asked_at timestamp with time zone not null,
  sends_at timestamp with time zone not null,
  state text not null,
  settles_at timestamp with time zone,
  ended_at timestamp with time zone,
  reason text,
  constraint payout_pkey PRIMARY KEY (payout_id),
  constraint payout_amount_above_fee CHECK (fee >= 0 AND amount > fee),
  constraint payout_ended CHECK ((state = ANY (ARRAY['settled'::text, 'stopped'::text, 'returned'::text])) = (ended_at IS NOT NULL)),
  constraint payout_state_known CHECK (state = ANY (ARRAY['waiting'::text, 'sending'::text, 'at_bank'::text, 'stopping'::text, 'settled'::text, 'stopped'::text, 'returned'::text]))
);
CREATE INDEX payout_by_member ON payout.payout USING btree (member_id, asked_at);
CREATE INDEX payout_open ON payout.payout USING btree (state) WHERE (ended_at IS NULL);

create table payout.proved_name (
  member_id text not null,
  name text not null,
  proved_by text not null,
  proved_at timestamp with time zone not null,
  constraint proved_name_pkey PRIMARY KEY (member_id, proved_at)
);

grant usage on schema payout to modosu_app;
grant insert, select on table payout.bank_notice to modosu_app;
grant insert, select on table payout.payout to modosu_app;
grant insert, select on table payout.proved_name to modosu_app;
grant update on column payout.payout (ended_at) to modosu_app;
grant update on column payout.payout (reason) to modosu_app;
grant update on column payout.payout (sends_at) to modosu_app;
grant update on column payout.payout (settles_at) to modosu_app;
grant update on column payout.payout (state) to modosu_app;
