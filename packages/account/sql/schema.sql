-- The schema "account" as all migrations together leave it.
-- A dump, never edited: `node tools/schema-dump.ts` writes it and `npm run verify` compares it.

create schema account;

create table account.address (
  address_id text not null,
  member_id text not null,
  contact text not null,
  contact_key text not null,
  confirmed_at timestamp with time zone not null,
  until_at timestamp with time zone,
  revoked boolean not null default false,
  channel text not null,
  constraint address_pkey PRIMARY KEY (address_id),
  constraint address_member_fkey FOREIGN KEY (member_id) REFERENCES account.member(member_id),
  constraint address_channel_check CHECK (channel = ANY (ARRAY['email'::text, 'second_email'::text, 'phone'::text]))
);
CREATE INDEX address_key_idx ON account.address USING btree (contact_key, confirmed_at);
CREATE INDEX address_member_idx ON account.address USING btree (member_id, confirmed_at);
CREATE UNIQUE INDEX address_member_present_key ON account.address USING btree (member_id, channel) WHERE (until_at IS NULL);
CREATE UNIQUE INDEX address_present_key ON account.address USING btree (contact_key) WHERE (until_at IS NULL);

create table account.api_token (
  api_token_id text not null,
  member_id text not null,
  device_id text not null,
  token_hash bytea not null,
  name text not null,
  scopes text[] not null,
  made_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  removed_at timestamp with time zone,
  constraint api_token_pkey PRIMARY KEY (api_token_id),
  constraint api_token_hash_key UNIQUE (token_hash),
  constraint api_token_device_fkey FOREIGN KEY (device_id) REFERENCES account.device(device_id),
  constraint api_token_member_fkey FOREIGN KEY (member_id) REFERENCES account.member(member_id),
  constraint api_token_scopes_check CHECK (cardinality(scopes) > 0)
);
CREATE INDEX api_token_member_idx ON account.api_token USING btree (member_id, made_at);

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

create table account.challenge (
  challenge_hash bytea not null,
  purpose text not null,
  member_id text,
  session_id text,
  made_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  used_at timestamp with time zone,
  constraint challenge_pkey PRIMARY KEY (challenge_hash),
  constraint challenge_purpose_check CHECK (purpose = ANY (ARRAY['add'::text, 'sign_in'::text, 'prove'::text, 'recover'::text])),
  constraint challenge_session_check CHECK ((purpose = ANY (ARRAY['add'::text, 'prove'::text])) = (session_id IS NOT NULL)),
  constraint challenge_whose_check CHECK ((purpose = 'sign_in'::text) = (member_id IS NULL))
);
CREATE INDEX challenge_expires_idx ON account.challenge USING btree (expires_at);
CREATE INDEX challenge_member_idx ON account.challenge USING btree (member_id) WHERE (member_id IS NOT NULL);

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
  constraint change_field_check CHECK (field = ANY (ARRAY['email'::text, 'second_email'::text, 'phone'::text, 'password'::text, 'login_id'::text, 'passkey'::text, 'totp'::text, 'recovery_code'::text, 'api_token'::text, 'delivery_address'::text, 'payout_account'::text, 'notice_settings'::text])),
  constraint change_made_by_check CHECK (made_by = ANY (ARRAY['member'::text, 'reset'::text, 'staff'::text, 'give_back'::text])),
  constraint change_session_check CHECK (made_by <> 'member'::text OR session_id IS NOT NULL),
  constraint change_staff_check CHECK ((made_by = 'staff'::text) = (staff_id IS NOT NULL))
);
CREATE INDEX change_member_idx ON account.change USING btree (member_id, number);

create table account.contact_code (
  code_id text not null,
  member_id text not null,
  purpose text not null,
  session_id text,
  contact text not null,
  key_id text not null,
  code_digest bytea not null,
  tries integer not null,
  made_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  closed_at timestamp with time zone,
  constraint contact_code_pkey PRIMARY KEY (code_id),
  constraint contact_code_member_fkey FOREIGN KEY (member_id) REFERENCES account.member(member_id),
  constraint contact_code_purpose_check CHECK (purpose = ANY (ARRAY['sign_up'::text, 'email'::text, 'second_email'::text, 'phone'::text]))
);
CREATE INDEX contact_code_member_idx ON account.contact_code USING btree (member_id, made_at);

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

