-- The schema "pay" as all migrations together leave it.
-- A dump, never edited: `node tools/schema-dump.ts` writes it and `npm run verify` compares it.

create schema pay;

create table pay.capture (
  capture_id text not null,
  payment_request_id text not null,
  amount bigint not null,
  final boolean not null,
  transfer_id text not null,
  captured_at timestamp with time zone not null,
  begins_at bigint not null default 0,
  constraint capture_pkey PRIMARY KEY (capture_id),
  constraint capture_transfer_key UNIQUE (transfer_id),
  constraint capture_request_fkey FOREIGN KEY (payment_request_id) REFERENCES pay.payment_request(payment_request_id),
  constraint capture_amount_positive CHECK (amount > 0),
  constraint capture_begins CHECK (begins_at >= 0)
);
CREATE INDEX capture_by_request ON pay.capture USING btree (payment_request_id);

create table pay.charge (
  charge_id text not null,
  member_id text not null,
  amount bigint not null,
  bank_account_id text not null,
  session_id text not null,
  device_id text not null,
  asked_at timestamp with time zone not null,
  state text not null,
  ended_at timestamp with time zone,
  reason text,
  constraint charge_pkey PRIMARY KEY (charge_id),
  constraint charge_amount_positive CHECK (amount > 0),
  constraint charge_ended CHECK ((state = 'asked'::text) = (ended_at IS NULL)),
  constraint charge_state_known CHECK (state = ANY (ARRAY['asked'::text, 'charged'::text, 'refused'::text]))
);
CREATE INDEX charge_by_member ON pay.charge USING btree (member_id, asked_at);

create table pay.deposit_number (
  member_id text not null,
  deposit_number text not null,
  made_at timestamp with time zone not null,
  constraint deposit_number_pkey PRIMARY KEY (member_id),
  constraint deposit_number_key UNIQUE (deposit_number)
);

create table pay.payer_name (
  member_id text not null,
  neighbour text not null,
  payer_id text not null,
  made_at timestamp with time zone not null,
  constraint payer_name_pkey PRIMARY KEY (member_id, neighbour),
  constraint payer_name_key UNIQUE (payer_id)
);

create table pay.payment_request (
  payment_request_id text not null,
  neighbour text not null,
  amount bigint not null,
  unit text not null,
  item_name text not null,
  place_ja text not null,
  place_en text not null,
  order_reference text not null,
  return_url text not null,
  expires_at timestamp with time zone not null,
  received_at timestamp with time zone not null,
  state text not null,
  member_id text,
  session_id text,
  device_id text,
  approved_at timestamp with time zone,
  refunded_at timestamp with time zone,
  capture text not null default 'at_approval'::text,
  notifies boolean not null default false,
  captured bigint not null default 0,
  refunded bigint not null default 0,
  captures_at timestamp with time zone,
  authorised_until timestamp with time zone,
  points bigint not null default 0,
  constraint payment_request_pkey PRIMARY KEY (payment_request_id),
  constraint payment_request_amount_positive CHECK (amount > 0),
  constraint payment_request_approval CHECK ((state = ANY (ARRAY['authorised'::text, 'approved'::text, 'refunded'::text, 'voided'::text])) = (member_id IS NOT NULL AND session_id IS NOT NULL AND device_id IS NOT NULL AND approved_at IS NOT NULL)),
  constraint payment_request_capture CHECK (capture = ANY (ARRAY['at_approval'::text, 'by_merchant'::text])),
  constraint payment_request_captured CHECK (captured >= 0 AND captured <= amount),
  constraint payment_request_refund CHECK ((state = 'refunded'::text) = (refunded_at IS NOT NULL) AND (state <> 'refunded'::text OR refunded = captured)),
  constraint payment_request_refunded CHECK (refunded >= 0 AND refunded <= captured),
  constraint payment_request_state CHECK (state = ANY (ARRAY['requested'::text, 'authorised'::text, 'approved'::text, 'refunded'::text, 'voided'::text, 'expired'::text]))
);
CREATE INDEX payment_request_member ON pay.payment_request USING btree (member_id, approved_at) WHERE (member_id IS NOT NULL);

create table pay.receive_code (
  member_id text not null,
  code text not null,
  made_at timestamp with time zone not null,
  constraint receive_code_pkey PRIMARY KEY (member_id),
  constraint receive_code_key UNIQUE (code)
);

create table pay.refund (
  back_id text not null,
  capture_id text not null,
  amount bigint not null,
  refunded_at timestamp with time zone not null,
  constraint refund_pkey PRIMARY KEY (back_id),
  constraint refund_capture_fkey FOREIGN KEY (capture_id) REFERENCES pay.capture(capture_id),
  constraint refund_amount_positive CHECK (amount > 0)
);

create table pay.send (
  send_id text not null,
  sender_id text not null,
  receiver_id text not null,
  amount bigint not null,
  session_id text not null,
  device_id text not null,
  sent_at timestamp with time zone not null,
  constraint send_pkey PRIMARY KEY (send_id),
  constraint send_amount_positive CHECK (amount > 0),
  constraint send_not_to_self CHECK (sender_id <> receiver_id)
);
CREATE INDEX send_by_sender ON pay.send USING btree (sender_id, sent_at);

create table pay.use_order (
  member_id text not null,
  kinds text[] not null,
  set_at timestamp with time zone not null,
  constraint use_order_pkey PRIMARY KEY (member_id),
  constraint use_order_whole CHECK (kinds @> ARRAY['points'::text, 'charged'::text, 'sales'::text] AND cardinality(kinds) = 3)
);

grant usage on schema pay to modosu_app;
grant insert, select on table pay.capture to modosu_app;
grant insert, select on table pay.charge to modosu_app;
grant insert, select on table pay.deposit_number to modosu_app;
grant insert, select on table pay.payer_name to modosu_app;
grant insert, select on table pay.payment_request to modosu_app;
grant insert, select on table pay.receive_code to modosu_app;
grant insert, select on table pay.refund to modosu_app;
grant insert, select on table pay.send to modosu_app;
grant insert, select, update on table pay.use_order to modosu_app;
grant update on column pay.charge (ended_at) to modosu_app;
grant update on column pay.charge (reason) to modosu_app;
grant update on column pay.charge (state) to modosu_app;
grant update on column pay.payment_request (approved_at) to modosu_app;
grant update on column pay.payment_request (authorised_until) to modosu_app;
grant update on column pay.payment_request (captured) to modosu_app;
grant update on column pay.payment_request (captures_at) to modosu_app;
grant update on column pay.payment_request (device_id) to modosu_app;
grant update on column pay.payment_request (member_id) to modosu_app;
grant update on column pay.payment_request (points) to modosu_app;
grant update on column pay.payment_request (refunded) to modosu_app;
grant update on column pay.payment_request (refunded_at) to modosu_app;
grant update on column pay.payment_request (session_id) to modosu_app;
grant update on column pay.payment_request (state) to modosu_app;
