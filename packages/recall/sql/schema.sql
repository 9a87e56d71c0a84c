-- The schema "recall" as all migrations together leave it.
-- A dump, never edited: `node tools/schema-dump.ts` writes it and `npm run verify` compares it.

create schema recall;

create table recall.alarm (
  alarm_id text not null,
  neighbour text not null,
  code text not null,
  subject text not null,
  case_id text,
  at timestamp with time zone not null,
  constraint alarm_pkey PRIMARY KEY (alarm_id)
);
CREATE INDEX alarm_at ON recall.alarm USING btree (at);
CREATE INDEX alarm_case ON recall.alarm USING btree (case_id) WHERE (case_id IS NOT NULL);

create table recall.appeal (
  appeal_id text not null,
  leg_id text not null,
  case_id text not null,
  account text not null,
  opened_at timestamp with time zone not null,
  decided_at timestamp with time zone,
  outcome text,
  decided_by text,
  constraint appeal_pkey PRIMARY KEY (appeal_id),
  constraint appeal_once UNIQUE (leg_id, account),
  constraint appeal_leg FOREIGN KEY (leg_id) REFERENCES recall.leg(leg_id),
  constraint appeal_decided CHECK ((decided_at IS NULL) = (outcome IS NULL) AND (decided_at IS NULL) = (decided_by IS NULL)),
  constraint appeal_outcome CHECK (outcome = ANY (ARRAY['kept'::text, 'dismissed'::text]))
);
CREATE INDEX appeal_open ON recall.appeal USING btree (account) WHERE (decided_at IS NULL);

create table recall.clearing (
  neighbour text not null,
  compared_before text not null,
  compared_at timestamp with time zone not null,
  constraint clearing_pkey PRIMARY KEY (neighbour)
);

create table recall.contest (
  contest_id text not null,
  transfer_id text not null,
  leg_id text not null,
  case_id text not null,
  other_leg_id text not null,
  other_case_id text not null,
  lo bigint not null,
  amount bigint not null,
  opened_at timestamp with time zone not null,
  due_at timestamp with time zone not null,
  decided_at timestamp with time zone,
  in_favour_of text,
  decided_by text,
  constraint contest_pkey PRIMARY KEY (contest_id),
  constraint contest_leg FOREIGN KEY (leg_id) REFERENCES recall.leg(leg_id),
  constraint contest_other_leg FOREIGN KEY (other_leg_id) REFERENCES recall.leg(leg_id),
  constraint contest_amount CHECK (amount > 0),
  constraint contest_decided CHECK ((decided_at IS NULL) = (in_favour_of IS NULL) AND (decided_at IS NULL) = (decided_by IS NULL)),
  constraint contest_two CHECK (case_id <> other_case_id),
  constraint contest_winner CHECK (in_favour_of = leg_id OR in_favour_of = other_leg_id)
);
CREATE INDEX contest_case ON recall.contest USING btree (case_id);
CREATE INDEX contest_other_case ON recall.contest USING btree (other_case_id);

create table recall.cover (
  case_id text not null,
  span int8range not null,
  waiting_pocket bigint,
  waiting_lo bigint,
  at timestamp with time zone not null,
  constraint cover_once EXCLUDE USING gist (case_id WITH =, span WITH &&),
  constraint cover_place CHECK ((waiting_pocket IS NULL) = (waiting_lo IS NULL))
);
CREATE INDEX cover_case ON recall.cover USING btree (case_id);

create table recall.decided_role (
  account text not null,
  role text not null,
  case_id text not null,
  decided_by text not null,
  at timestamp with time zone not null,
  constraint decided_role_pkey PRIMARY KEY (account, at),
  constraint decided_role_known CHECK (role = ANY (ARRAY['owner'::text, 'thief'::text, 'gift'::text, 'seller'::text, 'escrow'::text, 'sink'::text]))
);