create table account.desk_vouch (
  vouch_id text not null,
  case_id text not null,
  staff_id text not null,
  supervisor boolean not null,
  contact_digest bytea not null,
  key_id text not null,
  papers text not null,
  reason text not null,
  at timestamp with time zone not null,
  constraint desk_vouch_pkey PRIMARY KEY (vouch_id),
  constraint desk_vouch_stop_fkey FOREIGN KEY (case_id) REFERENCES account.stop(case_id),
  constraint desk_vouch_papers_check CHECK (papers = ANY (ARRAY['driving_licence'::text, 'my_number_card'::text, 'passport'::text, 'residence_card'::text]))
);
CREATE INDEX desk_vouch_case_idx ON account.desk_vouch USING btree (case_id, at);

create table account.device (
  device_id text not null,
  secret_hash bytea not null,
  user_agent text not null,
  made_at timestamp with time zone not null,
  constraint device_pkey PRIMARY KEY (device_id),
  constraint device_secret_key UNIQUE (secret_hash)
);

create table account.half_sign_in (
  token_hash bytea not null,
  member_id text not null,
  tries integer not null,
  made_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  closed_at timestamp with time zone,
  network text not null default ''::text,
  risks text[] not null default '{}'::text[],
  key_id text,
  code_digest bytea,
  finished_at timestamp with time zone,
  constraint half_sign_in_pkey PRIMARY KEY (token_hash),
  constraint half_sign_in_member_fkey FOREIGN KEY (member_id) REFERENCES account.member(member_id),
  constraint half_sign_in_code_check CHECK ((key_id IS NULL) = (code_digest IS NULL))
);
CREATE INDEX half_sign_in_member_idx ON account.half_sign_in USING btree (member_id) WHERE (closed_at IS NULL);

