-- The schema "desk" as all migrations together leave it.
-- A dump, never edited: `node tools/schema-dump.ts` writes it and `npm run verify` compares it.

create schema desk;

create table desk.case_file (
  case_id text not null,
  case_number text not null,
  origin_case_id text not null,
  asked_by text,
  owner_id text,
  evidence text,
  via text,
  opened_at timestamp with time zone not null,
  verified_at timestamp with time zone,
  given_back_at timestamp with time zone,
  settled_at timestamp with time zone,
  closed_at timestamp with time zone,
  stolen bigint not null,
  held bigint not null,
  onward bigint not null,
  gone bigint not null,
  returned bigint not null,
  released bigint not null,
  unshipped boolean not null,
  in_escrow boolean not null,
  decided text,
  constraint case_file_pkey PRIMARY KEY (case_id),
  constraint case_file_adds_up CHECK (stolen = (held + onward + gone + returned + released)),
  constraint case_file_closed_is_settled CHECK (closed_at IS NULL OR settled_at IS NOT NULL),
  constraint case_file_decided_known CHECK (decided = ANY (ARRAY['return'::text, 'withdraw'::text])),
  constraint case_file_evidence_known CHECK (evidence = ANY (ARRAY['press'::text, 'machine'::text])),
  constraint case_file_not_negative CHECK (LEAST(stolen, held, onward, gone, returned, released) >= 0),
  constraint case_file_own_has_evidence CHECK ((asked_by IS NULL) = (evidence IS NOT NULL)),
  constraint case_file_own_has_owner CHECK ((asked_by IS NULL) = (owner_id IS NOT NULL))
);
CREATE INDEX case_file_case_number_index ON desk.case_file USING btree (case_number);
CREATE INDEX case_file_owner_id_index ON desk.case_file USING btree (owner_id, opened_at);
CREATE UNIQUE INDEX case_file_origin_index ON desk.case_file USING btree (asked_by, origin_case_id) NULLS NOT DISTINCT;

create table desk.case_leg (
  leg_id text not null,
  case_id text not null,
  amount bigint not null,
  opened_at timestamp with time zone not null,
  settled_at timestamp with time zone,
  constraint case_leg_pkey PRIMARY KEY (leg_id),
  constraint case_leg_case_fkey FOREIGN KEY (case_id) REFERENCES desk.case_file(case_id),
  constraint case_leg_amount_positive CHECK (amount > 0)
);
CREATE INDEX case_leg_case_id_index ON desk.case_leg USING btree (case_id);

create table desk.decision (
  decision_id text not null,
  case_id text not null,
  kind text not null,
  amount bigint not null,
  reason text not null,
  proposed_by text not null,
  proposed_at timestamp with time zone not null,
  state text not null,
  second_by text,
  second_reason text,
  second_at timestamp with time zone,
  constraint decision_pkey PRIMARY KEY (decision_id),
  constraint decision_case_fkey FOREIGN KEY (case_id) REFERENCES desk.case_file(case_id),
  constraint decision_kind_known CHECK (kind = ANY (ARRAY['return'::text, 'withdraw'::text, 'undo'::text])),
  constraint decision_refused_by_second CHECK (state <> 'refused'::text OR second_by IS NOT NULL),
  constraint decision_second_whole CHECK ((second_by IS NULL) = (second_reason IS NULL) AND (second_by IS NULL) = (second_at IS NULL)),
  constraint decision_state_known CHECK (state = ANY (ARRAY['awaiting_second'::text, 'effective'::text, 'refused'::text])),
  constraint decision_two_people CHECK (second_by <> proposed_by),
  constraint decision_undo_by_two CHECK (kind <> 'undo'::text OR state <> 'effective'::text OR second_by IS NOT NULL),
  constraint decision_waits_for_second CHECK (state <> 'awaiting_second'::text OR second_by IS NULL)
);
CREATE INDEX decision_case_id_index ON desk.decision USING btree (case_id, proposed_at);
CREATE UNIQUE INDEX decision_undo_index ON desk.decision USING btree (case_id) WHERE ((state = 'effective'::text) AND (kind = 'undo'::text));
CREATE UNIQUE INDEX decision_waiting_index ON desk.decision USING btree (case_id) WHERE (state = 'awaiting_second'::text);