create table recall.holding (
  leg_id text not null,
  account text not null,
  case_id text not null,
  amount bigint not null,
  held_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  outcome text,
  constraint holding_pkey PRIMARY KEY (leg_id, account, held_at),
  constraint holding_leg FOREIGN KEY (leg_id) REFERENCES recall.leg(leg_id),
  constraint holding_amount CHECK (amount > 0),
  constraint holding_ended CHECK ((ended_at IS NULL) = (outcome IS NULL)),
  constraint holding_outcome CHECK (outcome = ANY (ARRAY['returned'::text, 'released'::text, 'kept'::text]))
);
CREATE INDEX holding_held_at ON recall.holding USING btree (held_at);

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
  ask_version integer not null default 1,
  ask_heard integer not null default 0,
  report_heard integer not null default 0,
  renewals integer not null default 0,
  decision_due timestamp with time zone,
  indemnity jsonb,
  refused_by text,
  let_go jsonb not null default '[]'::jsonb,
  beyond_held bigint not null default 0,
  beyond_returned bigint not null default 0,
  beyond_gone bigint not null default 0,
  constraint leg_pkey PRIMARY KEY (leg_id),
  constraint leg_attempt UNIQUE NULLS NOT DISTINCT (case_id, transfer_id, neighbour, role, attempt),
  constraint leg_parent FOREIGN KEY (parent_leg_id) REFERENCES recall.leg(leg_id),
  constraint leg_beyond CHECK (LEAST(beyond_held, beyond_returned, beyond_gone) >= 0 AND (beyond_held + beyond_returned + beyond_gone) <= onward),
  constraint leg_heard CHECK (ask_heard <= ask_version AND report_heard <= revision),
  constraint leg_hops CHECK (hops_left >= 0),
  constraint leg_identity CHECK (asked = (held + onward + gone + returned + released)),
  constraint leg_neighbour CHECK ((role = 'root'::text) = (neighbour IS NULL)),
  constraint leg_renewals CHECK (renewals >= 0 AND renewals <= 20),
  constraint leg_role CHECK (role = ANY (ARRAY['root'::text, 'assigner'::text, 'assignee'::text])),
  constraint leg_stance CHECK (stance = ANY (ARRAY['provisional'::text, 'confirmed'::text, 'withdrawn'::text])),
  constraint leg_transfer CHECK ((role = 'root'::text) = (transfer_id IS NULL))
) with (fillfactor=50);
CREATE INDEX leg_of_parent ON recall.leg USING btree (parent_leg_id);
CREATE INDEX leg_of_transfer ON recall.leg USING btree (transfer_id);
CREATE INDEX leg_owner ON recall.leg USING btree (owner) WHERE (owner IS NOT NULL);

create table recall.loss_payment (
  key text not null,
  kind text not null,
  account text not null,
  amount bigint not null,
  unit text not null,
  at timestamp with time zone not null,
  constraint loss_payment_pkey PRIMARY KEY (key),
  constraint loss_payment_amount CHECK (amount > 0),
  constraint loss_payment_kind CHECK (kind = ANY (ARRAY['cover'::text, 'made_whole'::text]))
);
CREATE INDEX loss_payment_at ON recall.loss_payment USING btree (at);

create table recall.neighbour_meta (
  neighbour text not null,
  meta jsonb not null,
  read_at timestamp with time zone not null,
  constraint neighbour_meta_pkey PRIMARY KEY (neighbour)
);

create table recall.night_clock (
  next_run_at timestamp with time zone not null,
  only_one boolean not null default true,
  constraint night_clock_pkey PRIMARY KEY (only_one),
  constraint night_clock_only_one CHECK (only_one)
);

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
  other_case text,
  other_number text,
  ask_again boolean not null default false,
  constraint part_pkey PRIMARY KEY (leg_id, lo),
  constraint part_leg FOREIGN KEY (leg_id) REFERENCES recall.leg(leg_id),
  constraint part_amount CHECK (amount > 0),
  constraint part_ask_again CHECK (NOT ask_again OR bucket = 'gone'::text),
  constraint part_bucket CHECK (bucket = ANY (ARRAY['awaited'::text, 'held'::text, 'onward'::text, 'no_answer'::text, 'gone'::text, 'returned'::text, 'released'::text])),
  constraint part_gone CHECK (bucket <> 'gone'::text OR reason IS NOT NULL),
  constraint part_held CHECK (bucket <> 'held'::text OR held_pocket IS NOT NULL),
  constraint part_onward CHECK ((bucket <> ALL (ARRAY['onward'::text, 'no_answer'::text])) OR child_leg_id IS NOT NULL OR reason IS NOT NULL),
  constraint part_other CHECK (other_case IS NULL OR other_number IS NOT NULL)
);
CREATE INDEX part_account ON recall.part USING btree (account) WHERE (bucket = 'held'::text);
CREATE INDEX part_child ON recall.part USING btree (child_leg_id) WHERE (child_leg_id IS NOT NULL);
CREATE INDEX part_other_case ON recall.part USING btree (other_case) WHERE (other_case IS NOT NULL);

