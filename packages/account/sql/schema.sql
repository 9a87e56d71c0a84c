-- The schema "account" as all migrations together leave it.
-- A dump, never edited: `node tools/schema-dump.ts` writes it and `npm run verify` compares it.

create schema account;

create table account.address (
  address_id text not null,
  member_id text not null,
  email text not null,
  email_key text not null,
  confirmed_at timestamp with time zone not null,
  until_at timestamp with time zone,
  revoked boolean not null default false,
  constraint address_pkey PRIMARY KEY (address_id),
  constraint address_member_fkey FOREIGN KEY (member_id) REFERENCES account.member(member_id)
);
CREATE INDEX address_key_idx ON account.address USING btree (email_key, confirmed_at);
CREATE INDEX address_member_idx ON account.address USING btree (member_id, confirmed_at);
CREATE UNIQUE INDEX address_member_present_key ON account.address USING btree (member_id) WHERE (until_at IS NULL);
CREATE UNIQUE INDEX address_present_key ON account.address USING btree (email_key) WHERE (until_at IS NULL);

create table account.case_link (
  token_hash bytea not null,
  case_id text not null,
  address_id text not null,
  made_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  constraint case_link_pkey PRIMARY KEY (token_hash),
  constraint case_link_address_fkey FOREIGN KEY (address_id) REFERENCES account.address(address_id),
  constraint case_link_stop_fkey FOREIGN KEY (case_id) REFERENCES account.stop(case_id)
);
CREATE INDEX case_link_case_idx ON account.case_link USING btree (case_id, made_at);

create table account.case_number (
  case_number text not null,
  made_at timestamp with time zone not null,
  case_id text,
  constraint case_number_pkey PRIMARY KEY (case_number),
  constraint case_number_form_check CHECK (case_number ~ '^\d{3}-\d{3}-\d{3}$'::text)
);

create table account.change (
  change_id text not null,
  number bigint not null generated always as identity,
  member_id text not null,
  field text not null,
  item_id text not null,
  made_by text not null,
  session_id text,
  device_id text,
  via_address_id text,
  staff_id text,
  reason text,
  key_id text not null,
  before_sealed bytea not null,
  after_sealed bytea not null,
  at timestamp with time zone not null,
  constraint change_pkey PRIMARY KEY (change_id),
  constraint change_number_key UNIQUE (number),
  constraint change_member_fkey FOREIGN KEY (member_id) REFERENCES account.member(member_id),
  constraint change_session_fkey FOREIGN KEY (session_id) REFERENCES account.session(session_id),
  constraint change_field_check CHECK (field = ANY (ARRAY['email'::text, 'password'::text, 'login_id'::text, 'delivery_address'::text, 'recovery_code'::text])),
  constraint change_made_by_check CHECK (made_by = ANY (ARRAY['member'::text, 'reset'::text, 'staff'::text, 'give_back'::text])),
  constraint change_session_check CHECK (made_by <> 'member'::text OR session_id IS NOT NULL),
  constraint change_staff_check CHECK ((made_by = 'staff'::text) = (staff_id IS NOT NULL))
);
CREATE INDEX change_member_idx ON account.change USING btree (member_id, number);

create table account.delivery_address (
  delivery_address_id text not null,
  member_id text not null,
  key_id text not null,
  sealed bytea not null,
  made_at timestamp with time zone not null,
  removed_at timestamp with time zone,
  constraint delivery_address_pkey PRIMARY KEY (delivery_address_id),
  constraint delivery_address_member_fkey FOREIGN KEY (member_id) REFERENCES account.member(member_id)
);
CREATE INDEX delivery_address_member_idx ON account.delivery_address USING btree (member_id, made_at);

create table account.device (
  device_id text not null,
  secret_hash bytea not null,
  user_agent text not null,
  made_at timestamp with time zone not null,
  constraint device_pkey PRIMARY KEY (device_id),
  constraint device_secret_key UNIQUE (secret_hash)
);

create table account.known_device (
  member_id text not null,
  device_id text not null,
  first_seen_at timestamp with time zone not null,
  trusted_at timestamp with time zone,
  constraint known_device_pkey PRIMARY KEY (member_id, device_id),
  constraint known_device_device_fkey FOREIGN KEY (device_id) REFERENCES account.device(device_id),
  constraint known_device_member_fkey FOREIGN KEY (member_id) REFERENCES account.member(member_id)
);