create table desk.enquiry (
  enquiry_id text not null,
  member_id text not null,
  channel text not null,
  words text not null,
  taken_by text not null,
  at timestamp with time zone not null,
  constraint enquiry_pkey PRIMARY KEY (enquiry_id),
  constraint enquiry_staff_fkey FOREIGN KEY (taken_by) REFERENCES desk.staff(staff_id),
  constraint enquiry_channel_known CHECK (channel = 'phone'::text)
);
CREATE INDEX enquiry_member_id_index ON desk.enquiry USING btree (member_id, at);

create table desk.letter (
  case_id text not null,
  sent_at timestamp with time zone not null,
  appeal_until timestamp with time zone not null,
  subject text not null,
  body text not null,
  constraint letter_pkey PRIMARY KEY (case_id),
  constraint letter_case_fkey FOREIGN KEY (case_id) REFERENCES desk.case_file(case_id)
);

create table desk.promise (
  promise_id text not null,
  case_id text not null,
  kind text not null,
  round integer not null,
  made_at timestamp with time zone not null,
  due_at timestamp with time zone not null,
  kept_at timestamp with time zone,
  late_at timestamp with time zone,
  late_reason text,
  constraint promise_pkey PRIMARY KEY (promise_id),
  constraint promise_case_fkey FOREIGN KEY (case_id) REFERENCES desk.case_file(case_id),
  constraint promise_kind_known CHECK (kind = ANY (ARRAY['first_word'::text, 'decision'::text, 'answer'::text])),
  constraint promise_late_has_reason CHECK ((late_at IS NULL) = (late_reason IS NULL)),
  constraint promise_one_end CHECK (kept_at IS NULL OR late_at IS NULL)
);
CREATE INDEX promise_case_id_index ON desk.promise USING btree (case_id, made_at);
CREATE UNIQUE INDEX promise_open_index ON desk.promise USING btree (case_id, kind) WHERE ((kept_at IS NULL) AND (late_at IS NULL));

create table desk.staff (
  staff_id text not null,
  login text not null,
  name text not null,
  role text not null,
  password_hash text not null,
  created_at timestamp with time zone not null,
  constraint staff_pkey PRIMARY KEY (staff_id),
  constraint staff_login_key UNIQUE (login),
  constraint staff_role_known CHECK (role = ANY (ARRAY['agent'::text, 'supervisor'::text, 'auditor'::text]))
);

create table desk.staff_challenge (
  challenge_hash bytea not null,
  staff_id text,
  made_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  used_at timestamp with time zone,
  constraint staff_challenge_pkey PRIMARY KEY (challenge_hash),
  constraint staff_challenge_staff_fkey FOREIGN KEY (staff_id) REFERENCES desk.staff(staff_id)
);
CREATE INDEX staff_challenge_expires_index ON desk.staff_challenge USING btree (expires_at);

create table desk.staff_passkey (
  passkey_id text not null,
  staff_id text not null,
  credential_id text not null,
  public_key bytea not null,
  counter bigint not null,
  name text not null,
  aaguid text not null,
  backed_up boolean not null,
  made_at timestamp with time zone not null,
  last_used_at timestamp with time zone,
  removed_at timestamp with time zone,
  constraint staff_passkey_pkey PRIMARY KEY (passkey_id),
  constraint staff_passkey_credential_key UNIQUE (credential_id),
  constraint staff_passkey_staff_fkey FOREIGN KEY (staff_id) REFERENCES desk.staff(staff_id)
);
CREATE INDEX staff_passkey_staff_id_index ON desk.staff_passkey USING btree (staff_id);

create table desk.staff_session (
  token_hash bytea not null,
  staff_id text not null,
  started_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  way_in text not null default 'password'::text,
  constraint staff_session_pkey PRIMARY KEY (token_hash),
  constraint staff_session_staff_fkey FOREIGN KEY (staff_id) REFERENCES desk.staff(staff_id),
  constraint staff_session_way_in_known CHECK (way_in = ANY (ARRAY['password'::text, 'passkey'::text]))
);
CREATE INDEX staff_session_staff_id_index ON desk.staff_session USING btree (staff_id);