create table recall.returned_span (
  transfer_id text not null,
  span int8range not null,
  leg_id text not null,
  at timestamp with time zone not null,
  constraint returned_span_once EXCLUDE USING gist (transfer_id WITH =, span WITH &&),
  constraint returned_span_leg FOREIGN KEY (leg_id) REFERENCES recall.leg(leg_id) DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX returned_span_leg_index ON recall.returned_span USING btree (leg_id);

create table recall.seen_message (
  iss text not null,
  jti text not null,
  seen_at timestamp with time zone not null,
  answer jsonb,
  constraint seen_message_pkey PRIMARY KEY (iss, jti)
);
CREATE INDEX seen_message_age ON recall.seen_message USING btree (seen_at);

create table recall.tombstone (
  transfer_id text not null,
  neighbour text not null,
  leg_id text not null,
  at timestamp with time zone not null,
  constraint tombstone_pkey PRIMARY KEY (transfer_id),
  constraint tombstone_leg FOREIGN KEY (leg_id) REFERENCES recall.leg(leg_id)
);

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
  constraint transfer_kind CHECK (kind = ANY (ARRAY['payment'::text, 'refund'::text, 'return'::text, 'give_back'::text, 'stop'::text])),
  constraint transfer_state CHECK (state = ANY (ARRAY['sent'::text, 'credited'::text, 'refused'::text]))
);
CREATE INDEX transfer_original ON recall.transfer USING btree (original_transfer_id);

create table recall.undone_span (
  leg_id text not null,
  span int8range not null,
  transfer_id text not null,
  at timestamp with time zone not null,
  constraint undone_span_once EXCLUDE USING gist (leg_id WITH =, span WITH &&),
  constraint undone_span_leg FOREIGN KEY (leg_id) REFERENCES recall.leg(leg_id)
);

grant usage on schema recall to modosu_app;
grant insert, select on table recall.alarm to modosu_app;
grant insert, select on table recall.appeal to modosu_app;
grant insert, select, update on table recall.clearing to modosu_app;
grant insert, select on table recall.contest to modosu_app;
grant delete, insert, select on table recall.cover to modosu_app;
grant insert, select on table recall.decided_role to modosu_app;
grant insert, select on table recall.holding to modosu_app;
grant insert, select, update on table recall.leg to modosu_app;
grant insert, select on table recall.loss_payment to modosu_app;
grant insert, select, update on table recall.neighbour_meta to modosu_app;
grant insert, select, update on table recall.night_clock to modosu_app;
grant delete, insert, select, update on table recall.part to modosu_app;
grant insert, select on table recall.returned_span to modosu_app;
grant delete, insert, select, update on table recall.seen_message to modosu_app;
grant insert, select on table recall.tombstone to modosu_app;
grant insert, select, update on table recall.transfer to modosu_app;
grant delete, insert, select on table recall.undone_span to modosu_app;
grant update on column recall.appeal (decided_at) to modosu_app;
grant update on column recall.appeal (decided_by) to modosu_app;
grant update on column recall.appeal (outcome) to modosu_app;
grant update on column recall.contest (decided_at) to modosu_app;
grant update on column recall.contest (decided_by) to modosu_app;
grant update on column recall.contest (in_favour_of) to modosu_app;
grant update on column recall.cover (waiting_lo) to modosu_app;
grant update on column recall.cover (waiting_pocket) to modosu_app;
grant update on column recall.holding (ended_at) to modosu_app;
grant update on column recall.holding (outcome) to modosu_app;
