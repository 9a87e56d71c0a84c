-- The schema "pay" as all migrations together leave it.
-- A dump, never edited: `node tools/schema-dump.ts` writes it and `npm run verify` compares it.

create schema pay;

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
  transfer_id text,
  member_id text,
  session_id text,
  device_id text,
  approved_at timestamp with time zone,
  refunded_at timestamp with time zone,
  constraint payment_request_pkey PRIMARY KEY (payment_request_id),
  constraint payment_request_transfer_key UNIQUE (transfer_id),
  constraint payment_request_amount_positive CHECK (amount > 0),
  constraint payment_request_approval CHECK ((state = ANY (ARRAY['approved'::text, 'refunded'::text])) = (transfer_id IS NOT NULL AND member_id IS NOT NULL AND session_id IS NOT NULL AND device_id IS NOT NULL AND approved_at IS NOT NULL)),
  constraint payment_request_refund CHECK ((state = 'refunded'::text) = (refunded_at IS NOT NULL)),
  constraint payment_request_state CHECK (state = ANY (ARRAY['requested'::text, 'approved'::text, 'refunded'::text, 'expired'::text]))
);
CREATE INDEX payment_request_member ON pay.payment_request USING btree (member_id, approved_at) WHERE (member_id IS NOT NULL);

create table pay.receive_code (
  member_id text not null,
  code text not null,
  made_at timestamp with time zone not null,
  constraint receive_code_pkey PRIMARY KEY (member_id),
  constraint receive_code_key UNIQUE (code)
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

grant usage on schema pay to modosu_app;
grant insert, select on table pay.payment_request to modosu_app;
grant insert, select on table pay.receive_code to modosu_app;
grant insert, select on table pay.send to modosu_app;
grant update on column pay.payment_request (approved_at) to modosu_app;
grant update on column pay.payment_request (device_id) to modosu_app;
grant update on column pay.payment_request (member_id) to modosu_app;
grant update on column pay.payment_request (refunded_at) to modosu_app;
grant update on column pay.payment_request (session_id) to modosu_app;
grant update on column pay.payment_request (state) to modosu_app;
grant update on column pay.payment_request (transfer_id) to modosu_app;
