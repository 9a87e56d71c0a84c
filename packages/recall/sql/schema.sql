-- The schema "recall" as all migrations together leave it.
-- A dump, never edited: `node tools/schema-dump.ts` writes it and `npm run verify` compares it.

create schema recall;

create table recall.leg (
  leg_id text not null,
  role text not null,
  case_id text not null,
  case_number text not null,
  neighbour text,
  parent_leg_id text,
  owner text,
  transfer_id text,
  attempt integer not null,
  offsets jsonb not null,
  unit text not null,
  asked bigint not null,
  stance text not null,
  reason text not null,
  evidence text not null,
  hold_until timestamp with time zone not null,
  answer_due timestamp with time zone not null,
  hops_left integer not null,
  revision integer not null,
  held bigint not null,
  onward bigint not null,
  gone bigint not null,
  returned bigint not null,
  released bigint not null,
  report jsonb,
  usable_at timestamp with time zone,
  opened_at timestamp with time zone not null,
  settled_at timestamp with time zone,
  constraint leg_pkey PRIMARY KEY (leg_id),
  constraint leg_attempt UNIQUE NULLS NOT DISTINCT (case_id, transfer_id, neighbour, role, attempt),
  constraint leg_parent FOREIGN KEY (parent_leg_id) REFERENCES recall.leg(leg_id),
  constraint leg_identity CHECK (asked = (held + onward + gone + returned + released)),
  constraint leg_neighbour CHECK ((role = 'root'::text) = (neighbour IS NULL)),
  constraint leg_role CHECK (role = ANY (ARRAY['root'::text, 'assigner'::text, 'assignee'::text])),
  constraint leg_stance CHECK (stance = ANY (ARRAY['provisional'::text, 'confirmed'::text, 'withdrawn'::text])),
  constraint leg_transfer CHECK ((role = 'root'::text) = (transfer_id IS NULL))
);
CREATE INDEX leg_case ON recall.leg USING btree (case_id);
CREATE INDEX leg_of_parent ON recall.leg USING btree (parent_leg_id);
CREATE INDEX leg_of_transfer ON recall.leg USING btree (transfer_id);

create table recall.part (
  leg_id text not null,
  lo bigint not null,
  amount bigint not null,
  bucket text not null,
  reason text,
  origin_pocket bigint,
  origin_lo bigint,
  account text,
  holding_kind text,
  stoppable_until timestamp with time zone,
  held_pocket bigint,
  held_lo bigint,
  child_leg_id text,
  child_lo bigint,
  constraint part_pkey PRIMARY KEY (leg_id, lo),
  constraint part_leg FOREIGN KEY (leg_id) REFERENCES recall.leg(leg_id),
  constraint part_amount CHECK (amount > 0),
  constraint part_bucket CHECK (bucket = ANY (ARRAY['awaited'::text, 'held'::text, 'onward'::text, 'no_answer'::text, 'gone'::text, 'returned'::text, 'released'::text])),
  constraint part_held CHECK (bucket <> 'held'::text OR held_pocket IS NOT NULL),
  constraint part_onward CHECK ((bucket <> ALL (ARRAY['onward'::text, 'no_answer'::text])) OR child_leg_id IS NOT NULL OR reason IS NOT NULL)
);
CREATE INDEX part_account ON recall.part USING btree (account) WHERE (bucket = 'held'::text);
CREATE INDEX part_child ON recall.part USING btree (child_leg_id) WHERE (child_leg_id IS NOT NULL);

create table recall.seen_message (
  iss text not null,
  jti text not null,
  seen_at timestamp with time zone not null,
  answer jsonb,
  constraint seen_message_pkey PRIMARY KEY (iss, jti)
);
CREATE INDEX seen_message_age ON recall.seen_message USING btree (seen_at);

create table recall.transfer (
  transfer_id text not null,
  direction text not null,
  neighbour text not null,
  kind text not null,
  amount bigint not null,
  unit text not null,
  reference text,
  leg_id text,
  original_transfer_id text,
  offsets jsonb not null,
  state text not null,
  at timestamp with time zone not null,
  constraint transfer_pkey PRIMARY KEY (transfer_id),
  constraint transfer_amount CHECK (amount > 0),
  constraint transfer_direction CHECK (direction = ANY (ARRAY['out'::text, 'in'::text])),
  constraint transfer_kind CHECK (kind = ANY (ARRAY['payment'::text, 'refund'::text, 'return'::text])),
  constraint transfer_state CHECK (state = ANY (ARRAY['sent'::text, 'credited'::text, 'refused'::text]))
);
CREATE INDEX transfer_original ON recall.transfer USING btree (original_transfer_id);

grant usage on schema recall to modosu_app;
grant insert, select, update on table recall.leg to modosu_app;
grant delete, insert, select, update on table recall.part to modosu_app;
grant delete, insert, select, update on table recall.seen_message to modosu_app;
grant insert, select, update on table recall.transfer to modosu_app;
