-- The schema "points" as all migrations together leave it.
-- A dump, never edited: `node tools/schema-dump.ts` writes it and `npm run verify` compares it.

create schema points;

create table points.announced (
  exchange_id text not null,
  programme text not null,
  member_id text not null,
  amount bigint not null,
  announced_at timestamp with time zone not null,
  credited_at timestamp with time zone,
  constraint announced_pkey PRIMARY KEY (exchange_id),
  constraint announced_amount_positive CHECK (amount > 0)
);

create table points.card_holder (
  member_id text not null,
  noted_by text not null,
  noted_at timestamp with time zone not null,
  constraint card_holder_pkey PRIMARY KEY (member_id)
);

create table points.disowned (
  member_id text not null,
  entry_id text not null,
  disowned_at timestamp with time zone not null,
  constraint disowned_pkey PRIMARY KEY (member_id, entry_id)
);

create table points.earning (
  order_id text not null,
  member_id text not null,
  amount bigint not null,
  paid bigint not null,
  place_ja text not null,
  place_en text not null,
  earned_at timestamp with time zone not null,
  usable_at timestamp with time zone not null,
  state text not null,
  ended_at timestamp with time zone,
  constraint earning_pkey PRIMARY KEY (order_id),
  constraint earning_amount_positive CHECK (amount > 0),
  constraint earning_ended CHECK ((state = 'pending'::text) = (ended_at IS NULL)),
  constraint earning_paid_positive CHECK (paid > 0),
  constraint earning_state_known CHECK (state = ANY (ARRAY['pending'::text, 'usable'::text, 'taken_back'::text]))
);
CREATE INDEX earning_by_member ON points.earning USING btree (member_id, earned_at);

create table points.exchange (
  exchange_id text not null,
  member_id text not null,
  programme text not null,
  member_number text not null,
  amount bigint not null,
  session_id text not null,
  device_id text not null,
  asked_at timestamp with time zone not null,
  sends_at timestamp with time zone not null,
  state text not null,
  transfer_id text,
  ended_at timestamp with time zone,
  constraint exchange_pkey PRIMARY KEY (exchange_id),
  constraint exchange_transfer_key UNIQUE (transfer_id),
  constraint exchange_amount_positive CHECK (amount > 0),
  constraint exchange_ended CHECK ((state = 'processing'::text) = (ended_at IS NULL)),
  constraint exchange_sent CHECK (state <> 'sent'::text OR transfer_id IS NOT NULL),
  constraint exchange_state_known CHECK (state = ANY (ARRAY['processing'::text, 'sent'::text, 'stopped'::text, 'refused'::text]))
);
CREATE INDEX exchange_by_member ON points.exchange USING btree (member_id, asked_at);

create table points.expiry_clock (
  one boolean not null default true,
  next_run_at timestamp with time zone not null,
  constraint expiry_clock_pkey PRIMARY KEY (one),
  constraint expiry_clock_one_row CHECK (one)
);

create table points.expiry_notice (
  member_id text not null,
  expires_at timestamp with time zone not null,
  told_at timestamp with time zone not null,
  constraint expiry_notice_pkey PRIMARY KEY (member_id, expires_at)
);

create table points.grant_record (
  grant_id text not null,
  member_id text not null,
  amount bigint not null,
  kind text not null,
  expires_at timestamp with time zone not null,
  remark text not null,
  staff_id text not null,
  granted_at timestamp with time zone not null,
  constraint grant_record_pkey PRIMARY KEY (grant_id),
  constraint grant_record_amount_positive CHECK (amount > 0),
  constraint grant_record_expires_later CHECK (expires_at > granted_at),
  constraint grant_record_kind CHECK (kind = ANY (ARRAY['regular'::text, 'limited'::text]))
);
CREATE INDEX grant_record_expiry ON points.grant_record USING btree (expires_at, member_id);
CREATE INDEX grant_record_member ON points.grant_record USING btree (member_id, granted_at);

create table points.member_case (
  case_id text not null,
  case_number text not null,
  member_id text not null,
  noted_at timestamp with time zone not null,
  constraint member_case_pkey PRIMARY KEY (case_id)
);
CREATE INDEX member_case_member ON points.member_case USING btree (member_id, noted_at);

create table points.member_number (
  member_id text not null,
  member_number text not null,
  given_at timestamp with time zone not null,
  constraint member_number_pkey PRIMARY KEY (member_id),
  constraint member_number_key UNIQUE (member_number)
);

create table points.use (
  order_id text not null,
  member_id text not null,
  channel text not null,
  amount bigint not null,
  refunded bigint not null default 0,
  place_ja text,
  place_en text,
  used_at timestamp with time zone not null,
  constraint use_pkey PRIMARY KEY (order_id),
  constraint use_amount_positive CHECK (amount > 0),
  constraint use_channel_known CHECK (channel = ANY (ARRAY['mall'::text, 'travel'::text, 'pay'::text, 'other'::text])),
  constraint use_place_whole CHECK ((place_ja IS NULL) = (place_en IS NULL)),
  constraint use_refund_fits CHECK (refunded >= 0 AND refunded <= amount)
);
CREATE INDEX use_by_member ON points.use USING btree (member_id, used_at);

grant usage on schema points to modosu_app;
grant insert, select on table points.announced to modosu_app;
grant insert, select on table points.card_holder to modosu_app;
grant insert, select on table points.disowned to modosu_app;
grant insert, select on table points.earning to modosu_app;
grant insert, select on table points.exchange to modosu_app;
grant insert, select, update on table points.expiry_clock to modosu_app;
grant insert, select on table points.expiry_notice to modosu_app;
grant insert, select on table points.grant_record to modosu_app;
grant insert, select on table points.member_case to modosu_app;
grant insert, select on table points.member_number to modosu_app;
grant insert, select on table points.use to modosu_app;
grant update on column points.announced (credited_at) to modosu_app;
grant update on column points.earning (ended_at) to modosu_app;
grant update on column points.earning (state) to modosu_app;
grant update on column points.exchange (ended_at) to modosu_app;
grant update on column points.exchange (state) to modosu_app;
grant update on column points.exchange (transfer_id) to modosu_app;
grant update on column points.use (refunded) to modosu_app;