create table account.known_device (
  member_id text not null,
  device_id text not null,
  first_seen_at timestamp with time zone not null,
  trusted_at timestamp with time zone,
  forgotten_at timestamp with time zone,
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

create table account.member (
  member_id text not null,
  display_name text not null,
  password_hash text not null,
  signed_up_at timestamp with time zone not null,
  confirmed_at timestamp with time zone,
  sign_in_notices text not null default 'new_device'::text,
  constraint member_pkey PRIMARY KEY (member_id),
  constraint member_sign_in_notices_check CHECK (sign_in_notices = ANY (ARRAY['every'::text, 'new_device'::text, 'none'::text]))
);

create table account.passkey (
  passkey_id text not null,
  member_id text not null,
  credential_id text not null,
  public_key bytea not null,
  counter bigint not null,
  transports text[] not null,
  name text not null,
  aaguid text not null,
  backup_eligible boolean not null,
  backed_up boolean not null,
  made_at timestamp with time zone not null,
  last_used_at timestamp with time zone,
  removed_at timestamp with time zone,
  constraint passkey_pkey PRIMARY KEY (passkey_id),
  constraint passkey_credential_key UNIQUE (credential_id),
  constraint passkey_member_fkey FOREIGN KEY (member_id) REFERENCES account.member(member_id),
  constraint passkey_counter_check CHECK (counter >= 0)
);
CREATE INDEX passkey_member_idx ON account.passkey USING btree (member_id, made_at);

create table account.payout_account (
  payout_account_id text not null,
  member_id text not null,
  key_id text not null,
  sealed bytea not null,
  made_at timestamp with time zone not null,
  removed_at timestamp with time zone,
  constraint payout_account_pkey PRIMARY KEY (payout_account_id),
  constraint payout_account_member_fkey FOREIGN KEY (member_id) REFERENCES account.member(member_id)
);
CREATE UNIQUE INDEX payout_account_present_key ON account.payout_account USING btree (member_id) WHERE (removed_at IS NULL);

create table account.recovery (
  recovery_id text not null,
  case_id text not null,
  key_id text not null,
  code_digest bytea,
  tries integer not null,
  made_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  verified_at timestamp with time zone,
  token_hash bytea,
  token_expires_at timestamp with time zone,
  address_id text,
  methods text[] not null default '{}'::text[],
  constraint recovery_pkey PRIMARY KEY (recovery_id),
  constraint recovery_address_fkey FOREIGN KEY (address_id) REFERENCES account.address(address_id),
  constraint recovery_stop_fkey FOREIGN KEY (case_id) REFERENCES account.stop(case_id),
  constraint recovery_code_check CHECK (code_digest IS NOT NULL OR methods = ARRAY['desk'::text]),
  constraint recovery_methods_check CHECK (methods <@ ARRAY['sent_code'::text, 'saved_code'::text, 'passkey'::text, 'desk'::text] AND (verified_at IS NULL OR cardinality(methods) >= 2 OR methods = ARRAY['desk'::text])),
  constraint recovery_token_check CHECK ((verified_at IS NULL) = (token_hash IS NULL) AND (token_hash IS NULL) = (token_expires_at IS NULL))
);
CREATE INDEX recovery_case_idx ON account.recovery USING btree (case_id, made_at);

create table account.recovery_code (
  recovery_code_id text not null,
  member_id text not null,
  code_hash bytea not null,
  made_at timestamp with time zone not null,
  replaced_at timestamp with time zone,
  used_at timestamp with time zone,
  constraint recovery_code_pkey PRIMARY KEY (recovery_code_id),
  constraint recovery_code_member_fkey FOREIGN KEY (member_id) REFERENCES account.member(member_id)
);
CREATE INDEX recovery_code_hash_idx ON account.recovery_code USING btree (member_id, code_hash);
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
  way_in text not null default 'password'::text,
  passkey_id text,
  country text,
  proven_at timestamp with time zone,
  proven_by text,
  risk_step_up_at timestamp with time zone,
  api_token_id text,
  constraint session_pkey PRIMARY KEY (session_id),
  constraint session_token_key UNIQUE (token_hash),
  constraint session_api_token_fkey FOREIGN KEY (api_token_id) REFERENCES account.api_token(api_token_id),
  constraint session_device_fkey FOREIGN KEY (device_id) REFERENCES account.device(device_id),
  constraint session_member_fkey FOREIGN KEY (member_id) REFERENCES account.member(member_id),
  constraint session_api_token_check CHECK ((way_in = 'api_token'::text) = (api_token_id IS NOT NULL)),
  constraint session_end_check CHECK ((ended_at IS NULL) = (end_reason IS NULL)),
  constraint session_end_reason_check CHECK (end_reason = ANY (ARRAY['signed_out'::text, 'ended_by_member'::text, 'password_changed'::text, 'password_reset'::text, 'stopped'::text, 'by_staff'::text, 'factor_changed'::text])),
  constraint session_proven_by_check CHECK (proven_by = ANY (ARRAY['password'::text, 'totp'::text, 'passkey'::text, 'recovery_code'::text])),
  constraint session_proven_check CHECK ((proven_at IS NULL) = (proven_by IS NULL)),
  constraint session_way_in_check CHECK (way_in = ANY (ARRAY['password'::text, 'password_totp'::text, 'password_recovery_code'::text, 'password_sent_code'::text, 'passkey'::text, 'given_back'::text, 'api_token'::text]))
);
CREATE INDEX session_api_token_idx ON account.session USING btree (api_token_id, begun_at) WHERE (api_token_id IS NOT NULL);
CREATE INDEX session_device_idx ON account.session USING btree (member_id, device_id);
CREATE INDEX session_member_idx ON account.session USING btree (member_id, begun_at);

create table account.session_use (
  session_id text not null,
  seen_at timestamp with time zone not null,
  constraint session_use_pkey PRIMARY KEY (session_id),
  constraint session_use_session_fkey FOREIGN KEY (session_id) REFERENCES account.session(session_id)
);

create table account.sighting (
  session_id text not null,
  number bigint not null generated always as identity,
  at timestamp with time zone not null,
  network text not null,
  browser text not null,
  constraint sighting_pkey PRIMARY KEY (session_id, number),
  constraint sighting_session_fkey FOREIGN KEY (session_id) REFERENCES account.session(session_id)
);

create table account.signal (
  signal_id text not null,
  number bigint not null generated always as identity,
  member_id text not null,
  session_id text,
  event text not null,
  payload jsonb not null,
  at timestamp with time zone not null,
  constraint signal_pkey PRIMARY KEY (signal_id),
  constraint signal_number_key UNIQUE (number),
  constraint signal_member_fkey FOREIGN KEY (member_id) REFERENCES account.member(member_id),
  constraint signal_event_check CHECK (event ~~ 'https://schemas.openid.net/secevent/%'::text)
);