create table account.login_name (
  login_name_id text not null,
  member_id text not null,
  login_id text not null,
  login_key text not null,
  from_at timestamp with time zone not null,
  until_at timestamp with time zone,
  revoked boolean not null default false,
  constraint login_name_pkey PRIMARY KEY (login_name_id),
  constraint login_name_member_fkey FOREIGN KEY (member_id) REFERENCES account.member(member_id)
);
CREATE INDEX login_name_key_idx ON account.login_name USING btree (login_key, from_at);
CREATE UNIQUE INDEX login_name_member_present_key ON account.login_name USING btree (member_id) WHERE (until_at IS NULL);
CREATE UNIQUE INDEX login_name_present_key ON account.login_name USING btree (login_key) WHERE (until_at IS NULL);

create table account.mail_code (
  code_id text not null,
  member_id text not null,
  purpose text not null,
  session_id text,
  email text not null,
  key_id text not null,
  code_digest bytea not null,
  tries integer not null,
  made_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  closed_at timestamp with time zone,
  constraint mail_code_pkey PRIMARY KEY (code_id),
  constraint mail_code_member_fkey FOREIGN KEY (member_id) REFERENCES account.member(member_id),
  constraint mail_code_purpose_check CHECK (purpose = ANY (ARRAY['sign_up'::text, 'email'::text]))
);
CREATE INDEX mail_code_member_idx ON account.mail_code USING btree (member_id, made_at);

create table account.member (
  member_id text not null,
  display_name text not null,
  password_hash text not null,
  signed_up_at timestamp with time zone not null,
  confirmed_at timestamp with time zone,
  constraint member_pkey PRIMARY KEY (member_id)
);

create table account.recovery (
  recovery_id text not null,
  case_id text not null,
  key_id text not null,
  code_digest bytea not null,
  tries integer not null,
  made_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  verified_at timestamp with time zone,
  token_hash bytea,
  token_expires_at timestamp with time zone,
  constraint recovery_pkey PRIMARY KEY (recovery_id),
  constraint recovery_stop_fkey FOREIGN KEY (case_id) REFERENCES account.stop(case_id),
  constraint recovery_token_check CHECK ((verified_at IS NULL) = (token_hash IS NULL) AND (token_hash IS NULL) = (token_expires_at IS NULL))
);
CREATE INDEX recovery_case_idx ON account.recovery USING btree (case_id, made_at);

create table account.recovery_code (
  recovery_code_id text not null,
  member_id text not null,
  code_hash bytea not null,
  made_at timestamp with time zone not null,
  replaced_at timestamp with time zone,
  constraint recovery_code_pkey PRIMARY KEY (recovery_code_id),
  constraint recovery_code_member_fkey FOREIGN KEY (member_id) REFERENCES account.member(member_id)
);
CREATE INDEX recovery_code_member_idx ON account.recovery_code USING btree (member_id, made_at);

create table account.reset_link (
  token_hash bytea not null,
  member_id text not null,
  address_id text not null,
  made_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  used_at timestamp with time zone,
  voided_at timestamp with time zone,
  constraint reset_link_pkey PRIMARY KEY (token_hash),
  constraint reset_link_address_fkey FOREIGN KEY (address_id) REFERENCES account.address(address_id)
);
CREATE INDEX reset_link_member_idx ON account.reset_link USING btree (member_id, made_at);

create table account.restriction (
  restriction_id text not null,
  member_id text not null,
  scope text not null,
  reason text not null,
  change_id text,
  case_id text,
  from_at timestamp with time zone not null,
  until_at timestamp with time zone,
  lifted_at timestamp with time zone,
  constraint restriction_pkey PRIMARY KEY (restriction_id),
  constraint restriction_member_fkey FOREIGN KEY (member_id) REFERENCES account.member(member_id),
  constraint restriction_cause_check CHECK ((change_id IS NULL) <> (case_id IS NULL)),
  constraint restriction_scope_check CHECK (scope = ANY (ARRAY['spend'::text, 'leave'::text]))
);
CREATE INDEX restriction_member_idx ON account.restriction USING btree (member_id, from_at);

create table account.session (
  session_id text not null,
  member_id text not null,
  device_id text not null,
  token_hash bytea not null,
  network text not null,
  begun_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  end_reason text,
  constraint session_pkey PRIMARY KEY (session_id),
  constraint session_token_key UNIQUE (token_hash),
  constraint session_device_fkey FOREIGN KEY (device_id) REFERENCES account.device(device_id),
  constraint session_member_fkey FOREIGN KEY (member_id) REFERENCES account.member(member_id),
  constraint session_end_check CHECK ((ended_at IS NULL) = (end_reason IS NULL)),
  constraint session_end_reason_check CHECK (end_reason = ANY (ARRAY['signed_out'::text, 'ended_by_member'::text, 'password_changed'::text, 'password_reset'::text, 'stopped'::text, 'by_staff'::text]))
);
CREATE INDEX session_member_idx ON account.session USING btree (member_id, begun_at);