create table desk.task (
  task_id text not null,
  case_id text not null,
  kind text not null,
  subject text not null,
  facts jsonb not null,
  opened_at timestamp with time zone not null,
  due_at timestamp with time zone not null,
  done_at timestamp with time zone,
  done_by text,
  done_words text,
  constraint task_pkey PRIMARY KEY (task_id),
  constraint task_case_fkey FOREIGN KEY (case_id) REFERENCES desk.case_file(case_id),
  constraint task_staff_fkey FOREIGN KEY (done_by) REFERENCES desk.staff(staff_id),
  constraint task_done_whole CHECK ((done_by IS NULL) = (done_words IS NULL) AND (done_by IS NULL OR done_at IS NOT NULL)),
  constraint task_kind_known CHECK (kind = ANY (ARRAY['late_decision'::text, 'claims_met'::text, 'loss_short'::text, 'alarm'::text, 'late_update'::text, 'objection'::text, 'silent_seller'::text, 'own_returned'::text, 'more_after_end'::text]))
);
CREATE INDEX task_case_id_index ON desk.task USING btree (case_id, opened_at);
CREATE UNIQUE INDEX task_open_index ON desk.task USING btree (case_id, kind, subject) WHERE (done_at IS NULL);

create table desk.timeline (
  entry bigint not null generated always as identity,
  case_id text not null,
  at timestamp with time zone not null,
  kind text not null,
  by_whom text not null,
  staff_id text,
  facts jsonb not null,
  constraint timeline_pkey PRIMARY KEY (entry),
  constraint timeline_case_fkey FOREIGN KEY (case_id) REFERENCES desk.case_file(case_id),
  constraint timeline_by_known CHECK (by_whom = ANY (ARRAY['owner'::text, 'desk'::text, 'machine'::text, 'partner'::text])),
  constraint timeline_staff_by_desk CHECK ((by_whom = 'desk'::text) = (staff_id IS NOT NULL))
);
CREATE INDEX timeline_case_id_index ON desk.timeline USING btree (case_id, entry);

grant usage on schema desk to modosu_app;
grant insert, select on table desk.case_file to modosu_app;
grant insert, select on table desk.case_leg to modosu_app;
grant insert, select on table desk.decision to modosu_app;
grant insert, select on table desk.enquiry to modosu_app;
grant insert, select on table desk.letter to modosu_app;
grant insert, select on table desk.promise to modosu_app;
grant insert, select on table desk.staff to modosu_app;
grant delete, insert, select, update on table desk.staff_challenge to modosu_app;
grant insert, select, update on table desk.staff_passkey to modosu_app;
grant insert, select on table desk.staff_session to modosu_app;
grant insert, select on table desk.task to modosu_app;
grant insert, select on table desk.timeline to modosu_app;
grant update on column desk.case_file (closed_at) to modosu_app;
grant update on column desk.case_file (decided) to modosu_app;
grant update on column desk.case_file (evidence) to modosu_app;
grant update on column desk.case_file (given_back_at) to modosu_app;
grant update on column desk.case_file (gone) to modosu_app;
grant update on column desk.case_file (held) to modosu_app;
grant update on column desk.case_file (in_escrow) to modosu_app;
grant update on column desk.case_file (onward) to modosu_app;
grant update on column desk.case_file (released) to modosu_app;
grant update on column desk.case_file (returned) to modosu_app;
grant update on column desk.case_file (settled_at) to modosu_app;
grant update on column desk.case_file (stolen) to modosu_app;
grant update on column desk.case_file (unshipped) to modosu_app;
grant update on column desk.case_file (verified_at) to modosu_app;
grant update on column desk.case_leg (settled_at) to modosu_app;
grant update on column desk.decision (second_at) to modosu_app;
grant update on column desk.decision (second_by) to modosu_app;
grant update on column desk.decision (second_reason) to modosu_app;
grant update on column desk.decision (state) to modosu_app;
grant update on column desk.promise (due_at) to modosu_app;
grant update on column desk.promise (kept_at) to modosu_app;
grant update on column desk.promise (late_at) to modosu_app;
grant update on column desk.promise (late_reason) to modosu_app;
grant update on column desk.staff_session (ended_at) to modosu_app;
grant update on column desk.task (done_at) to modosu_app;
grant update on column desk.task (done_by) to modosu_app;
grant update on column desk.task (done_words) to modosu_app;