create table account.sorted_action (
  case_id text not null,
  action_id text not null,
  kind text not null,
  sorted text not null,
  reason text not null,
  kept boolean not null,
  at timestamp with time zone not null,
  constraint sorted_action_pkey PRIMARY KEY (case_id, action_id),
  constraint sorted_action_stop_fkey FOREIGN KEY (case_id) REFERENCES account.stop(case_id),
  constraint sorted_action_sorted_check CHECK (sorted = ANY (ARRAY['yours'::text, 'theirs'::text, 'unsure'::text]))
);

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
  false_alarm boolean not null default false,
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

create table account.totp (
  totp_id text not null,
  member_id text not null,
  key_id text not null,
  sealed bytea not null,
  made_at timestamp with time zone not null,
  confirmed_at timestamp with time zone,
  last_step bigint,
  removed_at timestamp with time zone,
  constraint totp_pkey PRIMARY KEY (totp_id),
  constraint totp_member_fkey FOREIGN KEY (member_id) REFERENCES account.member(member_id)
);
CREATE INDEX totp_member_idx ON account.totp USING btree (member_id, made_at);
CREATE UNIQUE INDEX totp_present_key ON account.totp USING btree (member_id) WHERE ((confirmed_at IS NOT NULL) AND (removed_at IS NULL));

create table account.unchecked_password (
  unchecked_id text not null,
  at timestamp with time zone not null,
  reason text not null,
  constraint unchecked_password_pkey PRIMARY KEY (unchecked_id)
);

create table account.undo_link (
  token_hash bytea not null,
  change_id text,
  member_id text not null,
  address_id text not null,
  made_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  used_at timestamp with time zone,
  case_id text,
  session_id text,
  constraint undo_link_pkey PRIMARY KEY (token_hash),
  constraint undo_link_address_fkey FOREIGN KEY (address_id) REFERENCES account.address(address_id),
  constraint undo_link_change_fkey FOREIGN KEY (change_id) REFERENCES account.change(change_id),
  constraint undo_link_session_fkey FOREIGN KEY (session_id) REFERENCES account.session(session_id),
  constraint undo_link_about_check CHECK (num_nonnulls(change_id, session_id) <= 1)
);
CREATE INDEX undo_link_member_idx ON account.undo_link USING btree (member_id, made_at);

grant usage on schema account to modosu_app;
grant insert, select, update on table account.address to modosu_app;
grant insert, select, update on table account.api_token to modosu_app;
grant insert, select on table account.case_link to modosu_app;
grant insert, select, update on table account.case_number to modosu_app;
grant delete, insert, select, update on table account.challenge to modosu_app;
grant insert, select on table account.change to modosu_app;
grant insert, select, update on table account.contact_code to modosu_app;
grant insert, select, update on table account.delivery_address to modosu_app;
grant insert, select on table account.desk_vouch to modosu_app;
grant insert, select on table account.device to modosu_app;
grant insert, select, update on table account.half_sign_in to modosu_app;
grant delete, insert, select, update on table account.known_device to modosu_app;
grant insert, select, update on table account.login_name to modosu_app;
grant insert, select, update on table account.member to modosu_app;
grant insert, select, update on table account.passkey to modosu_app;
grant insert, select, update on table account.payout_account to modosu_app;
grant insert, select, update on table account.recovery to modosu_app;
grant insert, select, update on table account.recovery_code to modosu_app;
grant insert, select, update on table account.reset_link to modosu_app;
grant insert, select, update on table account.restriction to modosu_app;
grant insert, select, update on table account.session to modosu_app;
grant insert, select, update on table account.session_use to modosu_app;
grant insert, select on table account.sighting to modosu_app;
grant insert, select on table account.signal to modosu_app;
grant insert, select on table account.sorted_action to modosu_app;
grant insert, select on table account.sorted_change to modosu_app;
grant insert, select, update on table account.stop to modosu_app;
grant insert, select, update on table account.stop_press to modosu_app;
grant insert, select on table account.suspect_session to modosu_app;
grant insert, select, update on table account.totp to modosu_app;
grant insert, select on table account.unchecked_password to modosu_app;
grant insert, select, update on table account.undo_link to modosu_app;