create table account.sorted_change (
  case_id text not null,
  change_id text not null,
  sorted text not null,
  reason text not null,
  kept boolean not null,
  at timestamp with time zone not null,
  constraint sorted_change_pkey PRIMARY KEY (case_id, change_id),
  constraint sorted_change_change_fkey FOREIGN KEY (change_id) REFERENCES account.change(change_id),
  constraint sorted_change_stop_fkey FOREIGN KEY (case_id) REFERENCES account.stop(case_id),
  constraint sorted_change_sorted_check CHECK (sorted = ANY (ARRAY['yours'::text, 'theirs'::text, 'unsure'::text]))
);

create table account.stop (
  case_id text not null,
  case_number text not null,
  member_id text not null,
  at timestamp with time zone not null,
  via text not null,
  evidence text not null,
  reasons text[] not null,
  first_event_at timestamp with time zone,
  verified_at timestamp with time zone,
  given_back_at timestamp with time zone,
  constraint stop_pkey PRIMARY KEY (case_id),
  constraint stop_number_key UNIQUE (case_number),
  constraint stop_member_fkey FOREIGN KEY (member_id) REFERENCES account.member(member_id),
  constraint stop_number_fkey FOREIGN KEY (case_number) REFERENCES account.case_number(case_number),
  constraint stop_evidence_check CHECK (evidence = ANY (ARRAY['press'::text, 'machine'::text])),
  constraint stop_via_check CHECK (via = ANY (ARRAY['undo'::text, 'stop'::text]))
);
CREATE INDEX stop_member_idx ON account.stop USING btree (member_id, at);
CREATE UNIQUE INDEX stop_standing_key ON account.stop USING btree (member_id) WHERE (given_back_at IS NULL);

create table account.stop_press (
  press_id text not null,
  case_number text not null,
  contact_digest bytea not null,
  key_id text not null,
  contact_sealed bytea not null,
  at timestamp with time zone not null,
  case_id text,
  done_at timestamp with time zone,
  constraint stop_press_pkey PRIMARY KEY (press_id),
  constraint stop_press_number_fkey FOREIGN KEY (case_number) REFERENCES account.case_number(case_number)
);
CREATE INDEX stop_press_contact_idx ON account.stop_press USING btree (contact_digest, at);

create table account.suspect_session (
  case_id text not null,
  session_id text not null,
  reasons text[] not null,
  constraint suspect_session_pkey PRIMARY KEY (case_id, session_id),
  constraint suspect_session_session_fkey FOREIGN KEY (session_id) REFERENCES account.session(session_id),
  constraint suspect_session_stop_fkey FOREIGN KEY (case_id) REFERENCES account.stop(case_id)
);

create table account.undo_link (
  token_hash bytea not null,
  change_id text not null,
  member_id text not null,
  address_id text not null,
  made_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  used_at timestamp with time zone,
  case_id text,
  constraint undo_link_pkey PRIMARY KEY (token_hash),
  constraint undo_link_address_fkey FOREIGN KEY (address_id) REFERENCES account.address(address_id),
  constraint undo_link_change_fkey FOREIGN KEY (change_id) REFERENCES account.change(change_id)
);
CREATE INDEX undo_link_member_idx ON account.undo_link USING btree (member_id, made_at);

grant usage on schema account to modosu_app;
grant insert, select, update on table account.address to modosu_app;
grant insert, select on table account.case_link to modosu_app;
grant insert, select, update on table account.case_number to modosu_app;
grant insert, select on table account.change to modosu_app;
grant insert, select, update on table account.delivery_address to modosu_app;
grant insert, select on table account.device to modosu_app;
grant delete, insert, select, update on table account.known_device to modosu_app;
grant insert, select, update on table account.login_name to modosu_app;
grant insert, select, update on table account.mail_code to modosu_app;
grant insert, select, update on table account.member to modosu_app;
grant insert, select, update on table account.recovery to modosu_app;
grant insert, select, update on table account.recovery_code to modosu_app;
grant insert, select, update on table account.reset_link to modosu_app;
grant insert, select, update on table account.restriction to modosu_app;
grant insert, select, update on table account.session to modosu_app;
grant insert, select on table account.sorted_change to modosu_app;
grant insert, select, update on table account.stop to modosu_app;
grant insert, select, update on table account.stop_press to modosu_app;
grant insert, select on table account.suspect_session to modosu_app;
grant insert, select, update on table account.undo_link to modosu_app;
